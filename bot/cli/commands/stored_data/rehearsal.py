"""Puts a backup back into another, empty server, looks whether all is there, and empties it again."""

from dataclasses import dataclass
from typing import Any

from bot import redis_url
from bot.adapters.redis.client import PATIENT_SECONDS, connect_patient, store_errors
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.compare import in_batches
from bot.adapters.store.backups.likeness import Likeness
from bot.adapters.store.backups.restoring import put_back
from bot.adapters.store.cipher import Cipher
from bot.bootstrap import Built, build
from bot.cli.progress import audit_shown, counted, working
from bot.errors import BackupError, SettingsError
from bot.service.audit import verify
from bot.service.events.office_now import context_now
from bot.service.health import compare

NOT_EMPTY = "--restore-into の Redis は空ではありません。何も入っていないものにしてください"
MOST_NAMED = 5  # keys


@dataclass(frozen=True)
class Rehearsed:
    """What became of a rehearsal: keys put back, and left; those unlike the file; differences; the audit log."""

    keys: int
    left: int
    differing: tuple[str, ...]
    store_differences: int
    audit_intact: bool

    @property
    def is_good(self) -> bool:
        """Say whether a restore would bring all back; what did not fit together before does not after it either."""
        return not self.differing and self.audit_intact

    @property
    def document(self) -> dict[str, Any]:
        """Give it for JSON."""
        told = {"restored": self.keys, "differing": list(self.differing), "audit_intact": self.audit_intact}
        return told | {"store_differences": self.store_differences}

    @property
    def line(self) -> str:
        """Give it for a person."""
        left = f"（{self.left}件は、期限の切れたものなどで、戻しません）" if self.left else ""
        told = f"{self.keys}件を戻せました{left}。予約・枠・通知などの食い違い: {self.store_differences}件"
        if self.differing:
            told += (
                f"。戻したものがファイルと違います: {len(self.differing)}件（{'、'.join(self.differing[:MOST_NAMED])}）"
            )
        return told if self.audit_intact else f"{told}。監査記録がつながりません"


def rehearse(wired: Built, backup: backups.Backup, url: str) -> Rehearsed:
    """Put a backup back into a server that is empty before and after; BackupError where it is not."""
    try:
        redis_url.read(url)
    except SettingsError as error:
        raise SettingsError(str(error).replace("REDIS_URL", "--restore-into")) from None
    with store_errors(), connect_patient(url, wired.keys.prefix) as there:
        if there.dbsize():
            raise BackupError(NOT_EMPTY)
        try:
            return _put_back(wired, backup, url, there)
        finally:
            for names in in_batches(there.scan_iter(match=wired.keys.prefix + "*", count=500), 500):
                there.unlink(*names)


def _put_back(wired: Built, backup: backups.Backup, url: str, there: Any) -> Rehearsed:
    wall, cipher, moment = wired.wall.now(), Cipher(wired.settings.data_keys), wired.process.clock.now()
    shown = _shown("戻してみています", backup)
    count = put_back(there, wired.keys, cipher, backup, wall, (), moment, shown)
    likeness = Likeness(there, wired.keys)
    likeness.look(backup, wired.wall.now, _shown("ファイルと比べています", backup))
    alone = {"redis_url": url, "queue_url": url, "state_dir": "", "store_replicas": 0}
    process = build(wired.settings.model_copy(update=alone), sending=False, answer_seconds=PATIENT_SECONDS).process
    with working("予約・枠・通知などを突き合わせています"):
        differences = compare.compare(context_now(process))
    broken = verify.verify(process, shown=audit_shown).broken
    likeness.take_away(backup, _shown("空に戻しています", backup))
    return Rehearsed(count, backup.keys - count, tuple(sorted(likeness.differing)), len(differences), not broken)


def _shown(what: str, backup: backups.Backup) -> backups.Shown:
    return lambda pieces: counted(pieces, what, backup.pieces)

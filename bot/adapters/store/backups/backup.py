"""A whole office in one encrypted file, and back. Every line is sealed in its place; the last one counts them.

The file shows one moment (bot/adapters/store/backups/snapshot.py). What is sealed in Redis stays sealed within.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.backups.snapshot import Held, Snapshot
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.forms import FIRST, FORMAT
from bot.adapters.store.keys import Keys
from bot.adapters.store.notice_records import row_of
from bot.adapters.store.records import join, or_none
from bot.booking.rooms.job import notices_among
from bot.booking.staff.staff import Staff
from bot.errors import HALF, BackupError, SealError, StoreChangedError
from bot.ports.work import PROCESSES
from bot.service.notices.after_restore import Old

HEAD = "madoguchi-backup-1"
LINE = 200  # keys
LOOK_SECONDS = 0.2  # seconds between two looks at who lives
OF_A_MOMENT = (
    *("heartbeat:", "process:", "processes", "swept:", "proof", "replicated", "backed-up", "done:"),
    *("burst:", "slowed:", "held:", "session:"),
)
NOT_COUNTED = (*OF_A_MOMENT, "lookup-key", "clock:", "store", "owner", "audit:seal")
LEFT_ALONE = ("clock:", "heartbeat:", "processes", "swept:", "backed-up", "done:", "burst:", "slowed:")
NOT_PUT_BACK = ("clock:", "reply:", "replies:", "due:replies")  # an answer that was pending then was sent since
RENEWED = {"store", "audit:seal"}  # by a restore itself
SOON_MS = 60_000  # what ends within it may have ended while a file was put back
DUE = tuple(f"{kind}:{work}" for kind in ("due", "ready") for work in ("notices", "mail", "rooms"))


@dataclass(frozen=True)
class Backup:
    """What a file holds. `keys` are (name without prefix, type, ms of life left at that moment or -1, flat value).

    at      when it was read, by the machine's own time
    moment  the same by the service's clock, which a playground moves; None in files of earlier releases
    """

    office: str
    at: datetime
    keys: tuple[Held, ...]
    moment: datetime | None = None


def read(url: str, keys: Keys, now: datetime, moment: datetime | None = None) -> Backup:
    """Read an office as it is at one moment: the machine's and the service's.

    StoreChangedError where a restore was broken off.
    """
    found = Snapshot(url, keys.prefix, OF_A_MOMENT).read().values()
    held = sorted((key.removeprefix(keys.prefix), kind, left, value) for key, kind, left, value in found)
    if any(name == "store" and dict(pairs(value)).get("stopped") == HALF for name, _, _, value in held):
        raise StoreChangedError(HALF)
    return Backup(keys.office, now, tuple(held), moment)


def written(backup: Backup, cipher: Cipher) -> Iterator[str]:
    """Give the lines of the file."""
    name, digest = f"{HEAD}:{backup.office}:{backup.at.isoformat()}", hashlib.sha256()
    yield name
    pieces = [backup.keys[first : first + LINE] for first in range(0, len(backup.keys), LINE)]
    for place, piece in enumerate(pieces):
        clear = json.dumps(piece, ensure_ascii=False).encode()
        digest.update(clear)
        yield cipher.seal(f"{name}:{place}", clear)
    moment = (backup.moment or backup.at).isoformat()
    end = {"lines": len(pieces), "keys": len(backup.keys), "sha256": digest.hexdigest(), "moment": moment}
    yield cipher.seal(f"{name}:end", json.dumps(end).encode())


def opened(lines: Sequence[str], cipher: Cipher) -> Backup:
    """Read a file's lines; BackupError when it is not whole, not ours, or its key is gone."""
    if len(lines) < 2 or not lines[0].startswith(f"{HEAD}:"):
        raise BackupError("madoguchi backup で作ったファイルではありません")
    _, office, at = lines[0].split(":", 2)
    digest, held = hashlib.sha256(), []
    try:
        end = json.loads(cipher.open(f"{lines[0]}:end", lines[-1]))
        for place, line in enumerate(lines[1:-1]):
            clear = cipher.open(f"{lines[0]}:{place}", line)
            digest.update(clear)
            held += [(name, kind, left, value) for name, kind, left, value in json.loads(clear)]
    except (SealError, ValueError):
        raise BackupError("バックアップが壊れているか、途中で切れているか、鍵が DATA_KEYS にありません") from None
    if (end["lines"], end["keys"], end["sha256"]) != (len(lines) - 2, len(held), digest.hexdigest()):
        raise BackupError("バックアップの中身が、書いたときと違います")
    of_store = next((dict(pairs(value)) for name, _, _, value in held if name == "store"), {})
    if int(of_store.get("format", FIRST)) > FORMAT:
        raise BackupError("これより新しい版の madoguchi で作ったバックアップです。新しい版で戻してください")
    moment = datetime.fromisoformat(end.get("moment", at))
    return Backup(office, datetime.fromisoformat(at), tuple(held), moment)


def opened_file(file: Path, cipher: Cipher) -> tuple[Backup, str]:
    """Give what a file holds, and its SHA-256."""
    try:
        content = file.read_bytes()
        return opened(content.decode().splitlines(), cipher), hashlib.sha256(content).hexdigest()
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"{file} を読めません") from None


def is_in_use(client: Client, keys: Keys) -> bool:
    """Say whether an office holds anything that a restore would write over."""
    with store_errors():
        names = (key.removeprefix(keys.prefix) for key in client.scan_iter(match=keys.prefix + "*", count=500))
        return any(not name.startswith(NOT_COUNTED) for name in names)


def is_served(client: Client, keys: Keys) -> bool:
    """Say whether a process of the office lives: it tells so again, while what a stopped one told last runs out."""
    names = [keys.heartbeat(one) for one in PROCESSES]
    with store_errors():
        left = [client.pttl(name) for name in names]
        while max(left) > 0:
            time.sleep(LOOK_SECONDS)
            before, left = left, [client.pttl(name) for name in names]
            if any(now > then for now, then in zip(left, before, strict=True)):
                return True
    return False


def ledger(backup: Backup) -> Old:
    """Give the rows of the ledger that a file holds."""
    rows = [dict(pairs(value)) for name, _, _, value in backup.keys if name.startswith("notice:")]
    due = [one for name, _, _, value in backup.keys if name in DUE for one in value[::2]]
    return Old(notices_among([row_of(row) for row in rows if "id" in row]), frozenset(due))


def accounts(backup: Backup, cipher: Cipher) -> list[Staff]:
    """Give the accounts of staff that a file holds and that can be opened."""
    held = {name: dict(pairs(value)) for name, _, _, value in backup.keys if name.startswith("staff:")}
    found = (or_none(_nothing, _account, name, fields, cipher) for name, fields in held.items())
    return [one for one in found if one]


def _account(name: str, fields: dict[str, str], cipher: Cipher) -> Staff:
    return join(Staff, name, fields["open"], fields["sealed"], cipher)


def _nothing() -> None:
    """Count nothing: a file is looked at, not the store."""


def read_at(backup: Backup) -> datetime | None:
    """Give when a file was read by the service's clock; None where its store was not what it should be even then."""
    changed = any(name == "store" and "stopped" in value[::2] for name, _, _, value in backup.keys)
    return None if changed else backup.moment or backup.at


def replies(backup: Backup) -> list[str]:
    """Name the replies that were pending."""
    return [name.removeprefix("reply:") for name, _, _, _ in backup.keys if name.startswith("reply:")]


def differing(backup: Backup, there: Backup) -> list[str]:
    """Name the keys that are not as the file says where it was put back a moment ago."""
    passed = round((there.at - backup.at) / timedelta(milliseconds=1)) + SOON_MS
    wanted = {name: (kind, _alike(kind, value)) for name, kind, _, value in backup.keys}
    found = {name: (kind, _alike(kind, value)) for name, kind, _, value in there.keys}
    away = {name for name, _, left, _ in backup.keys if name.startswith(NOT_PUT_BACK) or 0 <= left <= passed}
    names = (wanted.keys() | found.keys()) - away - RENEWED
    return sorted(name for name in names if wanted.get(name) != found.get(name))


def _alike(kind: str, value: Sequence[str]) -> object:
    """Give a value in a form in which the same is equal."""
    match kind:
        case "hash":
            return dict(pairs(value))
        case "set":
            return frozenset(value)
        case "zset":
            return {member: float(score) for member, score in pairs(value)}
        case _:
            return tuple(value)


def pairs(value: Sequence[str]) -> list[tuple[str, str]]:
    """Give a flat value as pairs."""
    return list(zip(value[::2], value[1::2], strict=False))


def flat(fields: Mapping[str, str]) -> list[str]:
    """Give fields as a flat value."""
    return [part for field in fields.items() for part in field]

"""`madoguchi keys rotate` and `madoguchi backup|restore`: the sealed data as a whole."""

import argparse
import hashlib
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.adapters.private_files import write_private
from bot.adapters.redis.client import connect_patient
from bot.adapters.store import backup as backups
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.key_rotation import Sealing, rotate
from bot.bootstrap import Built
from bot.cli.accounts_told import look_before
from bot.cli.bookings import actor
from bot.cli.environment import built
from bot.errors import BackupError, RefusedError
from bot.ports.audit import Entry, Record
from bot.service.notices.after_restore import held, in_doubt

if TYPE_CHECKING:
    from bot.ports.store import Write

THERE = "{file} はもうあります。上書きはしません: ほかの名前にしてください"
EVERY = 500  # values between two lines of progress


def add_to(commands: Any) -> None:
    """Add the commands."""
    actions = commands.add_parser("keys", help="データの鍵").add_subparsers(required=True, metavar="ACTION")
    _common(
        actions.add_parser("rotate", help="すべてを DATA_KEYS の先頭の鍵で封じ直す（途中でやめても続けられる）"),
        _rotate,
    )
    _common(
        _with_file(commands.add_parser("backup", help="この窓口のデータを、暗号にして1つのファイルに書く")), _backup
    )
    parser = _with_file(commands.add_parser("restore", help="backup のファイルから元に戻す"))
    parser.add_argument("--replace", action="store_true", help="いまのデータを消して置き換える")
    _common(parser, _restore)


def _with_file(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("file", type=Path, metavar="FILE")
    return parser


def _common(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--json", action="store_true", help="JSON で出力する")
    parser.set_defaults(run=run)


def _cipher(now: Built) -> Cipher:
    return Cipher(now.settings.data_keys)


def _rotate(arguments: argparse.Namespace) -> int:
    now, counts = built(), Counter[Sealing]()
    now.services.store.health()  # a DATA_KEYS that opens nothing is said before anything is written
    for count, outcome in enumerate(rotate(now.client, now.keys, _cipher(now)), 1):
        counts[outcome] += 1
        if count % EVERY == 0 and not arguments.json:
            print(f"{count}件…", file=sys.stderr)
    first = now.settings.data_keys[0][0]
    _note(now, "keys_rotated", f"{first if first.isascii() else 'key'} {counts[Sealing.RENEWED]}")
    told = {outcome.value: counts[outcome] for outcome in Sealing}
    line = f"鍵 {first}: 封じ直し {told['renewed']}件、もとから {told['current']}件、開けない {told['unreadable']}件"
    _show(arguments, {"key": first, **told}, line)
    return 1 if counts[Sealing.UNREADABLE] else 0


def _backup(arguments: argparse.Namespace) -> int:
    now = built()
    now.services.store.health()
    if os.path.lexists(arguments.file):  # said before all is read
        raise BackupError(THERE.format(file=arguments.file))
    _note(now, "backed_up", "")
    client = connect_patient(now.settings.redis_url)
    backup = backups.read(client, now.keys, now.wall.now(), now.services.clock.now())
    text = "\n".join(backups.written(backup, _cipher(now))) + "\n"
    _write_new(arguments.file, text.encode())
    digest = hashlib.sha256(text.encode()).hexdigest()
    found = {"file": str(arguments.file), "keys": len(backup.keys), "sha256": digest, "at": backup.at.isoformat()}
    _show(arguments, found, f"{arguments.file}: {len(backup.keys)}件\nsha256 {digest}")
    return 0


def _write_new(file: Path, content: bytes) -> None:
    try:
        write_private(file, content, over=False)
    except FileExistsError:
        raise BackupError(THERE.format(file=file)) from None
    except OSError as error:
        raise BackupError(f"{file} に書けません: {error.strerror}") from None


def _restore(arguments: argparse.Namespace) -> int:
    now = built()
    try:
        content = arguments.file.read_bytes()
        backup = backups.opened(content.decode().splitlines(), _cipher(now))
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"{arguments.file} を読めません") from None
    _check(now, backup, replace=arguments.replace)
    digest, moment = hashlib.sha256(content).hexdigest(), now.services.clock.now()
    told = look_before(now, backup, _cipher(now))
    doubtful = in_doubt(backups.ledger(backup), backups.read_at(backup), moment)
    entry = Entry(moment, actor(), "restored", detail=f"{backup.at.isoformat()} {digest[:16]}")
    writes: list[Write] = [*doubtful, Record(entry)]
    client = connect_patient(now.settings.redis_url)
    count = backups.put_back(client, now.keys, _cipher(now), backup, now.wall.now(), writes, moment)
    found = {"keys": count, "at": backup.at.isoformat(), "sha256": digest, "held_notices": held(doubtful)}
    found |= told.document
    _show(
        arguments,
        found,
        f"{count}件を戻しました（{backup.at.isoformat()} のもの）。送るかどうか人が決める通知: {held(doubtful)}件"
        + told.lines,
    )
    return 0


def _check(now: Built, backup: backups.Backup, *, replace: bool) -> None:
    if backup.office != now.keys.office:
        raise RefusedError("backup_of_another_office", id=backup.office)
    if backups.is_in_use(now.client, now.keys) and not replace:
        raise RefusedError("office_not_empty")
    if backups.is_served(now.client, now.keys):
        raise RefusedError("stop_workers_first")


def _note(now: Built, action: str, detail: str) -> None:
    services = now.services
    services.store.commit((), (Record(Entry(services.clock.now(), actor(), action, detail=detail)),))


def _show(arguments: argparse.Namespace, document: dict[str, Any], line: str) -> None:
    print(json.dumps(document, ensure_ascii=False) if arguments.json else line)

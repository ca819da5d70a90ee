"""`madoguchi restore`: an office as a file holds it."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.adapters.redis.client import connect_patient
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.restoring import put_back
from bot.adapters.store.backups.snapshot import Held
from bot.adapters.store.cipher import Cipher
from bot.bootstrap import Built
from bot.cli.commands.stored_data.restored_accounts import changed_accounts
from bot.cli.japanese_click import Command
from bot.cli.output import json_option, show, when
from bot.cli.process import actor, built
from bot.cli.progress import counted, working
from bot.errors import HALF, MadoguchiError, RefusedError
from bot.ports.audit import Entry, Record
from bot.service.notices.after_restore import held, in_doubt

if TYPE_CHECKING:
    from bot.ports.store import Write

BROKEN_OFF = "復元は途中で止まりました。Redis の中身はそろっていません。もう一度 madoguchi restore をしてください"


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path), help="backup で書いたファイル")
@click.option("--replace", is_flag=True, help="いまのデータを消して置き換える")
@json_option
def restore(file: Path, replace: bool, as_json: bool) -> None:
    """Put back an office; what may have been sent since is left to a person."""
    now = built()
    cipher = Cipher(now.settings.data_keys)
    with working("ファイルを開いています"):
        backup, digest = backups.opened_file(file, cipher)
    _check(now, backup, replace=replace)
    moment = now.process.clock.now()
    accounts = changed_accounts(now, backup, cipher)
    doubtful = in_doubt(backups.ledger(backup), backups.read_at(backup), moment)
    entry = Entry(moment, actor(), "restored", detail=f"{backup.at.isoformat()} {digest[:16]}")
    writes: list[Write] = [*doubtful, Record(entry)]
    client = connect_patient(now.settings.redis_url, now.keys.prefix)
    with _told_when_broken_off(now):
        count = put_back(client, now.keys, cipher, backup, now.wall.now(), writes, moment, _shown)
    at, notices = backup.at.isoformat(), held(doubtful)
    document = {"keys": count, "at": at, "sha256": digest, "held_notices": notices} | accounts.document
    left = len(backup.keys) - count
    why = (
        f"ファイルの{len(backup.keys)}件のうち{left}件（期限の切れたもの、そのとき待っていた返信など）は戻しません。"
        if left
        else ""
    )
    line = f"{count}件を戻しました。{when(backup.at)}のものです。{why}送るかどうか人が決める通知: {notices}件"
    show(document, line + accounts.lines, as_json=as_json)


def _shown(keys: Sequence[Held]) -> Iterable[Held]:
    return counted(keys, "元に戻しています", len(keys))


def _is_half(now: Built) -> bool:
    return now.process.store.changed() == HALF


@contextmanager
def _told_when_broken_off(now: Built) -> Iterator[None]:
    """Say that what was there is gone and not all of the file is there, where a restore ends like that."""
    try:
        yield
    except BaseException:
        with suppress(MadoguchiError):
            if _is_half(now):
                print(f"madoguchi: {BROKEN_OFF}", file=sys.stderr)
        raise


def _check(now: Built, backup: backups.Backup, *, replace: bool) -> None:
    if backup.office != now.keys.office:
        raise RefusedError("backup_of_another_office", id=backup.office)
    if not replace and not _is_half(now) and backups.is_in_use(now.client, now.keys):
        raise RefusedError("office_not_empty")
    if backups.is_served(now.client, now.keys):
        raise RefusedError("stop_workers_first")

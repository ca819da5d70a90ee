"""`madoguchi restore`: an office as a file holds it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.adapters.redis.client import connect_patient
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.restoring import put_back
from bot.adapters.store.cipher import Cipher
from bot.bootstrap import Built
from bot.cli.commands.stored_data.opening import opened
from bot.cli.commands.stored_data.restored_accounts import changed_accounts
from bot.cli.japanese_click import Command
from bot.cli.output import json_option, show, when
from bot.cli.process import actor, built
from bot.cli.progress import counted
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
    wired = built(is_patient=True)
    cipher = Cipher(wired.settings.data_keys)
    moment = wired.process.clock.now()
    backup = opened(wired, file, moment)
    contents = backup.contents
    _check(wired, backup, replace=replace)
    accounts = changed_accounts(wired, contents.accounts(cipher), backup.at)
    doubtful = in_doubt(contents.old, None if contents.was_changed else backup.moment, moment)
    entry = Entry(moment, actor(), "restored", detail=f"{backup.at.isoformat()} {backup.sha256[:16]}")
    writes: list[Write] = [*doubtful, Record(entry)]
    client = connect_patient(wired.settings.redis_url, wired.keys.prefix)
    with _told_when_broken_off(wired):
        count = put_back(
            client,
            wired.keys,
            cipher,
            backup,
            wired.wall.now(),
            writes,
            moment,
            lambda pieces: counted(pieces, "元に戻しています", backup.pieces),
        )
    at, notices = backup.at.isoformat(), held(doubtful)
    document = {"keys": count, "at": at, "sha256": backup.sha256, "held_notices": notices} | accounts.document
    left = backup.keys - count
    why = (
        f"ファイルの{backup.keys}件のうち{left}件（期限の切れたもの、そのとき待っていた返信など）は戻しません。"
        if left
        else ""
    )
    line = f"{count}件を戻しました。{when(backup.at)}のものです。{why}送るかどうか人が決める通知: {notices}件"
    show(document, line + accounts.lines, as_json=as_json)


def _is_half(wired: Built) -> bool:
    return wired.process.store.changed() == HALF


@contextmanager
def _told_when_broken_off(wired: Built) -> Iterator[None]:
    """Say that what was there is gone and not all of the file is there, where a restore ends like that."""
    try:
        yield
    except BaseException:
        with suppress(MadoguchiError):
            if _is_half(wired):
                print(f"madoguchi: {BROKEN_OFF}", file=sys.stderr)
        raise


def _check(wired: Built, backup: backups.Backup, *, replace: bool) -> None:
    if backup.office != wired.keys.office:
        raise RefusedError("backup_of_another_office", id=backup.office)
    if not replace and not _is_half(wired) and backups.is_in_use(wired.client, wired.keys):
        raise RefusedError("office_not_empty")
    if backups.is_served(wired.client, wired.keys):
        raise RefusedError("stop_workers_first")

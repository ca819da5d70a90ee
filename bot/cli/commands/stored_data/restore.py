"""`madoguchi restore`: an office as a file holds it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.adapters.redis.client import connect_patient
from bot.adapters.store import backup as backups
from bot.adapters.store.cipher import Cipher
from bot.bootstrap import Built
from bot.cli.commands.stored_data.restored_accounts import changed_accounts
from bot.cli.japanese_click import Command
from bot.cli.output import json_option, show
from bot.cli.process import actor, built
from bot.cli.progress import working
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.service.notices.after_restore import held, in_doubt

if TYPE_CHECKING:
    from bot.ports.store import Write


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
    with working("元に戻しています"):
        client = connect_patient(now.settings.redis_url, now.keys.prefix)
        count = backups.put_back(client, now.keys, cipher, backup, now.wall.now(), writes, moment)
    at, notices = backup.at.isoformat(), held(doubtful)
    document = {"keys": count, "at": at, "sha256": digest, "held_notices": notices} | accounts.document
    left = len(backup.keys) - count
    why = (
        f"ファイルの{len(backup.keys)}件のうち{left}件（期限の切れたもの、そのとき待っていた返信など）は戻しません。"
        if left
        else ""
    )
    line = f"{count}件を戻しました（{at} のもの）。{why}送るかどうか人が決める通知: {notices}件"
    show(document, line + accounts.lines, as_json=as_json)


def _check(now: Built, backup: backups.Backup, *, replace: bool) -> None:
    if backup.office != now.keys.office:
        raise RefusedError("backup_of_another_office", id=backup.office)
    if backups.is_in_use(now.client, now.keys) and not replace:
        raise RefusedError("office_not_empty")
    if backups.is_served(now.client, now.keys):
        raise RefusedError("stop_workers_first")

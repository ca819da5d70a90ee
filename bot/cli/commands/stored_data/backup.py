"""`madoguchi backup FILE`: the whole office, sealed, in a file; `backup verify`: whether a file brings it back."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.adapters.files.private_files import flush_to_disk, private_file
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.backups.snapshot import Piece
from bot.adapters.store.cipher import Cipher
from bot.bootstrap import Built
from bot.cli.commands.stored_data.opening import opened
from bot.cli.commands.stored_data.rehearsal import rehearse
from bot.cli.japanese_click import DefaultGroup
from bot.cli.os_errors import why
from bot.cli.output import json_option, show, when
from bot.cli.process import built, note_in_audit_log
from bot.cli.progress import counted
from bot.errors import BackupError, MadoguchiError, StoreChangedError, StoreDamagedError, StoreDownError
from bot.service.health import backups as health

T = TypeVar("T")
ALREADY_THERE = "{file} はもうあります。上書きはしません: ほかの名前にしてください"
MOST_TRIES = 10
FIRST_WAIT_SECONDS = 2.0  # doubled each time
FOR_A_PERSON = (StoreChangedError, StoreDamagedError)  # which no other try mends

backup = DefaultGroup("backup", default="write")
file_argument = click.argument("file", type=click.Path(path_type=Path), help="書くファイル（まだないもの）")


@backup.command(help="ファイルに書く（write は書かなくてよい）")
@file_argument
@click.option(
    "--tries",
    type=click.IntRange(1, MOST_TRIES),
    default=1,
    help="Redis に届かないとき、2秒、4秒、8秒…と待って試す回数（なければ 1）",
)
@json_option
def write(file: Path, tries: int, as_json: bool) -> None:
    """Write the office to a new file, read it back, and note that there is a good backup."""
    if os.path.lexists(file):  # said before all is read
        raise BackupError(ALREADY_THERE.format(file=file))
    now = _patiently(built, tries)
    try:
        made = _patiently(lambda: _made(now, file), tries)
    except MadoguchiError:
        with suppress(StoreDownError):
            health.note_failed(now.process)
        raise
    with suppress(StoreDownError):  # the file is good all the same
        health.note_good(now.process)
    document = {"file": str(file), "keys": made.keys, "sha256": made.sha256, "at": made.at.isoformat()}
    show(document, f"{file}: {made.keys}件\nsha256 {made.sha256}", as_json=as_json)


@backup.command(help="ファイルがこわれていないか確かめる。空の Redis に戻してみることもできる")
@click.argument("file", type=click.Path(path_type=Path), help="backup で書いたファイル")
@click.option("--restore-into", metavar="URL", help="戻してみる、ほかの空の Redis（終わると、また空にする）")
@json_option
def verify(file: Path, restore_into: str | None, as_json: bool) -> int:
    """Open a file, and put it back into an empty server; 1 when that is not what the file says."""
    wired = built()
    held = opened(wired, file, wired.process.clock.now())
    document: dict[str, Any] = {"keys": held.keys, "at": held.at.isoformat(), "sha256": held.sha256}
    line = f"{file}: {held.keys}件、{when(held.at)}のもの。こわれていません"
    if not restore_into:
        show(document, line, as_json=as_json)
        return 0
    found = rehearse(wired, held, restore_into)
    show(document | found.document, f"{line}\n{found.line}", as_json=as_json)
    return 0 if found.is_good else 1


def _made(wired: Built, file: Path) -> backups.Backup:
    """Write the office to a new file that gets its name when it was read back."""
    wired.process.store.health()
    note_in_audit_log(wired, "backed_up", "")
    cipher, snapshot = Cipher(wired.settings.data_keys), backups.read(wired.settings.redis_url, wired.keys)
    at, moment = wired.wall.now(), wired.process.clock.now()
    try:
        with private_file(file, over=False) as (out, beside):
            backups.write(out, snapshot, wired.keys, cipher, at, moment, _written)
            flush_to_disk(out)
            return opened(wired, beside, moment)
    except FileExistsError:
        raise BackupError(ALREADY_THERE.format(file=file)) from None
    except OSError as error:
        raise BackupError(f"{file} に書けません: {why(error)}") from None


def _written(pieces: Iterable[Piece]) -> Iterable[Piece]:
    return counted(pieces, "Redis から読んで書いています")


def _patiently(do: Callable[[], T], tries: int) -> T:
    """Do it, and again after a while where Redis was away."""
    for done in range(1, tries):
        try:
            return do()
        except FOR_A_PERSON:
            raise
        except StoreDownError as error:
            wait = FIRST_WAIT_SECONDS * 2 ** (done - 1)
            print(f"madoguchi: {error}。{wait:.0f}秒待って、もう一度します", file=sys.stderr)
            time.sleep(wait)
    return do()

"""`madoguchi backup FILE`: the whole office, sealed, in a file; `backup verify`: whether a file brings it back."""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.adapters.private_files import write_private
from bot.adapters.store.backups import backup as backups
from bot.adapters.store.cipher import Cipher
from bot.bootstrap import Built
from bot.cli.commands.stored_data.rehearsal import rehearse
from bot.cli.japanese_click import DefaultGroup
from bot.cli.os_errors import why
from bot.cli.output import json_option, show, when
from bot.cli.process import built, note_in_audit_log
from bot.cli.progress import counted, working
from bot.errors import BackupError, StoreChangedError, StoreDamagedError, StoreDownError

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
    office = _patiently(lambda: _read(now), tries)
    cipher = Cipher(now.settings.data_keys)
    lines = counted(backups.written(office, cipher), "暗号にしています")
    content = "".join(f"{line}\n" for line in lines).encode()
    _write_new(file, content)
    backups.opened(file.read_text("utf-8").splitlines(), cipher)
    with suppress(StoreDownError):  # the file is good all the same
        now.process.store.note_backup()
    digest = hashlib.sha256(content).hexdigest()
    document = {"file": str(file), "keys": len(office.keys), "sha256": digest, "at": office.at.isoformat()}
    show(document, f"{file}: {len(office.keys)}件\nsha256 {digest}", as_json=as_json)


@backup.command(help="ファイルがこわれていないか確かめる。空の Redis に戻してみることもできる")
@click.argument("file", type=click.Path(path_type=Path), help="backup で書いたファイル")
@click.option("--restore-into", metavar="URL", help="戻してみる、ほかの空の Redis（終わると、また空にする）")
@json_option
def verify(file: Path, restore_into: str | None, as_json: bool) -> int:
    """Open a file, and put it back into an empty server; 1 when that is not what the file says."""
    now = built()
    with working("ファイルを開いています"):
        held, digest = backups.opened_file(file, Cipher(now.settings.data_keys))
    document: dict[str, Any] = {"keys": len(held.keys), "at": held.at.isoformat(), "sha256": digest}
    line = f"{file}: {len(held.keys)}件、{when(held.at)}のもの。こわれていません"
    if not restore_into:
        show(document, line, as_json=as_json)
        return 0
    found = rehearse(now, held, restore_into, lambda keys: counted(keys, "戻してみています", len(keys)))
    show(document | found.document, f"{line}\n{found.line}", as_json=as_json)
    return 0 if found.is_good else 1


def _read(now: Built) -> backups.Backup:
    now.process.store.health()
    note_in_audit_log(now, "backed_up", "")
    with working("Redis から読んでいます"):
        return backups.read(now.settings.redis_url, now.keys, now.wall.now(), now.process.clock.now())


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


def _write_new(file: Path, content: bytes) -> None:
    try:
        write_private(file, content, over=False)
    except FileExistsError:
        raise BackupError(ALREADY_THERE.format(file=file)) from None
    except OSError as error:
        raise BackupError(f"{file} に書けません: {why(error)}") from None

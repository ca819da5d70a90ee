"""`madoguchi backup`: the whole office, sealed, in a file."""

import hashlib
import os
from pathlib import Path

import click

from bot.adapters.private_files import write_private
from bot.adapters.redis.client import connect_patient
from bot.adapters.store import backup as backups
from bot.adapters.store.cipher import Cipher
from bot.cli.japanese_click import Command
from bot.cli.output import json_option, show
from bot.cli.process import built, note_in_audit_log
from bot.cli.progress import counted, working
from bot.errors import BackupError

ALREADY_THERE = "{file} はもうあります。上書きはしません: ほかの名前にしてください"


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path), help="書くファイル（まだないもの）")
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write the office to a new file."""
    now = built()
    now.process.store.health()
    if os.path.lexists(file):  # said before all is read
        raise BackupError(ALREADY_THERE.format(file=file))
    note_in_audit_log(now, "backed_up", "")
    with working("Redis から読んでいます"):
        client = connect_patient(now.settings.redis_url)
        office = backups.read(client, now.keys, now.wall.now(), now.process.clock.now())
    lines = counted(backups.written(office, Cipher(now.settings.data_keys)), "暗号にしています")
    content = "".join(f"{line}\n" for line in lines).encode()
    _write_new(file, content)
    digest = hashlib.sha256(content).hexdigest()
    document = {"file": str(file), "keys": len(office.keys), "sha256": digest, "at": office.at.isoformat()}
    show(document, f"{file}: {len(office.keys)}件\nsha256 {digest}", as_json=as_json)


def _write_new(file: Path, content: bytes) -> None:
    try:
        write_private(file, content, over=False)
    except FileExistsError:
        raise BackupError(ALREADY_THERE.format(file=file)) from None
    except OSError as error:
        raise BackupError(f"{file} に書けません: {error.strerror}") from None

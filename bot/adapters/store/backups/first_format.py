"""Reads a backup of the first format: lines of some hundred keys, each sealed in its place; the last counts them."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from bot.adapters.store.backups.sealed_file import BROKEN
from bot.adapters.store.backups.snapshot import Piece
from bot.adapters.store.cipher import Cipher
from bot.errors import BackupError, SealError

HEAD = "madoguchi-backup-1"
CHANGED = "バックアップの中身が、書いたときと違います。ほかのバックアップを使ってください"


def pieces(file: BinaryIO, cipher: Cipher) -> Iterator[Piece]:
    """Give the keys, each whole; BackupError at the end where it is not all of what was written."""
    head, lines = _line(file), 0
    digest, keys, before = hashlib.sha256(), 0, _line(file)
    while line := _line(file):
        clear = _opened(cipher, f"{head}:{lines}", before)
        digest.update(clear)
        for name, kind, left, value in json.loads(clear):
            keys += 1
            yield Piece(name, kind, left, value)
        lines, before = lines + 1, line
    end = json.loads(_opened(cipher, f"{head}:end", before))
    if (end["lines"], end["keys"], end["sha256"]) != (lines, keys, digest.hexdigest()):
        raise BackupError(CHANGED)


def moment(file: BinaryIO, cipher: Cipher) -> datetime | None:
    """Give when it was read by the service's clock; None in files of the earliest releases."""
    head, last = _line(file), ""
    while line := _line(file):
        last = line
    told = json.loads(_opened(cipher, f"{head}:end", last)).get("moment")
    return datetime.fromisoformat(told) if told else None


def _opened(cipher: Cipher, record: str, line: str) -> bytes:
    try:
        return cipher.open(record, line)
    except (SealError, ValueError):
        raise BackupError(BROKEN) from None


def _line(file: BinaryIO) -> str:
    try:
        return file.readline().decode().removesuffix("\n")
    except UnicodeDecodeError:
        raise BackupError(BROKEN) from None

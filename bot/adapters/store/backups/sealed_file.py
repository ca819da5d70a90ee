"""A file of sealed chunks: none can be changed, moved, left out or added, and one that is cut has no end.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár 2015) with AES-256-GCM: the file has a key of its own,
sealed in its second line and bound to the first; each chunk's nonce is its number and whether it is the last. In clear
stand the first line, the length of each chunk, and at the very end where the last one begins and its number.
"""

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.adapters.store.cipher import Cipher
from bot.errors import BackupError, SealError

KEY = 32  # bytes
LENGTH, END = struct.Struct(">I"), struct.Struct(">QI")  # of a chunk; where the last one begins, its number
LONGEST_HEAD = 1_000  # bytes of a line in front
SHORTENED = 1  # the level of zlib: what is sealed within gives a quarter, and no higher level more
BROKEN = (
    "バックアップが壊れているか、途中で切れているか、鍵が DATA_KEYS にありません。"
    "鍵を確かめ、それでもだめなら、ほかのバックアップを使ってください"
)


def write(file: BinaryIO, head: str, chunks: Iterable[bytes], cipher: Cipher) -> None:
    """Write a line in front, and each chunk sealed; the last one given is the last of the file."""
    key = os.urandom(KEY)
    seal, number, before = AESGCM(key), 0, None
    file.write(f"{head}\n{cipher.seal(head, key)}\n".encode())
    for chunk in chunks:
        if before is not None:
            _put(file, seal, number, before, is_last=False)
            number += 1
        before = chunk
    begins = file.tell()
    _put(file, seal, number, before or b"", is_last=True)
    file.write(END.pack(begins, number))


def _put(file: BinaryIO, seal: AESGCM, number: int, clear: bytes, *, is_last: bool) -> None:
    sealed = seal.encrypt(_nonce(number, is_last=is_last), zlib.compress(clear, SHORTENED), None)
    file.write(LENGTH.pack(len(sealed)) + sealed)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class SealedFile:
    """A file that is read: `head` is its first line. BackupError where anything is not as it was written."""

    def __init__(self, file: BinaryIO, cipher: Cipher) -> None:
        self._file, self.head = file, _line(file)
        try:
            self._seal = AESGCM(cipher.open(self.head, _line(file)))
        except (SealError, ValueError):
            raise BackupError(BROKEN) from None
        self._first = file.tell()

    def last(self) -> bytes:
        """Give the last chunk."""
        self._file.seek(0, os.SEEK_END)
        self._ends = self._file.tell() - END.size
        self._file.seek(max(self._ends, 0))
        end = self._file.read(END.size)
        begins, self._last = END.unpack(end) if len(end) == END.size else (0, 0)
        if not self._first <= begins < self._ends:
            raise BackupError(BROKEN)
        self._file.seek(begins)
        return self._next(self._last, is_last=True)

    def chunks(self) -> Iterator[bytes]:
        """Give all before the last one; that one is looked at first."""
        self.last()
        self._file.seek(self._first)
        for number in range(self._last):
            yield self._next(number, is_last=False)
        self._next(self._last, is_last=True)
        if self._file.tell() != self._ends:
            raise BackupError(BROKEN)

    def _next(self, number: int, *, is_last: bool) -> bytes:
        try:
            (length,) = LENGTH.unpack(self._file.read(LENGTH.size))
            if length > self._ends - self._file.tell():
                raise BackupError(BROKEN)
            clear = self._seal.decrypt(_nonce(number, is_last=is_last), self._file.read(length), None)
            return zlib.decompress(clear)
        except (InvalidTag, struct.error, ValueError, zlib.error):
            raise BackupError(BROKEN) from None


def _line(file: BinaryIO) -> str:
    try:
        return file.readline(LONGEST_HEAD).decode().removesuffix("\n")
    except UnicodeDecodeError:
        raise BackupError(BROKEN) from None

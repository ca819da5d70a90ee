"""A whole office in one encrypted file, and back: written and read piece by piece, however large it is.

The file shows one moment (bot/adapters/store/backups/snapshot.py). What is sealed in Redis stays sealed within.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.backups import first_format
from bot.adapters.store.backups.contents import Contents
from bot.adapters.store.backups.sealed_file import SealedFile
from bot.adapters.store.backups.sealed_file import write as write_sealed
from bot.adapters.store.backups.snapshot import GONE, Piece, Snapshot, pairs
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.forms import FORMAT
from bot.adapters.store.keys import Keys
from bot.errors import HALF, BackupError, StoreChangedError
from bot.ports.work import PROCESSES

HEAD = "madoguchi-backup-2"
CHUNK = 1_000_000  # bytes in clear, at least
LOOK_SECONDS = 0.2  # seconds between two looks at who lives
OF_A_MOMENT = (
    *("heartbeat:", "process:", "processes", "swept:", "proof", "replicated", "backed-up", "done:"),
    *("burst:", "slowed:", "held:", "session:"),
)
NOT_COUNTED = (*OF_A_MOMENT, "lookup-key", "clock:", "store", "owner", "audit:seal")
LEFT_ALONE = ("clock:", "heartbeat:", "processes", "swept:", "backed-up", "done:", "burst:", "slowed:")
NOT_PUT_BACK = ("clock:", "reply:", "replies:", "due:replies")  # an answer that was pending then was sent since
Shown = Callable[[Iterable[Piece]], Iterable[Piece]]


@dataclass(frozen=True)
class Backup:
    """What a file holds. `read` gives it anew each time it is called: each key once, large ones in several pieces.

    at      when the reading began, by the true time
    moment  the same by the service's clock, which a playground moves
    keys, pieces  how many there are
    sha256  of the file
    contents  what a restore must know of it beforehand
    """

    office: str
    at: datetime
    moment: datetime
    keys: int
    pieces: int
    sha256: str
    contents: Contents
    read: Callable[[], Iterator[Piece]]


def read(url: str, keys: Keys) -> Snapshot:
    """Give an office to be read as it is at one moment."""
    return Snapshot(url, keys.prefix, OF_A_MOMENT)


def whole(snapshot: Snapshot) -> Iterator[Piece]:
    """Give all of it; StoreChangedError at the end where a restore was broken off."""
    stopped = ""
    for piece in snapshot.pieces():
        if piece.name == "store":
            stopped = dict(pairs(piece.value)).get("stopped", "")
        yield piece
    if stopped == HALF:
        raise StoreChangedError(HALF)


def standing(pieces: Iterable[Piece], turns: Mapping[str, int]) -> Iterator[Piece]:
    """Give what still stood at the end, and nothing that was read anew later."""
    return (one for one in pieces if one.turn == turns.get(one.name, 0) and one.kind != GONE)


def write(
    file: BinaryIO, snapshot: Snapshot, keys: Keys, cipher: Cipher, at: datetime, moment: datetime, shown: Shown = iter
) -> None:
    """Write a file while the office is read; `shown` is given the pieces and gives them again as they are written."""
    write_sealed(file, f"{HEAD}:{keys.office}:{at.isoformat()}", _chunks(snapshot, moment, shown), cipher)


def _chunks(snapshot: Snapshot, moment: datetime, shown: Shown) -> Iterator[bytes]:
    lines, size = list[str](), 0
    for piece in shown(whole(snapshot)):
        lines.append(json.dumps(piece, ensure_ascii=False, separators=(",", ":")))
        size += len(lines[-1])
        if size >= CHUNK:
            yield "\n".join(lines).encode()
            lines, size = [], 0
    yield "\n".join(lines).encode()
    yield json.dumps({"moment": moment.isoformat(), "turns": snapshot.turns}, ensure_ascii=False).encode()


def opened(path: Path, cipher: Cipher, now: datetime, shown: Shown = iter) -> Backup:
    """Read a whole file once; BackupError when it is not whole, not ours, or its key is gone; OSError.

    `now` is the service's time; `shown` is given the pieces and gives them again as they are read.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        head = _at_the_start(file).readline(len(HEAD) + 200).decode(errors="replace").removesuffix("\n")
        kind, _, told = head.partition(":")
        office, _, at = told.partition(":")
        if kind not in {HEAD, first_format.HEAD} or not at:
            raise BackupError(f"{path} は madoguchi backup で作ったファイルではありません")
        moment = _moment(file, kind, cipher) or datetime.fromisoformat(at)
    contents, keys, pieces = Contents(now), 0, 0
    for piece in shown(contents.noting(_pieces(path, head, cipher))):
        keys, pieces = keys + (not piece.goes_on), pieces + 1
    if contents.format > FORMAT:
        raise BackupError("これより新しい版の madoguchi で作ったバックアップです。新しい版で戻してください")
    held_at = datetime.fromisoformat(at)
    return Backup(office, held_at, moment, keys, pieces, sha256, contents, lambda: _pieces(path, head, cipher))


def _moment(file: BinaryIO, kind: str, cipher: Cipher) -> datetime | None:
    _at_the_start(file)
    if kind == first_format.HEAD:
        return first_format.moment(file, cipher)
    return datetime.fromisoformat(json.loads(SealedFile(file, cipher).last())["moment"])


def _pieces(path: Path, head: str, cipher: Cipher) -> Iterator[Piece]:
    """Read a file that was looked at before; another one that stands there by now is refused."""
    try:
        with path.open("rb") as file:
            if file.readline().decode(errors="replace").removesuffix("\n") != head:
                raise BackupError(f"{path} が、読んでいるあいだに入れ替わりました")
            _at_the_start(file)
            if head.startswith(f"{first_format.HEAD}:"):
                yield from first_format.pieces(file, cipher)
                return
            sealed = SealedFile(file, cipher)
            lines = (line for chunk in sealed.chunks() for line in chunk.splitlines())
            turns = json.loads(sealed.last())["turns"]
            yield from standing((Piece(*json.loads(line)) for line in lines), turns)
    except OSError as error:
        raise BackupError(f"{path} を読めません: {error.strerror}") from None


def _at_the_start(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


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

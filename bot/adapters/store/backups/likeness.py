"""Compares what was put back with its file, piece by piece; what is there besides is found when the rest is taken away.

A field is asked for by its name, so that the order in which Redis gives fields does not matter.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.adapters.redis.client import Client
from bot.adapters.store.backups.backup import NOT_PUT_BACK, OF_A_MOMENT, Backup, Shown
from bot.adapters.store.backups.compare import in_batches
from bot.adapters.store.backups.restoring import comes_back, passed_ms
from bot.adapters.store.backups.snapshot import Piece
from bot.adapters.store.keys import Keys

RENEWED = ("store", "audit:seal")  # by a restore itself
SOON_MS = 60_000  # what ends within it may have ended while a file was put back
STEP = 4_000  # elements that are asked for at once
SIZES = {"string": "EXISTS", "hash": "HLEN", "set": "SCARD", "list": "LLEN", "zset": "ZCARD"}


@dataclass
class Likeness:
    """Looks whether each key is as a file says. `lists` tells where the next piece of each large list begins."""

    client: Client
    keys: Keys
    differing: set[str] = field(default_factory=set)
    lists: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)

    def look(self, backup: Backup, now: Callable[[], datetime], shown: Shown = iter) -> None:
        """Note what differs; what ends in a moment may be there or not."""
        some, size = list[Piece](), 0
        for piece in shown(backup.read()):
            if piece.name not in RENEWED and comes_back(piece, passed_ms(backup, now()) + SOON_MS):
                some.append(piece)
                size += len(piece.value)
            if size >= STEP:
                self._compare(some)
                some, size = [], 0
        self._compare(some)
        self.differing |= self.lacking.keys()

    def take_away(self, backup: Backup, shown: Shown = iter) -> None:
        """Take away what the file holds, and note what is there besides."""
        prefix = self.keys.prefix
        for names in in_batches((piece.name for piece in shown(backup.read()) if not piece.goes_on), STEP):
            self.client.unlink(*(prefix + name for name in names))
        left = (key.removeprefix(prefix) for key in self.client.scan_iter(match=prefix + "*", count=500))
        self.differing |= {name for name in left if not name.startswith((*OF_A_MOMENT, *NOT_PUT_BACK))} - {*RENEWED}

    def _compare(self, pieces: Sequence[Piece]) -> None:
        trip = self.client.pipeline(transaction=False)
        for piece in pieces:
            begins = self.lists.get(piece.name, 0) if piece.goes_on else 0
            if piece.kind == "list" or piece.name in self.lists:
                self.lists[piece.name] = begins + len(piece.value)
            trip.execute_command(SIZES[piece.kind], self.keys.prefix + piece.name)
            trip.execute_command(*_asked(self.keys.prefix + piece.name, piece, begins))
        answers = trip.execute(raise_on_error=False)
        for piece, size, found in zip(pieces, answers[::2], answers[1::2], strict=True):
            self._settle(piece, size, found)

    def _settle(self, piece: Piece, size: Any, found: Any) -> None:
        """Note a piece that differs, and how many elements of a key the file has not told yet."""
        name = piece.name
        wanted = [piece.value[1::2], piece.value][piece.kind not in {"hash", "zset"}]
        there = [found] if piece.kind == "string" else found
        if isinstance(size, Exception) or not _is_same(piece.kind, there, wanted):
            self.differing.add(name)
            return
        lacking = (self.lacking.pop(name, size) if piece.goes_on else size) - len(wanted)
        if lacking:
            self.lacking[name] = lacking
        else:
            self.lists.pop(name, None)


def _asked(key: str, piece: Piece, begins: int) -> tuple[object, ...]:
    value = piece.value
    match piece.kind:
        case "string":
            return "GET", key
        case "hash":
            return "HMGET", key, *value[::2]
        case "set":
            return "SMISMEMBER", key, *value
        case "zset":
            return "ZMSCORE", key, *value[::2]
        case _:
            return "LRANGE", key, begins, begins + len(value) - 1


def _is_same(kind: str, there: Any, wanted: Sequence[str]) -> bool:
    if isinstance(there, Exception):
        return False
    if kind == "set":
        return all(there)
    if kind == "zset":
        return [None if one is None else float(one) for one in there] == [float(one) for one in wanted]
    return bool([*there] == [*wanted])

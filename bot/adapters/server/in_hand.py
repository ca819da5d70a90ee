"""Which events the web server's processes have in hand, in memory that outlives each of them.

The memory is made before gunicorn forks and shared by its master and all its workers, so that the master can still
read what a worker had in hand when it died or hangs. Each worker writes in a row of its own, each of its threads in a
place of that row; what has no place is simply not watched.
"""

import hashlib
import mmap
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from bot.errors import BusyError

ROWS, PLACES = 16, 16  # more than there are workers and threads
READING_SECONDS = 0.5  # seconds until one that wants to read gives up
LANES = 64  # in which persons wait for themselves; two in one lane now and then wait for each other
STUCK = 1.0  # seconds; an event takes some thousandths
ENTRY_FORMAT = struct.Struct("=Bd32s")  # stage, since when by the monotonic clock, name


class Stage(IntEnum):
    """How far an event is."""

    GONE = 0
    HELD = 1
    READ = 2


@dataclass(frozen=True)
class Held:
    """One event in hand, by its name; `being_read` at most one of each process."""

    name: str
    since: float
    being_read: bool


@lru_cache(PLACES)  # an event asks for its own at three places
def name_of(event_id: str) -> str:
    """Give the name under which an event is watched, as long as its id may be."""
    return hashlib.sha256(event_id.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class SharedInHand:
    """Implements bot.ports.events.InHand."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, ROWS * PLACES * ENTRY_FORMAT.size)
        self._free: list[int] = []
        self._reader = threading.Lock()
        self._mine = threading.local()
        self._persons = [threading.Lock() for _ in range(LANES)]

    def take_row(self, row: int) -> None:
        """Write in this row from now on; the master says so before it forks."""
        self._free = [row * PLACES + place for place in range(PLACES)]

    def clear(self, row: int) -> None:
        """Forget what a process that ended had in hand."""
        for place in range(row * PLACES, (row + 1) * PLACES):
            self._write(place, Stage.GONE)

    def in_row(self, row: int) -> list[Held]:
        """Give what one process has in hand."""
        return list(self._held(range(row * PLACES, (row + 1) * PLACES)))

    def is_stuck(self, event_id: str) -> bool:
        """Say whether some process has had an event in hand for longer than any event takes."""
        name, now = name_of(event_id), time.monotonic()
        return any(now - one.since > STUCK for one in self._named(name))

    @contextmanager
    def holding(self, event_id: str) -> Iterator[None]:
        """Note that an event is in hand."""
        try:
            place = self._free.pop()
        except IndexError:
            yield
            return
        self._mine.place = place
        self._write(place, Stage.HELD, name_of(event_id))
        try:
            yield
        finally:
            self._write(place, Stage.GONE)
            self._mine.place = None
            self._free.append(place)

    @contextmanager
    def seeing_to(self, user: str) -> Iterator[None]:
        """Let the events of a person wait for each other in this process; who has waited for long goes on."""
        lane = self._persons[zlib.crc32(user.encode()) % LANES]
        ours = lane.acquire(timeout=READING_SECONDS)
        try:
            yield
        finally:
            if ours:
                lane.release()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Note that what this thread holds is being read, by one thread of a process at a time."""
        if not self._reader.acquire(timeout=READING_SECONDS):
            raise BusyError("another event is read for long")
        place = getattr(self._mine, "place", None)
        try:
            self._mark(place, Stage.READ)
            yield
        finally:
            self._mark(place, Stage.HELD)
            self._reader.release()

    def _mark(self, place: int | None, stage: Stage) -> None:
        if place is not None:
            self._memory[place * ENTRY_FORMAT.size] = stage

    def _write(self, place: int, stage: Stage, name: str = "") -> None:
        start = place * ENTRY_FORMAT.size
        self._memory[start] = Stage.GONE
        self._memory[start : start + ENTRY_FORMAT.size] = ENTRY_FORMAT.pack(Stage.GONE, time.monotonic(), name.encode())
        self._memory[start] = stage

    def _named(self, name: str) -> Iterator[Held]:
        """Give what is in hand under a name; each event asks, so that what others hold is not read."""
        at = self._memory.find(name.encode())
        while at >= 0:
            place = at // ENTRY_FORMAT.size
            yield from self._held(range(place, place + 1))
            at = self._memory.find(name.encode(), at + 1)

    def _held(self, places: range) -> Iterator[Held]:
        for place in places:
            start = place * ENTRY_FORMAT.size
            if self._memory[start] != Stage.GONE:
                stage, since, name = ENTRY_FORMAT.unpack(self._memory[start : start + ENTRY_FORMAT.size])
                yield Held(name.decode(errors="replace"), since, stage == Stage.READ)

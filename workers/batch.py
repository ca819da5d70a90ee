"""Does the rows of a job side by side, each in a thread; one that hangs holds up neither the others nor the next job.

A row that is not done in time is left to its thread, which ends by itself when its calls do; one that was not begun is
left to its lease.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")

THREADS = 16
SECONDS = 20.0  # for a whole batch; more than a call to LINE may take
MOST_LEFT_BEHIND = 100  # threads; with more of them a process is of no use and should be replaced

_left_behind: list[threading.Thread] = []


class Left(NamedTuple, Generic[Item]):
    """What was not done in time: how many are still being done, and those that were not begun and never will be."""

    running: int
    unbegun: Sequence[Item]


def side_by_side(items: Sequence[Item], do: Callable[[Item], object], seconds: float = SECONDS) -> Left[Item]:
    """Do all of them, for so many seconds; give what is left. What one raises ends the wait and is raised here."""
    batch = _Batch(items, do)
    threads = [threading.Thread(target=batch.work, name="row", daemon=True) for _ in items[:THREADS]]
    for one in threads:
        one.start()
    left = batch.wait(seconds)
    _left_behind[:] = [one for one in (*_left_behind, *threads) if one.is_alive()]
    return left


def is_worn_out() -> bool:
    """Say whether so many threads hang in this process that it should be replaced."""
    _left_behind[:] = [one for one in _left_behind if one.is_alive()]
    return len(_left_behind) > MOST_LEFT_BEHIND


class _Batch(Generic[Item]):
    def __init__(self, items: Sequence[Item], do: Callable[[Item], object]) -> None:
        self._do, self._undone = do, len(items)
        self._raised: BaseException | None = None
        self._items: SimpleQueue[Item] = SimpleQueue()
        self._changed = threading.Condition()
        for one in items:
            self._items.put(one)

    def work(self) -> None:
        for item in self._waiting():
            raised = self._raised_by(item)
            with self._changed:
                self._undone, self._raised = self._undone - 1, raised or self._raised
                self._changed.notify()

    def _raised_by(self, item: Item) -> BaseException | None:
        try:
            self._do(item)
        except BaseException as error:  # noqa: BLE001 - it is raised where the batch is waited for
            return error
        return None

    def _waiting(self) -> Iterator[Item]:
        """Take what nobody has begun."""
        with suppress(Empty):
            while True:
                yield self._items.get_nowait()

    def wait(self, seconds: float) -> Left[Item]:
        until = time.monotonic() + seconds
        with self._changed:
            while self._undone and not self._raised and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            unbegun = list(self._waiting())
            if self._raised:
                raise self._raised
            return Left(self._undone - len(unbegun), unbegun)

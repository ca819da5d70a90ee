"""Does the rows of a job side by side, each in a thread; one that hangs holds up neither the others nor the next job.

A row that is not done in time is left to its thread, which ends by itself when its calls do; one that was not begun is
left to its lease. Each kind of work has threads of its own, so that one whose neighbour hangs takes none from another.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")

THREADS = 16  # of one kind of work, those left behind among them
BATCH_SECONDS = 6.0  # that a queue is held by one batch
LOST = 180.0  # seconds after which a thread hangs for good: longer than any call may take
MOST_LOST = 8  # threads; with more of them a process is of no use and should be replaced

_threads: dict[str, list["_Thread"]] = defaultdict(list)  # of each kind of work


class Left(NamedTuple, Generic[Item]):
    """What was not done in time: how many are still being done, and those that were not begun and never will be."""

    running: int
    unbegun: Sequence[Item]


def side_by_side(
    kind: str, items: Sequence[Item], do: Callable[[Item], object], seconds: float = BATCH_SECONDS, most: int = THREADS
) -> Left[Item]:
    """Do all of them, for so many seconds; give what is left. What one raises ends the wait and is raised here.

    With all threads of that kind still busy, nothing is begun and nobody waits.
    """
    batch = _Batch(items, do)
    busy = _busy(kind)
    threads = [_Thread(batch.work) for _ in items[: max(0, most - len(busy))]]
    _threads[kind] = [*busy, *threads]
    for one in threads:
        one.start()
    return batch.wait(seconds if threads else 0)


def is_worn_out() -> bool:
    """Say whether so many threads hang for good in this process that it should be replaced."""
    now = time.monotonic()
    return sum(now - one.begun > LOST for kind in list(_threads) for one in _busy(kind)) > MOST_LOST


def _busy(kind: str) -> list["_Thread"]:
    return [one for one in _threads[kind] if one.is_alive()]


class _Thread(threading.Thread):
    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__(target=work, name="row", daemon=True)
        self.begun = time.monotonic()


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

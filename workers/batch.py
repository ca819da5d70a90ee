"""Does the rows of a job side by side, each in a thread; one that hangs holds up neither the others nor the next job.

A row that is not done in time is left to its thread, which ends by itself when its calls do; one that was not begun is
left to its lease. Each kind of work has threads of its own, so that one whose neighbour hangs takes none from another.
While rows are done more of them may be fetched, so that no thread waits for the slowest of a batch.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, TypeVar

Item = TypeVar("Item")
More = Callable[[], Sequence[Item]]

THREADS = 16  # of one kind of work, those left behind among them
BATCH_SECONDS = 6.0  # that a queue is held by one batch
LOST = 180.0  # seconds after which a thread hangs for good: longer than any call may take
MOST_LOST = 4  # threads; with more of them a process is of no use and should be replaced

_threads: dict[str, list["_Thread"]] = defaultdict(list)  # of each kind of work


class Left(NamedTuple, Generic[Item]):
    """What was not done in time: how many are still being done, and those that were not begun and never will be."""

    running: int
    unbegun: Sequence[Item]


def nothing_more() -> Sequence[Item]:
    """Give nothing: what was handed over is all."""
    return ()


def side_by_side(
    kind: str,
    items: Sequence[Item],
    do: Callable[[Item], object],
    seconds: float = BATCH_SECONDS,
    most: int = THREADS,
    more: More[Item] = nothing_more,
) -> Left[Item]:
    """Do all of them, for so many seconds; give what is left. What one raises ends the wait and is raised here.

    With all threads of that kind still busy, nothing is begun and nobody waits.
    more  is asked for further ones while fewer wait than there are threads, until it gives none
    """
    batch, others = _Batch(do), _busy(kind)
    threads: list[_Thread] = []

    def add(some: Sequence[Item]) -> None:
        batch.add(some)
        new = [_Thread(batch.work) for _ in some[: max(0, most - len(others) - len(threads))]]
        threads.extend(new)
        _threads[kind] = [*others, *threads]
        for one in new:
            one.start()

    def fetch() -> bool:
        some = more()
        add(some)
        return bool(some)

    try:
        add(items)
        return batch.wait(seconds if threads else 0, few=most, fetch=fetch)
    finally:
        batch.end(len(threads))


def is_worn_out() -> bool:
    """Say whether so many threads hang for good in this process that it should be replaced."""
    now = time.monotonic()
    return sum(now - one.begun > LOST for kind in list(_threads) for one in _busy(kind)) > MOST_LOST


def _busy(kind: str) -> list["_Thread"]:
    return [one for one in _threads[kind] if one.is_alive() and one.is_busy]


class _Thread(threading.Thread):
    def __init__(self, work: Callable[["_Thread"], None]) -> None:
        super().__init__(target=lambda: work(self), name="row", daemon=True)
        self.begun, self.is_busy = time.monotonic(), False  # when it began an item, and whether it has one in hand


class _Batch(Generic[Item]):
    def __init__(self, do: Callable[[Item], object]) -> None:
        self._do, self._undone, self._few = do, 0, 0
        self._raised: BaseException | None = None
        self._waiting: SimpleQueue[tuple[Item] | None] = SimpleQueue()
        self._changed = threading.Condition()

    def add(self, items: Sequence[Item]) -> None:
        with self._changed:
            self._undone += len(items)
        for one in items:
            self._waiting.put((one,))

    def work(self, thread: _Thread) -> None:
        while waiting := self._waiting.get():
            thread.begun, thread.is_busy = time.monotonic(), True
            raised = self._raised_by(*waiting)
            thread.is_busy = False
            with self._changed:
                self._undone, self._raised = self._undone - 1, raised or self._raised
                if not self._undone or raised or self._waiting.qsize() < self._few:  # else nobody need wake
                    self._changed.notify()

    def end(self, threads: int) -> None:
        for _ in range(threads):
            self._waiting.put(None)

    def _raised_by(self, item: Item) -> BaseException | None:
        try:
            self._do(item)
        except BaseException as error:  # noqa: BLE001 - it is raised where the batch is waited for
            return error
        return None

    def wait(self, seconds: float, few: int, fetch: Callable[[], bool]) -> Left[Item]:
        until, is_more = time.monotonic() + seconds, seconds > 0
        while self._runs_short(until, few if is_more else 0):
            is_more = fetch()
        with self._changed:
            unbegun = list(self._unbegun())
            if self._raised:
                raise self._raised
            return Left(self._undone - len(unbegun), unbegun)

    def _runs_short(self, until: float, few: int) -> bool:
        """Wait until fewer than so many are not begun, and say so; False when all are done, or the time is over."""
        with self._changed:
            self._few = few
            while self._undone and not self._raised and (left := until - time.monotonic()) > 0:
                if self._waiting.qsize() < few:
                    return True
                self._changed.wait(left)
        return False

    def _unbegun(self) -> Iterator[Item]:
        """Take what nobody has begun."""
        with suppress(Empty):
            while True:
                yield from self._waiting.get_nowait() or ()

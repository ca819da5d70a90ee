"""A bounded pool of threads for what must not hold up an answer to LINE."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from bot.ports.context import Log

THREADS = 16
WAITING = 500


class Background:
    """Runs calls in threads; when too many wait, a call is left out, and the sweep finds its work later."""

    def __init__(self, log: Log, threads: int = THREADS, waiting: int = WAITING) -> None:
        self._log, self._threads, self._room = log, threads, threading.BoundedSemaphore(waiting)
        self._behind, self._lock = dict[str, deque[Callable[[], None]]](), threading.Lock()

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="background")  # made after the web server's fork

    def __call__(self, call: Callable[[], None], whose: str = "") -> None:
        """Run a call soon, or not at all; what is one person's goes one after the other."""
        if not self._room.acquire(blocking=False):
            return
        with self._lock:
            if whose in self._behind:
                self._behind[whose].append(call)
                return
            if whose:
                self._behind[whose] = deque()
        try:
            self._pool.submit(self._run, call, whose)
        except RuntimeError as error:  # the process ends, or the machine has no thread left
            self._log("background_left_out", why=str(error))
            left: Callable[[], None] | None = call
            while left:
                self._room.release()
                left = self._next(whose)

    def _run(self, call: Callable[[], None], whose: str) -> None:
        left: Callable[[], None] | None = call
        while left:
            try:
                left()
            except Exception as error:  # noqa: BLE001 - an entry point: the thread's end would be silent
                self._log("background_failed", why=type(error).__name__)
            finally:
                self._room.release()
            left = self._next(whose)

    def _next(self, whose: str) -> Callable[[], None] | None:
        """Give what waits behind a call that ended; where nothing does, the next of its person waits for nobody."""
        with self._lock:
            behind = self._behind.get(whose)
            if behind:
                return behind.popleft()
            self._behind.pop(whose, None)
            return None

"""A bounded pool of threads for what must not hold up an answer to LINE."""

import threading
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

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._threads, thread_name_prefix="background")  # made after the web server's fork

    def __call__(self, call: Callable[[], None]) -> None:
        """Run a call soon, or not at all."""
        if self._room.acquire(blocking=False):
            try:
                self._pool.submit(self._run, call)
            except RuntimeError as error:  # the process ends, or the machine has no thread left
                self._room.release()
                self._log("background_left_out", why=str(error))

    def _run(self, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - an entry point: the thread's end would be silent
            self._log("background_failed", why=type(error).__name__)
        finally:
            self._room.release()

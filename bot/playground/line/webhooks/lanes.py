"""Deliveries in the background: one after the other within a lane, lanes beside each other."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

Task = Callable[[], object]

_THREADS = 64


class Lanes:
    """With `now`, each task runs at once in the caller's thread."""

    def __init__(self, *, now: bool = False) -> None:
        self.now = now
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._waiting: dict[str, deque[Task]] = {}
        self._timers: set[threading.Timer] = set()
        self._pool = ThreadPoolExecutor(_THREADS, "line-webhook")

    def put(self, lane: str, task: Task) -> None:
        if self.now:
            task()
            return
        with self._lock:
            queue = self._waiting.setdefault(lane, deque())
            queue.append(task)
            if len(queue) == 1:
                self._pool.submit(self._run_first, lane)

    def put_later(self, seconds: float, lane: str, task: Task) -> None:
        """After so many seconds of real time."""

        def due() -> None:
            self.put(lane, task)
            self._forget(timer)

        timer = threading.Timer(seconds, due)
        timer.daemon = True
        with self._lock:
            self._timers.add(timer)
        timer.start()

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is under way; False when it still is after so many seconds."""
        with self._lock:
            return self._idle.wait_for(lambda: not self._waiting and not self._timers, seconds)

    def stop(self) -> None:
        with self._lock:
            timers, self._timers = self._timers, set()
        for timer in timers:
            timer.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _run_first(self, lane: str) -> None:
        try:
            self._waiting[lane][0]()
        finally:
            self._advance(lane)

    def _advance(self, lane: str) -> None:
        with self._lock:
            queue = self._waiting[lane]
            queue.popleft()
            if queue:
                self._pool.submit(self._run_first, lane)
            else:
                del self._waiting[lane]
                self._idle.notify_all()

    def _forget(self, timer: threading.Timer) -> None:
        with self._lock:
            self._timers.discard(timer)
            self._idle.notify_all()

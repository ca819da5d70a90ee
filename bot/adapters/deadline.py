"""A limit of time for a whole call to a neighbour.

Libraries limit each read, so an answer of a byte now and then goes on for ever; nothing limits the look-up of a name.
Here each call runs in a thread of its own and is left behind when its time is over: its connection is shut, so that its
thread ends soon, and it can send nothing any more.
"""

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from typing import TypeVar

Answer = TypeVar("Answer")

MOST_CALLS = 64  # calls of one process to one neighbour at a time, those left behind among them


class LateError(Exception):
    """A call was not done in time; `begun` says whether the neighbour may have got it."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("late")
        self.begun = begun


class Deadline:
    """Makes calls, each within its seconds. With too many left behind, further ones wait and are late unbegun."""

    def __init__(self, seconds: float, most: int = MOST_CALLS) -> None:
        self._seconds, self._room = seconds, threading.BoundedSemaphore(most)

    def __call__(self, call: Callable[[], Answer]) -> Answer:
        """Give what a call gives, or raise what it raises; LateError when it is not done in time."""
        if not self._room.acquire(timeout=self._seconds):
            raise LateError(begun=False)
        running, done = _Running(), Future[Answer]()
        thread = threading.Thread(target=self._run, args=(call, running, done), name="call", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the machine has no thread left
            self._room.release()
            raise LateError(begun=False) from None
        if done in wait([done], self._seconds).done:
            return done.result()
        raise running.left_behind()

    def _run(self, call: Callable[[], Answer], running: "_Running", done: "Future[Answer]") -> None:
        _here.running = running
        try:
            answer = call()
        except BaseException as error:  # noqa: BLE001 - it is raised where the call was asked for
            self._room.release()
            done.set_exception(error)
        else:
            self._room.release()
            done.set_result(answer)


class _Running:
    """How far a call has come."""

    def __init__(self) -> None:
        self._lock, self._late = threading.Lock(), False
        self._connection: socket.socket | None = None
        self.begun = False

    def goes_by(self, connection: socket.socket, *, begun: bool) -> None:
        with self._lock:
            if self._late:
                raise LateError(begun=self.begun)
            self._connection, self.begun = connection, self.begun or begun

    def left_behind(self) -> LateError:
        with self._lock:
            self._late = True
            if self._connection:
                with suppress(OSError):  # it is closed already
                    socket.socket.shutdown(self._connection, socket.SHUT_RDWR)  # TLS would begin to say goodbye
            return LateError(begun=self.begun)


_here = threading.local()


def has_begun() -> bool:
    """Say whether the neighbour may have got the call of this thread."""
    running: _Running | None = getattr(_here, "running", None)
    return running is None or running.begun


def goes_by(connection: socket.socket | None, *, begun: bool = True) -> None:
    """Tell the call of this thread by which connection it goes, each time before it sends or waits for an answer.

    begun  what is sent now may have an effect at the neighbour
    LateError when the call was left behind.
    """
    running: _Running | None = getattr(_here, "running", None)
    if running and connection:
        running.goes_by(connection, begun=begun)

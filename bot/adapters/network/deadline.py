"""A limit of time for a whole call to a neighbour.

Libraries limit each read, so an answer of a byte now and then goes on for ever; nothing limits the look-up of a name.
Here each call runs in a thread of its own and is left behind when its time is over: its connection is shut, so that its
thread ends soon, and it can send nothing any more. A thread whose call ended in time makes the next one. A call that
goes by a connection which stands already looks nothing up: it stays in its caller's thread, since shutting ends it.
"""

import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

Answer = TypeVar("Answer")

MOST_CALLS = 64  # calls of one process to one neighbour at a time, those left behind among them
IDLE_SECONDS = 10.0  # seconds that a thread waits for its next call


class LateError(Exception):
    """A call was not done in time; `begun` says whether the neighbour may have got it."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("late")
        self.begun = begun


class NoConnectionYetError(Exception):
    """A call that was to go by a connection which stands would have to make one first; nothing of it was sent."""


class Deadline:
    """Makes calls, each within its seconds. With too many left behind, further ones wait and are late unbegun."""

    def __init__(self, seconds: float, most: int = MOST_CALLS) -> None:
        self._seconds, self._room, self._threads = seconds, threading.BoundedSemaphore(most), _Threads()
        self._watch = _Watch(seconds)

    def __call__(self, call: Callable[[], Answer]) -> Answer:
        """Give what a call gives, or raise what it raises; LateError when it is not done in time."""
        if not self._room.acquire(timeout=self._seconds):
            raise LateError(begun=False)
        running, done = _Running(), SimpleQueue[Callable[[], Answer]]()
        try:
            self._threads.run(lambda: self._made(call, running, done))
        except RuntimeError:  # the machine has no thread left
            self._room.release()
            raise LateError(begun=False) from None
        try:
            ended = done.get(timeout=self._seconds)
        except Empty:
            raise running.left_behind() from None
        return ended()

    def by_kept_connection(self, call: Callable[[], Answer]) -> Answer:
        """Make a call here where a connection stands for it, else as every other; what makes one asks `connecting`."""
        try:
            return self._here(call)
        except NoConnectionYetError:
            return self(call)

    def _here(self, call: Callable[[], Answer]) -> Answer:
        running = _Running(may_connect=False)
        try:
            self._watch.over(running)
        except RuntimeError:  # the machine has no thread left
            raise LateError(begun=False) from None
        _here.running = running
        try:
            return call()
        except BaseException:
            if running.late:
                raise LateError(begun=running.begun) from None
            raise
        finally:
            _here.running = None
            running.end()

    def _made(self, call: Callable[[], Answer], running: "_Running", done: "SimpleQueue[Callable[[], Answer]]") -> bool:
        """Make a call and hand over how it ended; say whether somebody still waited for that."""
        _here.running = running
        try:
            answer = call()
        except BaseException as error:  # noqa: BLE001 - it is raised where the call was asked for
            ended: Callable[[], Answer] = _raising(error)
        else:
            ended = lambda: answer  # noqa: E731 - the other of two ends
        _here.running = None
        self._room.release()
        done.put(ended)
        return not running.late


def _raising(error: BaseException) -> Callable[[], Any]:
    def again() -> Any:
        raise error

    return again


class _Threads:
    """Threads that make one call after the other. Who was left behind, or has nothing to do for a while, ends."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[Callable[[], bool]]] = []
        self._process = os.getpid()

    def run(self, call: Callable[[], bool]) -> None:
        """Let a thread make a call; RuntimeError where none can be started."""
        if self._process != os.getpid():  # forked: those that are idle stayed behind
            self._idle, self._process = [], os.getpid()
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = SimpleQueue()
            threading.Thread(target=self._serve, args=(inbox,), name="idle", daemon=True).start()
        inbox.put(call)

    def _serve(self, inbox: "SimpleQueue[Callable[[], bool]]") -> None:
        thread = threading.current_thread()
        while True:
            try:
                call = inbox.get(timeout=IDLE_SECONDS)
            except Empty:
                if self._leaves(inbox):
                    return
                continue
            thread.name = "call"
            if not call():
                return
            del call  # it holds what was sent
            thread.name = "idle"
            self._idle.append(inbox)

    def _leaves(self, inbox: "SimpleQueue[Callable[[], bool]]") -> bool:
        """Say whether a thread may end: not where somebody has just chosen it."""
        try:
            self._idle.remove(inbox)
        except ValueError:
            return False
        return True


class _Running:
    """How far a call has come."""

    def __init__(self, *, may_connect: bool = True) -> None:
        self._lock, self.late, self.ended = threading.Lock(), False, False
        self._connection: socket.socket | None = None
        self.begun, self.may_connect = False, may_connect

    def goes_by(self, connection: socket.socket, *, begun: bool) -> None:
        with self._lock:
            if self.late:
                raise LateError(begun=self.begun)
            self._connection, self.begun = connection, self.begun or begun

    def end(self) -> None:
        """Note that nothing of it is to be shut any more: another call may go by its connection by now."""
        with self._lock:
            self._connection, self.ended = None, True

    def left_behind(self) -> LateError:
        with self._lock:
            self.late = True
            if self._connection:
                with suppress(OSError):  # it is closed already
                    socket.socket.shutdown(self._connection, socket.SHUT_RDWR)  # TLS would begin to say goodbye
            return LateError(begun=self.begun)


class _Watch:
    """Shuts the connections of calls in their callers' threads that are late; a thread of its own while there are any.

    All calls have the same time, so they become late in the order in which they began.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds, self._lock, self._process = seconds, threading.Lock(), os.getpid()
        self._calls = deque[tuple[float, _Running]]()
        self._looks = False

    def over(self, running: _Running) -> None:
        """Watch over one more call until it ends; RuntimeError where no thread can be started."""
        if self._process != os.getpid():  # forked: who looks stayed behind, perhaps with the lock
            self._lock, self._process = threading.Lock(), os.getpid()
            self._calls, self._looks = deque(), False
        with self._lock:
            if not self._looks:
                threading.Thread(target=self._look, name="watch", daemon=True).start()
                self._looks = True
            self._calls.append((time.monotonic() + self._seconds, running))

    def _look(self) -> None:
        while True:
            now = time.monotonic()
            with self._lock:
                while self._calls and (self._calls[0][1].ended or self._calls[0][0] <= now):
                    running = self._calls.popleft()[1]
                    if not running.ended:
                        running.left_behind()
                if not self._calls:
                    self._looks = False
                    return
                first = self._calls[0][0]
            time.sleep(first - now)


_here = threading.local()


def has_begun() -> bool:
    """Say whether the neighbour may have got the call of this thread."""
    running: _Running | None = getattr(_here, "running", None)
    return running is None or running.begun


def connecting() -> None:
    """Tell that the call of this thread makes a connection now.

    NoConnectionYetError when the call may not, in its caller's thread.
    """
    running: _Running | None = getattr(_here, "running", None)
    if running and not running.may_connect:
        raise NoConnectionYetError


def goes_by(connection: socket.socket | None, *, begun: bool = True) -> None:
    """Tell the call of this thread by which connection it goes, each time before it sends or waits for an answer.

    begun  what is sent now may have an effect at the neighbour
    LateError when the call was left behind.
    """
    running: _Running | None = getattr(_here, "running", None)
    if running and connection:
        running.goes_by(connection, begun=begun)

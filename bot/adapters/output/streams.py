"""stdout and stderr that never hold up, and never fail, whoever writes to them.

Behind both may be a pipe whose reader has stalled or gone, or a full disk. Lines wait in a queue that has an end, and a
thread writes them; what does not fit or can't be written is dropped, counted, and told of when writing goes again.
"""

import atexit
import io
import json
import os
import select
import sys
import threading
import time
from queue import SimpleQueue
from typing import TextIO

MOST_WAITING = 1_000_000  # bytes that wait for the reader; about 5,000 lines
LAST_LINES_SECONDS = 1.0  # seconds for what was not yet written when a process ends
FULL_PAUSE_SECONDS = 0.5  # seconds between two looks at a pipe that takes nothing and does not make us wait


class Stream(io.TextIOBase):
    """Takes text at once. Each thread's text is put together to lines; only whole lines go out."""

    def __init__(self, original: TextIO | None, most_waiting: int = MOST_WAITING) -> None:
        self._fd = original.fileno() if original else None  # there is none when a process starts with a closed one
        self._encoding = original.encoding if original else "utf-8"
        self._tty, self._most = bool(original and original.isatty()), most_waiting
        self._begin_anew()
        os.register_at_fork(after_in_child=self._begin_anew)

    def _begin_anew(self) -> None:
        """Start without thread or lines: after a fork, the lines that wait are the parent's."""
        self._lock = threading.RLock()  # a signal's handler may log in the middle of a write
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._waiting, self._dropped, self._untold, self._uncounted = 0, 0, 0, 0
        self._thread: threading.Thread | None = None
        self._parts = threading.local()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # it is an attribute there
        """Give the encoding of what stands behind."""
        return self._encoding

    def fileno(self) -> int:
        """Give what stands behind, for who must write without us, such as a process that crashes."""
        if self._fd is None:
            raise io.UnsupportedOperation
        return self._fd

    def isatty(self) -> bool:
        """Say whether a terminal stands behind."""
        return self._tty

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Take text; lines are on their way at once, the rest when its line ends or at a flush."""
        begun: str = getattr(self._parts, "begun", "") + text
        line, end, self._parts.begun = begun.rpartition("\n")
        if end or len(begun) > self._most:
            self._take(line + end or begun)
        return len(text)

    def flush(self) -> None:
        """Send a begun line on its way; nobody waits until it is written."""
        begun, self._parts.begun = getattr(self._parts, "begun", ""), ""
        if begun:
            self._take(begun)

    def _take(self, text: str) -> None:
        line = text.encode(self._encoding, "backslashreplace")
        with self._lock:
            if self._fd is None or self._waiting + len(line) > self._most or not self._has_thread():
                self._drop()
                return
            self._waiting += len(line)
        self._lines.put(line)

    def _drop(self) -> None:
        with self._lock:
            self._dropped, self._untold, self._uncounted = self._dropped + 1, self._untold + 1, self._uncounted + 1

    def _has_thread(self) -> bool:
        if not self._thread:
            self._thread = threading.Thread(target=self._put_out, name="stream", daemon=True)
            try:
                self._thread.start()
            except RuntimeError:  # the machine has none left, or the interpreter ends
                self._thread = None
        return self._thread is not None

    def _put_out(self) -> None:
        while True:
            line = self._lines.get()
            untold, told = self._untold, b""
            if untold:
                told = json.dumps({"event": "log_lines_dropped", "count": untold, "level": "warning"}).encode() + b"\n"
            if self._is_written(told + line):
                with self._lock:
                    self._untold -= untold
            else:
                self._drop()
            with self._lock:
                self._waiting -= len(line)

    def _is_written(self, line: bytes) -> bool:
        """Write, for as long as it takes; False when it can't be done."""
        while line:
            try:
                line = line[os.write(self.fileno(), line) :]
            except BlockingIOError:  # another process made the pipe so
                select.select([], [self.fileno()], [], FULL_PAUSE_SECONDS)
            except OSError:  # nobody reads any more, or the disk is full
                return False
        return True

    def wait_until_written(self, seconds: float = LAST_LINES_SECONDS) -> None:
        """Give what waits a bounded moment to be written."""
        self.flush()
        until = time.monotonic() + seconds
        while self._waiting > 0 and time.monotonic() < until:
            time.sleep(0.005)

    def newly_dropped(self) -> int:
        """Give how many writes were dropped since the last time this was asked."""
        with self._lock:
            dropped, self._uncounted = self._uncounted, 0
        return dropped


_ours: list[Stream] = []


def never_block() -> None:
    """Let stdout and stderr of this process hold nobody up from now on; for processes that serve."""
    if _ours:
        return
    _ours.extend((Stream(sys.stdout), Stream(sys.stderr)))
    sys.stdout, sys.stderr = _ours
    atexit.register(wait_until_written)


def wait_until_written() -> None:
    """Give what waits a bounded moment to be written; to be called before a process becomes another program."""
    for one in _ours:
        one.wait_until_written()


def newly_dropped() -> int:
    """Give how many writes of this process were dropped since the last time this was asked."""
    return sum(one.newly_dropped() for one in _ours)

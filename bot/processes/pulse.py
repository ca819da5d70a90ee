"""How a child process tells its minder that each part of it is alive: lines on a pipe, which no server can hold up.

A line is the name of the part and the seconds within which the next one comes.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIPE_HOLDS = 64 * 1024  # bytes
VARIABLE = "MADOGUCHI_PULSE"  # not a setting: the minder gives each child the number of an open file


class Pulse:
    """The child's end. Without a minder that listens, it tells nobody."""

    def __init__(self, fd: int | None) -> None:
        self._fd = fd

    @classmethod
    def inherited(cls) -> "Pulse":
        """Give that of this process."""
        given = os.environ.get(VARIABLE, "")
        return cls(int(given) if given.isdecimal() and _is_pipe(int(given)) else None)

    def beat(self, part: str, next_within: float) -> None:
        """Tell that a part is alive, and within how many seconds it will tell so again."""
        if self._fd is not None:
            with suppress(OSError):  # the minder has gone, or did not look for so long that the pipe is full
                os.write(self._fd, f"{part} {next_within}\n".encode())


def _is_pipe(fd: int) -> bool:
    try:
        return stat.S_ISFIFO(os.fstat(fd).st_mode)
    except OSError:
        return False


class Listener:
    """The minder's end: until when each part of one child must be heard again."""

    def __init__(self, now: float, first_within: float) -> None:
        self._until = {"": now + first_within}  # "" is the first beat of all
        self._fd, self._childs_end = os.pipe()
        os.set_blocking(self._fd, False)
        os.set_blocking(self._childs_end, False)
        self._rest = b""

    @contextmanager
    def of_child(self) -> Iterator[int]:
        """Give the child's end while the child is started; we keep none."""
        try:
            yield self._childs_end
        finally:
            os.close(self._childs_end)

    def listen(self, now: float) -> None:
        """Take what was told since the last time."""
        with suppress(BlockingIOError, ValueError):  # nothing was told, or nonsense
            *lines, self._rest = (self._rest + os.read(self._fd, PIPE_HOLDS)).split(b"\n")
            for line in lines:
                part, _, within = line.decode().rpartition(" ")
                self._until[part or "?"] = now + float(within)
                self._until.pop("", None)

    def overdue(self, now: float) -> str | None:
        """Name a part that was not heard in time; "" when none was ever heard."""
        return next((part for part, until in self._until.items() if now > until), None)

    def forgive(self, seconds: float) -> None:
        """Give more time, as much as we did not listen ourselves."""
        self._until = {part: until + seconds for part, until in self._until.items()}

    def close(self) -> None:
        """Listen no more."""
        os.close(self._fd)

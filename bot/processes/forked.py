"""A child that goes on with what its parent has imported: a fork, which shares that memory, and no new Python."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, NoReturn

from bot.adapters.output.streams import wait_until_written
from bot.processes.child_process import following

LOOK_SECONDS = 0.01
LONGEST_NAME = 15  # characters that Linux keeps of a process's name
MOST_FILES = 65536
LONGEST_EXIT_STATUS = 255


class Forked:
    """A forked child, with as much of subprocess.Popen as its minder uses; `stdout` is all that it says."""

    def __init__(self, pid: int, stdout: IO[bytes]) -> None:
        self.pid, self.stdout = pid, stdout
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Give the exit status, minus the signal that ended it; None while it runs."""
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, os.WNOHANG)
            except ChildProcessError:  # somebody else has buried it
                pid, status = self.pid, 0
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; subprocess.TimeoutExpired when that does not come in time."""
        until = time.monotonic() + timeout if timeout is not None else None
        while (status := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("fork", timeout or 0)
            time.sleep(LOOK_SECONDS)
        return status

    def terminate(self) -> None:
        """Ask it to end."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)


def fork(
    run: Callable[[], object],
    env: Mapping[str, str],
    *,
    when_we_die: signal.Signals = signal.SIGKILL,
    pass_fds: Sequence[int] = (),
    name: str = "",
) -> Forked:
    """Do something in a child, in a session of its own; OSError if there can be none. Lists of processes show its name.

    Locks that other threads hold at that moment stay locked in the child: what it uses must make its locks anew after
    a fork, as logging and our streams do, or have none.
    """
    read, write = os.pipe()
    follow = following(when_we_die)
    try:
        pid = os.fork()
    except OSError:
        os.close(read)
        os.close(write)
        raise
    if not pid:
        _be_child(lambda: _named(name, run), env, write, pass_fds, follow)
    os.close(write)
    return Forked(pid, os.fdopen(read, "rb"))


def _be_child(
    run: Callable[[], object],
    env: Mapping[str, str],
    output: int,
    kept: Sequence[int],
    follow: Callable[[], None] | None,
) -> NoReturn:
    status = 1
    try:
        os.setsid()
        if follow:
            follow()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        _take_streams(output, kept)
        os.environ.clear()
        os.environ.update(env)
        run()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:  # noqa: BLE001 - nothing may go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        wait_until_written()
        os._exit(status & LONGEST_EXIT_STATUS)


def _named(name: str, run: Callable[[], object]) -> None:
    """Do it under a name, where the system takes one."""
    with suppress(OSError):
        Path("/proc/self/comm").write_text(name[:LONGEST_NAME])
    run()


def _take_streams(output: int, kept: Sequence[int]) -> None:
    """Read nothing, write to our parent, and close whatever else was open, but for what is to be kept."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, one in enumerate((nothing, output, output)):
        os.dup2(one, number)
    begun = 3
    for one in sorted(kept):
        os.closerange(begun, one)
        begun = one + 1
    os.closerange(begun, MOST_FILES)

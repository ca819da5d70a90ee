"""The minder in this process, with children that are small programs."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from bot.processes.supervisor import Child, mind

PATIENCE = 60.0  # seconds in which even a slow machine does what is waited for

MINDER = """
import os, sys
from bot.processes.supervisor import Child, mind
code = sys.argv[1:]
sys.exit(mind([Child(str(n), [sys.executable, "-c", one], dict(os.environ)) for n, one in enumerate(code)]))
"""


def python(name: str, code: str) -> Child:
    return Child(name, [sys.executable, "-c", code], dict(os.environ))


def until(truth: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not truth():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


class Minding:
    """A minder in a thread, with the lines it showed."""

    def __init__(self, *children: Child, grace_seconds: float = 5.0) -> None:
        self.lines: list[str] = []
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(children, grace_seconds), daemon=True)
        self._thread.start()

    def _run(self, children: tuple[Child, ...], grace_seconds: float) -> None:
        mind(children, on_line=self.lines.append, stop=self.stop, grace_seconds=grace_seconds)

    def shows(self, line: str, times: int = 1) -> None:
        until(lambda: self.lines.count(line) >= times)

    def end(self) -> float:
        """Stop, and give the seconds that it took."""
        start = time.monotonic()
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return time.monotonic() - start


def is_alive(pid: int) -> bool:
    """Say whether a process runs; a zombie that nobody has buried yet does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")

"""The supervisor of child processes: shows their output, restarts what dies or hangs, stops all at the end."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Union

from bot.processes.child_process import start
from bot.processes.forked import Forked, fork
from bot.processes.pulse import VARIABLE, Listener, Pulse

FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0  # seconds before a restart
SETTLED_SECONDS = 30.0  # seconds alive after which the wait starts over
LOOK_SECONDS = 0.1  # seconds between looks
FIRST_BEAT = 60.0  # seconds until a child that beats must be heard for the first time
OWN_BEAT = 30.0  # seconds within which we are heard ourselves by a minder of ours
NAP = 2.0  # seconds without a look after which we were stopped ourselves, so that no child may be blamed for silence
LAST_LINES_SECONDS = 1.0  # seconds for what a stopped child has still to say
LONGEST_LINE = 64 * 1024  # bytes; what is longer is shown in pieces
ONE_AT_A_TIME = threading.Lock()  # each child's lines come from a thread of their own


@dataclass(frozen=True)
class Child:
    """One process to mind; `env` is its whole environment. One that `beats` is killed when it falls silent.

    It is a program, or a fork of us that does `run`.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    beats: bool = False
    run: Callable[[], object] | None = None


Running = Union["subprocess.Popen[bytes]", Forked]


def say(line: str) -> None:
    """Write a line to stdout at once, also where stdout is a pipe to another minder."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class _Minded:
    """A child while it is minded."""

    def __init__(self, child: Child, on_line: Callable[[str], None]) -> None:
        self.child, self._on_line = child, on_line
        self._wait, self._start_at = FIRST_WAIT, 0.0
        self.process: Running | None = None
        self._reader = threading.Thread()
        self.listener: Listener | None = None

    def look(self, now: float) -> None:
        """Start the child if it is not alive and its wait is over; kill it when a part of it was silent too long."""
        if self.process and self.process.poll() is not None:
            self._died(f"終了しました（{self.process.returncode}）", now)
        if self.process and self.listener:
            self._listen(self.process, self.listener, now)
        if not self.process and now >= self._start_at:
            self._begin(now)

    def _listen(self, process: Running, listener: Listener, now: float) -> None:
        listener.listen(now)
        silent = listener.overdue(now)
        if silent is not None:
            self._kill_the_rest()
            with suppress(subprocess.TimeoutExpired):  # the kernel may hold it for a while
                process.wait(LAST_LINES_SECONDS)
            self._died(f"応答がないので、止めました（{silent or '始まりません'}）", now)

    def _begin(self, now: float) -> None:
        self._start_at = now
        try:
            self.process = self._started(now)
            self._reader = threading.Thread(target=self._show, args=(self.process.stdout,), daemon=True)
            self._reader.start()
        except (OSError, RuntimeError) as error:  # no such program; no process, file or thread left to be had
            self._died(f"始められません（{getattr(error, 'strerror', None) or error}）", now)

    def _started(self, now: float) -> Running:
        env = {"PYTHONUNBUFFERED": "1", **self.child.env}  # else lines wait in the child's buffer
        env.pop(VARIABLE, None)  # ours
        if not self.child.beats:
            return self._start(env)
        self.listener = listener = Listener(now, FIRST_BEAT)
        with listener.of_child() as end:
            env[VARIABLE] = str(end)
            return self._start(env, end)

    def _start(self, env: Mapping[str, str], *kept: int) -> Running:
        # SIGKILL, so that nothing is left of a child that hears no SIGTERM when we are killed ourselves.
        if self.child.run:
            return fork(self.child.run, env, when_we_die=signal.SIGKILL, pass_fds=kept, name=self.child.name)
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return start(self.child.argv, env, when_we_die=signal.SIGKILL, pass_fds=kept, **streams)

    def _died(self, how: str, now: float) -> None:
        self._kill_the_rest()
        if self.listener:
            self.listener.close()
        self.process = self.listener = None
        if now - self._start_at > SETTLED_SECONDS:
            self._wait = FIRST_WAIT
        self._tell(f"{how}。{self._wait:.1f} 秒後に始め直します")
        self._start_at, self._wait = now + self._wait, min(self._wait * 2, LONGEST_WAIT)

    def _show(self, output: IO[bytes]) -> None:
        """Read whatever becomes of our own output: a child must never wait for room in its pipe."""
        with output:
            while line := output.readline(LONGEST_LINE):
                self._tell(line.decode(errors="replace").rstrip())

    def _tell(self, text: str) -> None:
        with ONE_AT_A_TIME, suppress(OSError, ValueError):  # our own stdout may be gone
            self._on_line(f"{self.child.name} | {text}")

    def end(self, grace_seconds: float) -> None:
        """Ask the child to stop, and kill it when it does not."""
        if not self.process:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(grace_seconds)
        self._kill_the_rest()
        self.process.wait()
        if self._reader.ident:
            self._reader.join(LAST_LINES_SECONDS)
        if self.listener:
            self.listener.close()

    def _kill_the_rest(self) -> None:
        """Kill the child and what it leaves behind in its session, such as the workers of a killed web server."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):  # nobody is left; macOS says so by the latter
                os.killpg(self.process.pid, signal.SIGKILL)


def mind(
    children: Sequence[Child],
    *,
    on_line: Callable[[str], None] = say,
    stop: threading.Event | None = None,
    grace_seconds: float = 10.0,
) -> int:
    """Start the children and mind them until Ctrl-C, SIGTERM or `stop`; then stop them in reverse order. Gives 0."""
    stop = stop or threading.Event()
    minded = [_Minded(child, on_line) for child in children]
    pulse, before = Pulse.inherited(), time.monotonic()
    with _signals_heard() as heard:
        try:
            while not (heard or stop.is_set()):
                now = time.monotonic()
                for one in minded:
                    if one.listener and now - before > NAP:
                        one.listener.forgive(now - before)
                    one.look(now)
                pulse.beat("minder", OWN_BEAT)
                before = now
                stop.wait(LOOK_SECONDS)
        finally:
            for one in reversed(minded):
                one.end(grace_seconds)
    return 0


@contextmanager
def _signals_heard() -> Iterator[list[int]]:
    """Note Ctrl-C and SIGTERM in a list (an Event's lock may be held by the thread that the signal interrupts).

    Only the main thread can hear them.
    """
    heard: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, lambda number, _: heard.append(number)) for one in signals]
    try:
        yield heard
    finally:
        for one, handler in zip(signals, before, strict=True):
            signal.signal(one, handler)

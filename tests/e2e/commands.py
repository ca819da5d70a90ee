"""`madoguchi` as it is typed: in a new process, or in a fork of one that has imported everything already.

A fork has arguments, environment, streams, signals and exit status of its own; what it does not show is that a new
Python starts. `python -m tests.e2e.commands FD` is the process that forks; it ends with its test process.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from io import FileIO
from itertools import pairwise
from tempfile import TemporaryFile
from typing import Any, NoReturn

import bot.cli.commands
from bot.adapters.line.sdk import messaging
from bot.adapters.network.http_client import trusted
from bot.adapters.output import streams
from bot.messages.texts import shipped_texts
from bot.messages.understanding import shared_lexicon
from tests.folders import ROOT

IMPORTED = (
    *("bot.bootstrap", "bot.web.app", "bot.playground.page.app", "bot.processes.supervisor"),
    *("bot.adapters.server.worker", "bot.adapters.server.log", "gunicorn.app.wsgiapp"),
    *("bot.adapters.line.outbound", "bot.adapters.line.menus", "bot.adapters.zoom.rooms", "workers.process"),
)
STATUS_BYTES = 8
MOST_FILES = 4096
LONGEST_RUN = 120  # seconds; a command that has not ended by then hangs


class Forked:
    """A running command, with as much of subprocess.Popen as the tests use."""

    def __init__(self, pid: int, told: int) -> None:
        self.pid, self.returncode, self._told = pid, None, told

    returncode: int | None

    def poll(self) -> int | None:
        """Give the exit status, minus the signal that ended it; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end; subprocess.TimeoutExpired when that does not come in time."""
        status = self._look(timeout)
        if status is None:
            raise subprocess.TimeoutExpired("madoguchi", timeout or 0)
        return status

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], seconds)[0]:
            self.returncode = int(os.read(self._told, STATUS_BYTES) or -signal.SIGKILL)
            os.close(self._told)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Forking:
    """The process that forks, seen from the test process."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        self._lock = threading.Lock()  # one question at a time
        argv = [sys.executable, "-m", "tests.e2e.commands", str(theirs.fileno())]
        self._process = subprocess.Popen(argv, pass_fds=[theirs.fileno()], cwd=ROOT)
        theirs.close()
        atexit.register(self._end)

    def start(self, words: Sequence[str], env: Mapping[str, str], stdout: int, stderr: int) -> Forked:
        """Begin a command."""
        told, tell = os.pipe()
        asked = json.dumps({"words": list(words), "env": dict(env)}).encode()
        with self._lock:
            socket.send_fds(self._ours, [len(asked).to_bytes(4, "big")], [stdout, stderr, tell])
            self._ours.sendall(asked)
            pid = int.from_bytes(self._ours.recv(4), "big")
        os.close(tell)
        assert pid, "the process that forks is gone"
        return Forked(pid, told)

    def _end(self) -> None:
        self._ours.close()
        self._process.wait(10)


@cache
def forking() -> Forking:
    """Give the one of this test process."""
    return Forking()


def start(words: Sequence[str], env: Mapping[str, str], output: Any, *, fresh: bool = False) -> Any:
    """Begin a command, such as "web", that writes to a file; `fresh`: in a new process."""
    if fresh:
        argv = [sys.executable, "-m", "bot.cli", *words]
        return subprocess.Popen(argv, env=dict(env), stdout=output, stderr=output, cwd=ROOT)
    return forking().start(words, env, output.fileno(), output.fileno())


def run(words: Sequence[str], env: Mapping[str, str], *, fresh: bool = False) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end; give its exit status and what it wrote."""
    with TemporaryFile() as out, TemporaryFile() as err:
        if fresh:
            argv = [sys.executable, "-m", "bot.cli", *words]
            status = subprocess.run(argv, env=dict(env), stdout=out, stderr=err, cwd=ROOT, check=False).returncode
        else:
            begun = forking().start(words, env, out.fileno(), err.fileno())
            try:
                status = begun.wait(LONGEST_RUN)
            finally:
                begun.kill()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(words, status, out.read().decode(), err.read().decode())


# --- within the process that forks ---


class Children:
    """The commands that run, and where the end of each is told."""

    def __init__(self, control: socket.socket) -> None:
        self.control, self.told = control, dict[int, FileIO]()
        self.woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._wake = wake

    def serve(self) -> list[str] | None:
        """Fork for each command that is asked for; in a fork, give its words, and None at the end."""
        while True:
            ready = select.select([self.control, self.woken], [], [])[0]
            if self.woken in ready:
                os.read(self.woken, 1000)
                self._bury()
            if self.control in ready:
                head, fds, _, _ = socket.recv_fds(self.control, 4, 3)
                if not head:
                    return self._end()
                asked = json.loads(self._read(int.from_bytes(head, "big")))
                words = self._fork(asked, fds)
                if words is not None:
                    return words

    def _read(self, size: int) -> bytes:
        found = b""
        while len(found) < size:
            found += self.control.recv(size - len(found))
        return found

    def _fork(self, asked: dict[str, Any], fds: list[int]) -> list[str] | None:
        stdout, stderr, tell = fds
        pid = os.fork()
        if not pid:
            self._become(asked["env"], stdout, stderr, tell)
            return list(asked["words"])
        self.told[pid] = FileIO(tell, "w")
        os.close(stdout)
        os.close(stderr)
        self.control.sendall(pid.to_bytes(4, "big"))
        return None

    def _become(self, env: Mapping[str, str], stdout: int, stderr: int, tell: int) -> None:
        """Be as a new process is."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        for one in (stdout, stderr, tell, self.woken, self._wake, *(other.fileno() for other in self.told.values())):
            os.close(one)
        self.control.close()
        os.environ.clear()
        os.environ.update(env)
        time.tzset()

    def _bury(self) -> None:
        while self.told:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            with suppress(BrokenPipeError), self.told.pop(pid) as told:  # the test may have ended
                told.write(str(os.waitstatus_to_exitcode(status)).encode())

    def _end(self) -> None:
        for pid in self.told:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


class ForkedChild(subprocess.Popen[bytes]):
    """Stands in for subprocess.Popen: where that starts a program of ours, a fork goes on as that program."""

    def _execute_child(self, args: Any, executable: Any, preexec_fn: Any, close_fds: Any, *more: Any) -> None:
        pass_fds, _, env, _, _, _, *pipes = more[:12]
        if list(args[:2]) != [sys.executable, "-m"]:
            super()._execute_child(args, executable, preexec_fn, close_fds, *more)  # type: ignore[misc]  # it is private
            return
        self.pid = os.fork()
        if self.pid:
            self._child_created = True
            self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]  # it is private, too
            return
        try:
            self._be_child(pipes[0], pipes[3], pipes[5], pass_fds)
            preexec_fn()
            os.environ.clear()
            os.environ.update(env)
            become(args[0], args)
        except BaseException:  # noqa: BLE001 - nothing may go on as its parent
            traceback.print_exc()
            os._exit(1)

    def _be_child(self, stdin: int, stdout: int, stderr: int, kept: Sequence[int]) -> None:
        os.setsid()
        for number, one in enumerate((stdin, stdout, stderr)):
            os.dup2(one, number)
        for before, after in pairwise((2, *sorted(kept), MOST_FILES)):
            os.closerange(before + 1, after)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)


def become(path: str, argv: Sequence[str]) -> NoReturn:
    """Go on as another program of ours in the same process."""
    assert [path, *argv[:2]] == [sys.executable, sys.executable, "-m"]
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    streams._ours.clear()
    begin(argv[2], argv[3:])


def begin(module: str, words: Sequence[str]) -> NoReturn:
    """Run a module as `python -m` does; at its end, leave it to the system to take down all that was imported."""
    sys.modules.pop(module, None)
    sys.argv, status = [module, *words], 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(bool(end.code))
    threading._shutdown()  # type: ignore[attr-defined]  # not in the stubs; waits for threads as an exit does
    atexit._run_exitfuncs()
    with suppress(OSError):
        sys.stdout.flush()
    os._exit(status)


def main() -> None:
    """Import, then fork until the test process ends."""
    commands = pkgutil.walk_packages(bot.cli.commands.__path__, "bot.cli.commands.")
    for name in (*IMPORTED, *(one.name for one in commands)):
        importlib.import_module(name)
    shared_lexicon(None)  # as the application asks for it
    messaging()
    trusted()
    for easy in (False, True):
        shipped_texts(easy=easy)
    gc.freeze()
    words = Children(socket.socket(fileno=int(sys.argv[1]))).serve()
    if words is not None:
        subprocess.Popen = ForkedChild  # type: ignore[misc]  # in this process and its forks alone
        begin("bot.cli", words)


if __name__ == "__main__":
    main()

"""One web server comes in the place of another without a moment in which nobody takes a request.

The one that runs gives its listening socket to who asks for it, by a socket in a folder of its own user. The successor
then takes requests beside it, and tells whoever started it once each of its processes has answered for its health. Only
when the one before hears GO_ON does it end, in order; a successor that does not come leaves it as it was.
"""

import os
import socket
import struct
import sys
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from werkzeug.test import Client

VARIABLE = "MADOGUCHI_SUCCEEDS"  # not a setting: who starts a successor gives it the numbers of two open files
FOLDER = "RUNTIME_DIRECTORY"  # as systemd names it
SOCKET, NEXT = "web.sock", "next.sock"
READY, GO_ON = b"ready", b"go on"
ANSWERS_SECONDS = 10.0  # seconds in which the one that runs answers; it looks once a second
ANSWER = struct.Struct("=ii")  # of a process: its number, and the status of its health
MANY_ANSWERS = 64 * ANSWER.size  # bytes
HEALTHY = 200


class NobodyToSucceedError(Exception):
    """No web server runs here that would hand over what it listens on."""


class Offer:
    """The end of the one that runs: its socket in the folder, in the place of that of the one before."""

    def __init__(self, folder: Path) -> None:
        self._successor: socket.socket | None = None
        self._server = socket.socket(socket.AF_UNIX)
        self._server.setblocking(False)
        (folder / NEXT).unlink(missing_ok=True)
        self._server.bind(str(folder / NEXT))
        self._server.listen()
        (folder / NEXT).replace(folder / SOCKET)

    def is_taken(self, listeners: Collection[Any]) -> bool:
        """Give our listening sockets to who asks; True once a successor goes on in our place."""
        with suppress(OSError):  # nobody asks, or who asked has gone
            if self._successor is None:
                asking, _ = self._server.accept()
                asking.setblocking(False)
                socket.send_fds(asking, [READY], [one.fileno() for one in listeners])
                self._successor = asking
            said = self._successor.recv(len(GO_ON))
            if not said:
                self._successor.close()
                self._successor = None
            return said == GO_ON
        return False


class Predecessor:
    """The one that runs, as seen by who starts its successor."""

    def __init__(self, folder: Path) -> None:
        """Ask it for its listening socket; NobodyToSucceedError where none runs or answers."""
        self._asked = socket.socket(socket.AF_UNIX)
        self._asked.settimeout(ANSWERS_SECONDS)
        try:
            self._asked.connect(str(folder / SOCKET))
            said, fds, _, _ = socket.recv_fds(self._asked, len(READY), 1)
        except OSError as error:
            raise NobodyToSucceedError from error
        if said != READY or len(fds) != 1:
            raise NobodyToSucceedError
        self.listener = socket.socket(fileno=fds[0])

    def end(self, seconds: float) -> bool:
        """Tell it to end in order; False when it has not ended in time."""
        self._asked.sendall(GO_ON)
        self._asked.settimeout(seconds)
        with suppress(ConnectionError):
            try:
                return not self._asked.recv(1)
            except TimeoutError:
                return False
        return True


def inherited_files() -> tuple[int, int] | None:
    """Give the numbers of the files that a successor got: where it listens, and where it tells of itself; else None."""
    given = os.environ.get(VARIABLE, "").split(":")
    return (int(given[0]), int(given[1])) if len(given) == 2 else None


class Successor:
    """The end of the one that is to come; `told` is where it tells of itself."""

    def __init__(self, told: int) -> None:
        self._told = told
        self._answered, self._answers = os.pipe()
        os.set_blocking(self._answered, False)
        self._pids = set[int]()

    def proves(self, worker: Any) -> None:
        """Let a process answer for its health before it takes a request; one that does not ends."""
        status = Client(worker.app.wsgi()).get("/healthz").status_code
        os.write(self._answers, ANSWER.pack(os.getpid(), status))
        if status != HEALTHY:
            sys.exit()

    def all_answer(self, pids: Collection[int]) -> bool:
        """Say whether each process has answered; HaltServer once one is not healthy."""
        with suppress(BlockingIOError):
            for pid, status in ANSWER.iter_unpack(os.read(self._answered, MANY_ANSWERS)):
                if status != HEALTHY:
                    raise HaltServer(f"/healthz answers {status}", Arbiter.WORKER_BOOT_ERROR)
                self._pids.add(pid)
        return bool(pids) and self._pids.issuperset(pids)

    def tell(self) -> None:
        """Tell who started us that we serve; HaltServer where nobody waits for it any more."""
        try:
            os.write(self._told, READY)
        except OSError:
            raise HaltServer("who started it is gone", Arbiter.WORKER_BOOT_ERROR) from None
        os.close(self._told)

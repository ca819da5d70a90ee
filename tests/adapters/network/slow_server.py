"""Servers that answer in ways that only a limit of time for the whole call ends."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PAUSE = 0.05  # seconds between two bytes


class _Dripping(socketserver.BaseRequestHandler):
    """Sends what it has at once, then the rest a piece at a time, again and again, until the other side has gone."""

    def handle(self) -> None:
        self.server.met.append(self.client_address)
        with suppress(OSError):
            if self.server.first:
                self._read_whole()
                self.request.sendall(self.server.first)
            if self.server.listens_first:
                self.request.recv(65536)
            self.request.sendall(self.server.at_once)
            while not self.server.ending.wait(self.server.pause):
                self.request.sendall(self.server.again)
        self.server.gone.append(self.client_address)

    def _read_whole(self) -> None:
        """Read a request to the end of its JSON, which may come in pieces."""
        read = b""
        while not read.endswith(b"}") and (piece := self.request.recv(65536)):
            read += piece


class Dripping(socketserver.ThreadingTCPServer):
    """`met` and `gone` hold the callers that came and those that left; a `first` request is answered by that."""

    daemon_threads, allow_reuse_address, request_queue_size = True, True, 128

    def __init__(self, at_once: bytes, again: bytes, pause: float, listens_first: bool, first: bytes) -> None:
        super().__init__(("127.0.0.1", 0), _Dripping)
        self.first = first
        self.at_once, self.again, self.pause, self.listens_first = at_once, again, pause, listens_first
        self.ending, self.met, self.gone = threading.Event(), [], []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


@contextmanager
def dripping(
    at_once: bytes = b"",
    again: bytes = b"a",
    *,
    pause: float = PAUSE,
    listens_first: bool = True,
    first: bytes = b"",
) -> Iterator[Dripping]:
    """Serve one; all its connections end with it."""
    with Dripping(at_once, again, pause, listens_first, first) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:  # else its thread would poll a closed socket for ever
            server.ending.set()
            server.shutdown()

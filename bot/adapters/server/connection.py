"""A client's connection to the web server: whether its request is there, which it is, and since when it waits."""

import re
import socket
import struct
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from gunicorn.util import close as close_now
from gunicorn.workers.gthread import TConn

WEBHOOK = b"POST /line/webhook"
BUFFERED_BYTES = 65536  # bytes of a request that are waited for without a thread
DRAINED = 65536  # bytes
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,6})[ \t]*\r\n", re.IGNORECASE)
EXPECTS = re.compile(rb"\r\nexpect:", re.IGNORECASE)  # its client sends the body only when told to
COME_AGAIN = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 11\r\n"
    b"Retry-After: 2\r\nConnection: close\r\n\r\ncome again\n"
)
LAST_DATA = struct.Struct("=52xI")  # of Linux's tcp_info: ms since data came last


class Connection(TConn):  # type: ignore[misc]  # it has no types
    """A connection that knows since when its request waits. `linger` sees to its end, which the client may put off."""

    def __init__(
        self, settings: Any, sock: socket.socket, client: Any, server: Any, linger: Callable[[socket.socket], None]
    ) -> None:
        super().__init__(settings, sock, client, server)
        self._linger = linger
        self.data_ready = True  # the main thread waits for it
        self.is_webhook, self.arrived, self.begun = False, 0.0, 0.0
        self._unanswered = threading.Lock()  # of the request that is there
        self._here = 0  # bytes at the last look

    def is_whole(self) -> bool:
        """Say whether a request is there, or nothing more comes; if not, the poller is to wait for what is missing."""
        here, before = self._peeked(BUFFERED_BYTES), self._here
        wanted = min(_wanted(here), BUFFERED_BYTES)
        whole = len(here) >= wanted or len(here) <= before
        self._here = 0 if whole else len(here)
        if before or not whole:
            with suppress(OSError):
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1 if whole else wanted)
        return whole

    def is_unseen(self) -> bool:
        """Say whether something came at which nobody looked yet."""
        return not self._here and bool(self._peeked(1))

    def note_request(self) -> None:
        """Note what comes, and when it came: it may have waited in the kernel before we were told."""
        read = self.parser.unreader.buf.getvalue() if self.parser else b""
        self.is_webhook = (read or self._peeked(len(WEBHOOK))).startswith(WEBHOOK)
        self.arrived, self._unanswered = time.monotonic() - _waited(self.sock), threading.Lock()

    def asks_again(self) -> bool:
        """Say whether a further webhook is there as a whole; if so, note when it came."""
        here = self._peeked(BUFFERED_BYTES)
        if not here.startswith(WEBHOOK) or len(here) < _wanted(here):
            return False
        self.arrived, self._unanswered = time.monotonic() - _waited(self.sock), threading.Lock()
        return True

    def _peeked(self, most: int) -> bytes:
        try:
            return bytes(self.sock.recv(most, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except OSError:
            return b""

    def takes_answer(self) -> bool:
        """Say whether the request that is there may be answered now, by who asks: nobody else has, and nobody will."""
        return self._unanswered.acquire(blocking=False)

    def answer_in_time(self) -> None:
        """Answer 503 for who has the request in hand and does not come to its end; the connection is over."""
        with suppress(OSError):
            self.sock.send(COME_AGAIN, socket.MSG_DONTWAIT)
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)

    def refuse(self) -> bool:
        """Answer 503 without reading what was asked; the connection is over."""
        with suppress(OSError):
            self.sock.setblocking(False)
            self.sock.recv(DRAINED)
        with suppress(OSError):
            self.sock.send(COME_AGAIN)
        return False

    def close(self, graceful: bool = False) -> None:
        """Close; gunicorn would hold the main thread up until the client closes as well."""
        if graceful:
            self._linger(self.sock)
        else:
            close_now(self.sock)


def _wanted(here: bytes) -> int:
    """Give how many bytes there must be before it is worth a thread: the head, and the body if its length is told."""
    end = here.find(b"\r\n\r\n")
    if end < 0:
        return len(here) + 1
    head = here[: end + 2]
    length = LENGTH.search(head)
    return end + 4 + (int(length[1]) if length and not EXPECTS.search(head) else 0)


def _waited(sock: socket.socket) -> float:
    """Give for how many seconds what came has been in the kernel; 0 where that can't be told."""
    if not hasattr(socket, "TCP_INFO"):
        return 0.0
    try:
        (milliseconds,) = LAST_DATA.unpack(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, LAST_DATA.size))
    except (OSError, struct.error):  # no TCP
        return 0.0
    return float(milliseconds / 1000)

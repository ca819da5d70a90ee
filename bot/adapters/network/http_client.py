"""The HTTP client for Zoom and the chat of staff: a time for each whole call, no retries, no endless answers."""

import os
import ssl
from collections.abc import Iterable
from functools import cache
from typing import Any

import httpcore
import httpx

from bot.adapters.network.deadline import Deadline, LateError, goes_by, has_begun
from bot.adapters.network.sockets import KEPT_ALIVE, is_of_the_call
from bot.errors import SendError

READ_TIMEOUT = httpx.Timeout(8.0, connect=3.0)  # seconds for each read, to connect
CALL_SECONDS = 15.0  # seconds for a whole call
MOST_BYTES = 4 * 1024 * 1024  # of an answer; the longest is a page of 300 meetings


def trusted() -> ssl.SSLContext:
    """Give the certificates that we trust; reading them takes each client 30 ms of CPU, so that it is done once."""
    return _certificates(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _certificates(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """Read them from where the environment says, or those that came with httpx."""
    return httpx.create_ssl_context()


class HttpClient:
    """Keeps connections for the five seconds that httpx does; used by many threads."""

    def __init__(self, proxy: str = "", *, unanswered: str) -> None:
        """Unanswered: the reason that a SendError names where nobody knows what became of a call."""
        self._unanswered = unanswered
        transport = httpx.HTTPTransport(verify=trusted(), socket_options=KEPT_ALIVE, proxy=proxy or None)
        transport._pool._network_backend = _Backend()  # httpcore takes it as an argument, but httpx has none for it
        self._client = httpx.Client(timeout=READ_TIMEOUT, trust_env=False, transport=transport)
        self._within = Deadline(CALL_SECONDS)

    def request(self, method: str, url: str, **more: Any) -> httpx.Response:
        """Give the answer, whatever it is; SendError when there is none."""
        try:
            return self._within(lambda: self._answer(method, url, **more))
        except (LateError, _CutError) as error:
            raise SendError(self._unanswered, refused=not error.begun) from None

    def _answer(self, method: str, url: str, **more: Any) -> httpx.Response:
        try:
            return self._read(method, url, **more)
        except (httpx.HTTPError, OSError, ValueError):
            raise _CutError(begun=has_begun()) from None

    def _read(self, method: str, url: str, **more: Any) -> httpx.Response:
        body = bytearray()
        with self._client.stream(method, url, **more) as answer:
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise httpx.RemoteProtocolError("the answer is too long")
        return httpx.Response(answer.status_code, content=bytes(body))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class _CutError(Exception):
    """A call ended without an answer; `begun` says whether the other side may have got it."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("cut")
        self.begun = begun


class _Stream(httpcore.NetworkStream):
    """A connection that tells the call which goes by it."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        goes_by(self._stream.get_extra_info("socket"), begun=is_of_the_call(buffer))
        self._stream.write(buffer, timeout)

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, *arguments: Any, **more: Any) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(*arguments, **more))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))

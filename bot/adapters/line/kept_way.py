"""A call by a connection that stands: one write, one answer, without what urllib3 and the SDK wrap around each.

That took longer than all the rest of a reply. What makes a connection first, or goes through a proxy, goes their way.
"""

import ssl
from collections.abc import Mapping
from http.client import HTTPException, HTTPResponse
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import urllib3

from bot.adapters.network.tls_reasons import tls_reason

MOST_BYTES = 4 * 1024 * 1024  # of an answer; the longest is the list of a thousand rich menus


class Answer(NamedTuple):
    """An answer as it came. `cut` says why its body did not come to its end, "" where it did."""

    status: int
    headers: Mapping[str, str]
    data: bytes
    cut: str


class KeptWay:
    """The connections to one address that stand."""

    def __init__(self, pools: urllib3.PoolManager, url: str) -> None:
        parts = urlsplit(url)
        self._pool, self._path, self._host = pools.connection_from_url(url), parts.path, parts.netloc

    def post(self, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer | None:
        """Post a body; None where no connection stands. OSError, HTTPException and ssl.SSLError as they come."""
        connection: Any = self._pool._get_conn()
        try:
            if connection.sock is None:
                return None
            connection.sock.settimeout(seconds)
            connection.send(self._head(headers, len(body)) + body)
            return _answer(connection)
        except BaseException:
            connection.close()
            raise
        finally:
            self._pool._put_conn(connection)

    def _head(self, headers: Mapping[str, str], length: int) -> bytes:
        told = {"Host": self._host, "Accept-Encoding": "identity", "Content-Length": str(length), **headers}
        lines = [f"POST {self._path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a line of the head has an end within")
        return "\r\n".join((*lines, "", "")).encode("latin-1")


def _answer(connection: Any) -> Answer:
    read, data, cut = HTTPResponse(connection.sock, method="POST"), b"", ""
    try:
        read.begin()
        try:
            data = read.read(MOST_BYTES + 1)
            cut = "ProtocolError" if read.length or len(data) > MOST_BYTES else ""
        except (HTTPException, OSError) as error:
            cut = reason_of(error)
    finally:
        read.close()
    if cut or read.will_close:
        connection.close()
    return Answer(read.status, cast("Mapping[str, str]", read.msg), data[:MOST_BYTES], cut)


def reason_of(error: Exception) -> str:
    """Give the short code that urllib3's way has for what went wrong."""
    if isinstance(error, ssl.SSLError):
        return tls_reason(str(error))
    return "ReadTimeoutError" if isinstance(error, TimeoutError) else "ProtocolError"

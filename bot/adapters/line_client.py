"""The client of line-bot-sdk as we use it: calls can be left behind, answers are bounded, nothing is tried again."""

from io import BytesIO
from typing import Any

import urllib3
from linebot.v3.messaging import ApiClient, Configuration
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from bot.adapters.deadline import goes_by

MOST_BYTES = 4 * 1024 * 1024  # of an answer; the longest is the list of a thousand rich menus


class _PlainConnection(HTTPConnection):
    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        goes_by(self.sock)
        super().send(data)


class _SafeConnection(HTTPSConnection):
    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        goes_by(self.sock)
        super().send(data)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _SafeConnection


class _Pools(urllib3.PoolManager):
    """Follows no redirect, which would take a message and the token elsewhere, and reads no endless answer."""

    def __init__(self, connections: int) -> None:
        super().__init__(maxsize=connections, retries=urllib3.Retry(0))
        self.pool_classes_by_scheme = {"http": _PlainPool, "https": _SafePool}

    def urlopen(  # type: ignore[override]  # as urllib3's own does, too
        self, method: str, url: str, redirect: bool = True, **kw: Any
    ) -> urllib3.BaseHTTPResponse:
        answer = super().urlopen(method, url, redirect=False, **{**kw, "preload_content": False})
        body = answer.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            answer.close()
            raise urllib3.exceptions.ProtocolError("the answer is too long")
        return urllib3.HTTPResponse(
            BytesIO(body),
            answer.headers,
            answer.status,
            reason=answer.reason,
            preload_content=False,
            decode_content=False,
        )


def client(api_url: str, access_token: str, connections: int) -> ApiClient:
    """Give a client for one address, with that many connections kept open."""
    made = ApiClient(Configuration(host=api_url, access_token=access_token))
    made.rest_client.pool_manager = _Pools(connections)
    return made

"""The client of line-bot-sdk as we use it: calls can be left behind, answers are bounded, nothing is tried again.

What ends without LINE's answer is a CutError that says whether the request had begun to leave; what LINE, or something
on the way, refuses is an AnswerError. Only what LINE accepted comes back. LINE marks each of its answers with a request
id (Messaging API reference, "Response headers"): a page of a filter or of a captive portal has none.
"""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from bot.adapters.line.sdk import ApiClient, Configuration
from bot.adapters.network.deadline import connecting, goes_by, has_begun
from bot.adapters.network.sockets import KEPT_ALIVE, is_of_the_call
from bot.adapters.network.tls_reasons import OF_A_CERTIFICATE, tls_reason

MOST_BYTES = 4 * 1024 * 1024  # of an answer; the longest is the list of a thousand rich menus
IDLE_SECONDS = 30.0  # after which a connection is not used again: something on the way may have forgotten it
REQUEST_ID = "x-line-request-id"
UNAUTHORIZED = 401
OK = range(200, 300)
TOLD_APART = {"dns", "proxy", "tls", *OF_A_CERTIFICATE}  # why nothing left


class CutError(Exception):
    """A call ended without LINE's answer. `reason` is a short code; `begun` says whether LINE may have got it."""

    def __init__(self, reason: str, *, begun: bool) -> None:
        super().__init__(reason)
        self.reason, self.begun = reason, begun


class AnswerError(Exception):
    """An answer other than that all is well. `by_line` says whether it is LINE's own."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        super().__init__(status)
        self.status, self.headers = status, {name.lower(): value for name, value in headers.items()}
        self._told = _told(body)
        self.message = str(self._told.get("message") or "")
        self.by_line = REQUEST_ID in self.headers or (status not in OK and "message" in self._told)


class _Watched:
    """A connection that tells the call which goes by it, and is as good as closed when it lay idle for too long."""

    sock: Any
    _used = 0.0

    def connect(self) -> None:
        connecting()
        super().connect()  # type: ignore[misc]  # of the connection beside this class

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        goes_by(self.sock, begun=is_of_the_call(data))
        self._used = monotonic()
        super().send(data)  # type: ignore[misc]  # of the connection beside this class

    @property
    def is_connected(self) -> bool:
        return bool(super().is_connected) and monotonic() - self._used < IDLE_SECONDS  # type: ignore[misc]  # as above


class _PlainConnection(_Watched, HTTPConnection):
    pass


class _SafeConnection(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SafePool(HTTPSConnectionPool):
    ConnectionCls = _SafeConnection


class _Tokens:
    """The access tokens of which one is being replaced; the one that LINE took last is tried first."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._tokens = tokens

    def __iter__(self) -> Iterator[str]:
        return iter(self._tokens)

    def works(self, token: str) -> None:
        if token != self._tokens[0]:
            self._tokens = (token, *(one for one in self._tokens if one != token))


class _Calls:
    """Makes the SDK's calls, each with a token that LINE takes. No redirect may take the token elsewhere."""

    _pool: HTTPConnectionPool | None  # of the address, once it was asked for

    def __init__(self, pools: urllib3.PoolManager, api_url: str, tokens: tuple[str, ...]) -> None:
        self._pools, self._tokens = pools, _Tokens(tokens)
        self._origin, self._pool = "{0.scheme}://{0.netloc}".format(urlsplit(api_url)), None

    def request(self, method: str, url: str, **more: Any) -> urllib3.HTTPResponse:
        """Give what LINE accepted; CutError, AnswerError."""
        for token in self._tokens:
            more["headers"] = {**more["headers"], "Authorization": f"Bearer {token}"}
            answer = self._answer(method, url, more)
            if answer.status != UNAUTHORIZED:
                self._tokens.works(token)
                break
        if answer.status in OK and REQUEST_ID in answer.headers:
            return answer
        raise AnswerError(answer.status, answer.headers, answer.data)

    def _answer(self, method: str, url: str, more: Mapping[str, Any]) -> urllib3.HTTPResponse:
        try:
            answer = self._asked(method, url, {**more, "redirect": False, "preload_content": False})
            body = _body(answer)
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise CutError(_named(error), begun=has_begun()) from None
        return urllib3.HTTPResponse(
            BytesIO(body),
            answer.headers,
            answer.status,
            reason=answer.reason,
            decode_content=False,
            enforce_content_length=False,
        )

    def _asked(self, method: str, url: str, more: Mapping[str, Any]) -> urllib3.BaseHTTPResponse:
        """Ask the connections of our address at once where a body is ready; which those are is looked up once."""
        if method != "POST" or "body" not in more or self._pools.proxy or not url.startswith(f"{self._origin}/"):
            return self._pools.request(method, url, **more)
        self._pool = self._pool or self._pools.connection_from_url(self._origin)
        return self._pool.urlopen(method, url.removeprefix(self._origin), **more)

    def clear(self) -> None:
        """Close the connections."""
        self._pool = None
        self._pools.clear()


def client(api_url: str, access_tokens: tuple[str, ...], connections: int, proxy: str = "") -> ApiClient:
    """Give a client for one address, with that many connections kept open, through an HTTP proxy if one is named."""
    made = ApiClient(Configuration(host=api_url, access_token=access_tokens[0]))
    made.rest_client.pool_manager = _Calls(_pools(connections, proxy), api_url, access_tokens)
    return made


def _pools(connections: int, proxy: str) -> urllib3.PoolManager:
    kept: dict[str, Any] = {
        "maxsize": connections,
        "retries": urllib3.Retry(0),
        "socket_options": [*HTTPConnection.default_socket_options, *KEPT_ALIVE],
    }
    if proxy:
        given = urllib3.util.parse_url(proxy).auth
        kept["proxy_headers"] = urllib3.make_headers(proxy_basic_auth=unquote(given)) if given else None
    pools = urllib3.ProxyManager(proxy, **kept) if proxy else urllib3.PoolManager(**kept)
    pools.pool_classes_by_scheme = {"http": _PlainPool, "https": _SafePool}
    return pools


def _body(answer: urllib3.BaseHTTPResponse) -> bytes:
    """Read an answer. What LINE accepted it accepted, though the rest of its answer is lost."""
    accepted = answer.status in OK and REQUEST_ID in answer.headers
    try:
        body = answer.read(MOST_BYTES + 1)
    except urllib3.exceptions.HTTPError:
        answer.close()
        if not accepted:
            raise
        return b""
    if len(body) > MOST_BYTES:
        answer.close()
        if not accepted:
            raise urllib3.exceptions.ProtocolError("the answer is too long")
    return body[:MOST_BYTES]


def _named(error: Exception) -> str:
    """Give a short code for what went wrong on the way."""
    at = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
    if isinstance(at, urllib3.exceptions.ProxyError):
        return "proxy"
    if isinstance(at, urllib3.exceptions.NameResolutionError):
        return "dns"
    return tls_reason(str(at)) if isinstance(at, urllib3.exceptions.SSLError) else type(at).__name__


def _told(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}

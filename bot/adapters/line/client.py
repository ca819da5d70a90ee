"""The client of line-bot-sdk as we use it: calls can be left behind, answers are bounded, nothing is tried again.

What ends without LINE's answer is a CutError that says whether the request had begun to leave; what LINE, or something
on the way, refuses is an AnswerError. Only what LINE accepted comes back. LINE marks each of its answers with a request
id (Messaging API reference, "Response headers"): a page of a filter or of a captive portal has none.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from io import BytesIO
from time import monotonic
from typing import Any
from urllib.parse import unquote

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from bot.adapters.line.kept_way import MOST_BYTES, Answer, KeptWay, reason_of
from bot.adapters.line.sdk import ApiClient, Configuration
from bot.adapters.network.deadline import connecting, goes_by, has_begun
from bot.adapters.network.sockets import KEPT_ALIVE, is_of_the_call
from bot.adapters.network.tls_reasons import OF_A_CERTIFICATE, tls_reason

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

    def __init__(self, pools: urllib3.PoolManager, tokens: tuple[str, ...]) -> None:
        self._pools, self._tokens = pools, _Tokens(tokens)
        self._kept: dict[str, KeptWay] = {}

    def request(self, method: str, url: str, **more: Any) -> Any:
        """Give what LINE accepted; CutError, AnswerError."""
        return self._accepted(more["headers"], lambda told: self._answer(method, url, {**more, "headers": told}))

    def post(self, url: str, headers: Mapping[str, str], body: bytes, seconds: tuple[float, float]) -> None:
        """Hand over a body that is ready, by a connection that stands where there is one; the same errors."""

        def ask(told: Mapping[str, str]) -> urllib3.HTTPResponse | Answer:
            limits = urllib3.Timeout(connect=seconds[0], read=seconds[1])
            way = self._way(url)
            kept = _asked(way, told, body, seconds[1]) if way else None
            return kept or self._answer("POST", url, {"headers": told, "body": body, "timeout": limits})

        self._accepted(headers, ask)

    def _way(self, url: str) -> KeptWay | None:
        if self._pools.proxy:
            return None
        if url not in self._kept:
            self._kept[url] = KeptWay(self._pools, url)
        return self._kept[url]

    def _accepted(self, headers: Mapping[str, str], ask: Callable[[Mapping[str, str]], Any]) -> Any:
        for token in self._tokens:
            answer = ask({**headers, "Authorization": f"Bearer {token}"})
            if answer.status != UNAUTHORIZED:
                self._tokens.works(token)
                break
        if _is_accepted(answer):
            return answer
        raise AnswerError(answer.status, answer.headers, answer.data)

    def _answer(self, method: str, url: str, more: Mapping[str, Any]) -> urllib3.HTTPResponse:
        try:
            answer = self._pools.request(method, url, redirect=False, **{**more, "preload_content": False})
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

    def clear(self) -> None:
        """Close the connections."""
        self._kept.clear()
        self._pools.clear()


def client(api_url: str, access_tokens: tuple[str, ...], connections: int, proxy: str = "") -> ApiClient:
    """Give a client for one address, with that many connections kept open, through an HTTP proxy if one is named."""
    made = ApiClient(Configuration(host=api_url, access_token=access_tokens[0]))
    made.rest_client.pool_manager = _Calls(_pools(connections, proxy), access_tokens)
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


def _is_accepted(answer: Any) -> bool:
    return answer.status in OK and REQUEST_ID in answer.headers


def _asked(way: KeptWay, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer | None:
    """Ask by a connection that stands. What LINE accepted it accepted, though the rest of its answer is lost."""
    try:
        answer = way.post(headers, body, seconds)
    except (HTTPException, OSError, ValueError) as error:
        raise CutError(reason_of(error), begun=has_begun()) from None
    if answer and answer.cut and not _is_accepted(answer):
        raise CutError(answer.cut, begun=has_begun())
    return answer


def _body(answer: urllib3.BaseHTTPResponse) -> bytes:
    """Read an answer. What LINE accepted it accepted, though the rest of its answer is lost."""
    accepted = _is_accepted(answer)
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

"""Sends to LINE: one shared client per process, a limit of time for every call.

What an answer means: Messaging API reference, "Status codes", "Retry failed API requests", "Send reply message".
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from pydantic_core import to_json

from bot.adapters.deadline import Deadline, LateError, has_begun
from bot.adapters.line.client import NOTHING, QUOTA, UNREAD, USED, AnswerError, Client, CutError, month_of, understood
from bot.errors import ReplyTokenError, SendError

READ_SECONDS = (3, 10)  # to connect, for each read
CALL_SECONDS = 10.0  # seconds for a whole call, however it drags on; less than a lease
CONNECTIONS = 32
PERMANENT = frozenset({400, 403, 404, 410, 413})
ACCEPTED_BEFORE = "x-line-accepted-request-id"
NOT_LINE = "not_line"  # the answer was that of something on the way


class LineSender:
    """Implements bot.ports.line.Line."""

    def __init__(
        self,
        api_url: str,
        access_tokens: tuple[str, ...],
        seconds: tuple[float, float] = READ_SECONDS,
        whole: float = CALL_SECONDS,
        proxy: str = "",
    ) -> None:
        self._client = Client(api_url, access_tokens, CONNECTIONS, proxy)
        self._seconds, self._within = seconds, Deadline(whole)

    def close(self) -> None:
        """Close the connections."""
        self._client.clear()

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Answer an event; ReplyTokenError when the token is dead, SendError for the rest."""
        self._post("reply", {"replyToken": token, "messages": list(messages)})

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Send under a retry key; accepted before under the same key counts as accepted."""
        self._post("push", {"to": to, "messages": list(messages)}, {"X-Line-Retry-Key": retry_key})

    def _post(self, way: str, body: Mapping[str, Any], more: Mapping[str, str] = NOTHING) -> None:
        self._sent("POST", f"/v2/bot/message/{way}", body, more)

    def knows(self, user: str) -> bool:
        """Ask for the profile: 404 = no friend, or one who blocked us (reference, "Get profile")."""
        try:
            self._sent("GET", f"/v2/bot/profile/{quote(user, safe='')}")
        except SendError as error:
            return error.reason != "http_404"
        return True

    def quota(self) -> tuple[int | None, int]:
        """Give the month's limit, None for none, and LINE's approximate count of what was used."""
        return understood(month_of, self._sent("GET", QUOTA), self._sent("GET", USED))

    def _sent(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, more: Mapping[str, str] = NOTHING
    ) -> bytes:
        def call() -> bytes:
            written = None if body is None else to_json(body)
            return self._client.request(method, path, self._seconds, written, more=more)

        try:
            return self._within(lambda: _made(call))
        except LateError as error:
            raise SendError("timeout" if error.begun else "no_connection", refused=not error.begun) from None
        except CutError as error:
            known = error.begun or error.reason in ("tls", "proxy")
            # What never left was certainly not accepted.
            raise SendError(error.reason if known else "no_connection", refused=not error.begun) from None
        except AnswerError as answer:
            _judge(answer)
            return b""


def _made(call: Callable[[], bytes]) -> bytes:
    """Make a call; what can't be sent is refused for good."""
    try:
        return call()
    except UNREAD as error:
        if has_begun():
            raise CutError(type(error).__name__, begun=True) from None
        raise SendError("unsendable", permanent=True) from None


def _judge(answer: AnswerError) -> None:
    """Raise what the answer means; return when it means accepted."""
    status = answer.status
    if status == 407:  # the proxy wants a password
        raise SendError("proxy", refused=True) from None
    if not answer.by_line and (status < 300 or 400 <= status < 500):
        raise SendError(NOT_LINE) from None
    if status == 409 and ACCEPTED_BEFORE in answer.headers:
        return
    if status == 400 and "reply token" in answer.message.lower():
        raise ReplyTokenError from None
    if status == 429:
        raise SendError("monthly_limit" if "monthly limit" in answer.message else "http_429", refused=True) from None
    raise SendError(f"http_{status}", permanent=status in PERMANENT, refused=status == 401) from None

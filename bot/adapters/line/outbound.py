"""Sends through line-bot-sdk: one shared client per process, a limit of time for every call, none of its own retries.

What an answer means: Messaging API reference, "Status codes", "Retry failed API requests", "Send reply message".
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import urllib3
from pydantic_core import to_json

from bot.adapters.line.calls import quota_of
from bot.adapters.line.client import TOLD_APART, AnswerError, CutError, client
from bot.adapters.line.sdk import ApiClient, messaging
from bot.adapters.network.deadline import Deadline, LateError, has_begun
from bot.errors import ReplyTokenError, SendError

READ_SECONDS = (3, 10)  # to connect, for each read
CALL_SECONDS = 10.0  # seconds for a whole call, however it drags on; less than a lease
CONNECTIONS = 32
PERMANENT = frozenset({400, 403, 404, 410, 413})
ACCEPTED_BEFORE = "x-line-accepted-request-id"
UNREAD = (ValueError, TypeError, AttributeError, LookupError, RecursionError)  # as the SDK raises them
JSON = {"Accept": "application/json", "Content-Type": "application/json"}
NOTHING: Mapping[str, str] = {}
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
        self._api_url, self._access_tokens, self._seconds, self._proxy = api_url, access_tokens, seconds, proxy
        self._within = Deadline(whole)

    @cached_property
    def _client(self) -> ApiClient:
        return client(self._api_url, self._access_tokens, CONNECTIONS, self._proxy)

    @cached_property
    def _api(self) -> Any:
        return messaging().MessagingApi(self._client)

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Answer an event; ReplyTokenError when the token is dead, SendError for the rest."""
        self._post("reply", {"replyToken": token, "messages": list(messages)})

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Send under a retry key; accepted before under the same key counts as accepted."""
        self._post("push", {"to": to, "messages": list(messages)}, {"X-Line-Retry-Key": retry_key})

    def _post(self, way: str, body: Mapping[str, Any], more: Mapping[str, str] = NOTHING) -> None:
        """Hand a body that is ready to the connections of the SDK's client.

        Its models read and wrote each part of a card once more, which took longer than deciding what to say; what LINE
        can't take it refuses, for good, and tests read all that we can say with these models.
        """
        url, headers = f"{self._api_url}/v2/bot/message/{way}", {**self._client.default_headers, **JSON, **more}
        calls = self._client.rest_client.pool_manager
        limits = urllib3.Timeout(connect=self._seconds[0], read=self._seconds[1])

        def post() -> None:
            calls.request("POST", url, headers=headers, body=to_json(body), timeout=limits)

        self._sent(post)

    @property
    def _unread(self) -> dict[str, Any]:
        """Give the options of a call whose answer's body is of no use: nothing in it may fail."""
        return {"_preload_content": False, "_request_timeout": self._seconds}

    def knows(self, user: str) -> bool:
        """Ask for the profile: 404 = no friend, or one who blocked us (reference, "Get profile")."""
        try:
            self._sent(lambda: self._api.get_profile_with_http_info(user, **self._unread))
        except SendError as error:
            return error.reason != "http_404"
        return True

    def quota(self) -> tuple[int | None, int]:
        """Give the month's limit, None for none, and LINE's approximate count of what was used."""
        try:
            return quota_of(self._api, lambda call: self._sent(lambda: call(_request_timeout=self._seconds)))
        except UNREAD:
            raise SendError("unreadable") from None

    def _sent(self, call: Callable[[], Any]) -> Any:
        try:
            return self._within.by_kept_connection(lambda: _read(call))
        except LateError as error:
            raise SendError("timeout" if error.begun else "no_connection", refused=not error.begun) from None
        except CutError as error:
            known = error.begun or error.reason in TOLD_APART
            # What never left was certainly not accepted.
            raise SendError(error.reason if known else "no_connection", refused=not error.begun) from None
        except AnswerError as answer:
            _judge(answer)


def _read(call: Callable[[], Any]) -> Any:
    """Give what the SDK reads, None for an answer that it can't: LINE accepted the call all the same."""
    try:
        return call()
    except UNREAD:
        if has_begun():
            return None
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

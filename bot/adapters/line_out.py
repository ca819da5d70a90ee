"""Sends through line-bot-sdk: one shared client per process, a limit of time for every call, none of its own retries.

What an answer means: Messaging API reference, "Status codes", "Retry failed API requests", "Send reply message".
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import urllib3
from linebot.v3.messaging import (
    MessagingApi,
    PushMessageRequest,
    PushMessageResponse,
    ReplyMessageRequest,
    ReplyMessageResponse,
    SentMessage,
)
from linebot.v3.messaging.exceptions import ApiException
from pydantic.v1 import ValidationError

from bot.adapters.deadline import Deadline, LateError
from bot.adapters.line_client import client
from bot.errors import ReplyTokenError, SendError

SECONDS = (3, 10)  # to connect, for each read
WHOLE = 10.0  # seconds for a whole call, however it drags on; less than a lease
CONNECTIONS = 32
PERMANENT = frozenset({400, 403, 404, 410, 413})
ANSWERS = frozenset({PushMessageResponse, ReplyMessageResponse, SentMessage})
ACCEPTED_BEFORE = "x-line-accepted-request-id"


class LineSender:
    """Implements bot.ports.Line."""

    def __init__(
        self, api_url: str, access_token: str, seconds: tuple[float, float] = SECONDS, whole: float = WHOLE
    ) -> None:
        self._api_url, self._access_token, self._seconds = api_url, access_token, seconds
        self._within = Deadline(whole)

    @cached_property
    def _api(self) -> MessagingApi:
        return MessagingApi(client(self._api_url, self._access_token, CONNECTIONS))

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Answer an event; ReplyTokenError when the token is dead, SendError for the rest."""
        request = _built(ReplyMessageRequest, {"replyToken": token, "messages": list(messages)})
        self._sent(lambda: self._api.reply_message(request, _request_timeout=self._seconds))

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Send under a retry key; accepted before under the same key counts as accepted."""
        request = _built(PushMessageRequest, {"to": to, "messages": list(messages)})
        self._sent(lambda: self._api.push_message(request, x_line_retry_key=retry_key, _request_timeout=self._seconds))

    def knows(self, user: str) -> bool:
        """Ask for the profile: 404 = no friend, or one who blocked us (reference, "Get profile")."""
        try:
            self._sent(lambda: self._api.get_profile(user, _request_timeout=self._seconds))
        except SendError as error:
            return error.reason != "http_404"
        return True

    def quota(self) -> tuple[int | None, int]:
        """Give the month's limit, None for none, and LINE's approximate count of what was used."""
        found: list[Any] = []
        self._sent(lambda: found.append(self._api.get_message_quota(_request_timeout=self._seconds)))
        self._sent(lambda: found.append(self._api.get_message_quota_consumption(_request_timeout=self._seconds)))
        if len(found) != 2:
            raise SendError("unreadable")
        limit, used = found
        return (int(limit.value) if limit.type == "limited" else None), int(used.total_usage)

    def _sent(self, call: Callable[[], object]) -> None:
        try:
            self._within(call)
        except LateError as error:
            raise SendError("timeout" if error.begun else "no_connection", refused=not error.begun) from None
        except ApiException as error:
            _judge(error)
        except (ValidationError, UnicodeDecodeError) as error:
            _judge_unread(error)
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            raise SendError("no_connection", refused=True) from None
        except urllib3.exceptions.MaxRetryError as error:
            raise _from_pool(error) from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise SendError(type(error).__name__) from None


def _built(kind: Any, body: Mapping[str, Any]) -> Any:
    """Make the SDK's request; what it finds wrong would be wrong at every other try, too."""
    try:
        return kind.from_dict(body)
    except ValueError:  # ValidationError is one
        raise SendError("unsendable", permanent=True) from None


def _from_pool(error: urllib3.exceptions.MaxRetryError) -> SendError:
    never_left = isinstance(
        error.reason, urllib3.exceptions.NewConnectionError | urllib3.exceptions.ConnectTimeoutError
    )
    return SendError("no_connection" if never_left else type(error.reason).__name__, refused=never_left)


def _judge_unread(error: ValidationError | UnicodeDecodeError) -> None:
    """Judge an answer whose body the SDK could not read by its status: 2xx was accepted, whatever the body."""
    if isinstance(error.__context__, ApiException):  # the SDK failed while it made the error's text
        _judge(error.__context__)
    elif isinstance(error, ValidationError) and error.model not in ANSWERS:
        raise SendError("unsendable", permanent=True) from None


def _judge(error: ApiException) -> None:
    """Raise what the status means; return when it means accepted."""
    status, message = int(error.status or 0), _message(error)
    if status == 409 and ACCEPTED_BEFORE in {name.lower() for name in (error.headers or {})}:
        return
    if status == 400 and "reply token" in message.lower():
        raise ReplyTokenError from None
    if status == 429:
        raise SendError("monthly_limit" if "monthly limit" in message else "http_429", refused=True) from None
    raise SendError(f"http_{status}", permanent=status in PERMANENT, refused=status == 401) from None


def _message(error: ApiException) -> str:
    try:
        return str(json.loads(error.body or "{}").get("message", ""))
    except (ValueError, AttributeError):
        return ""

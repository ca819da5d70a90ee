"""Calls to LINE of which somebody waits for the answer: each whole, within a limit of time, or a SendError."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, NoReturn

from bot.adapters.line.client import TOLD_APART, AnswerError, CutError, client
from bot.adapters.line.sdk import ApiClient, messaging
from bot.adapters.network.deadline import Deadline, LateError
from bot.errors import SendError

READ_SECONDS = (3, 20)  # to connect, for each read: pictures are large
CALL_SECONDS = 30.0  # seconds for a whole call
CONNECTIONS = 4


class LineCalls:
    """The SDK's client with the account's tokens."""

    def __init__(self, api_url: str, access_tokens: tuple[str, ...], proxy: str = "") -> None:
        self.api_url, self._access_tokens, self._proxy = api_url, access_tokens, proxy
        self._within = Deadline(CALL_SECONDS)

    def client(self, api_url: str) -> ApiClient:
        """Give a client for one of LINE's addresses."""
        return client(api_url, self._access_tokens, CONNECTIONS, self._proxy)

    @cached_property
    def _api(self) -> Any:
        return messaging().MessagingApi(self.client(self.api_url))

    def _done(self, call: Any, *arguments: Any, **more: Any) -> Any:
        try:
            return self._within(lambda: call(*arguments, _request_timeout=READ_SECONDS, **more))
        except LateError as error:
            _failed("timeout" if error.begun else "no_connection")
        except CutError as error:
            _failed(error.reason if error.begun or error.reason in TOLD_APART else "no_connection")
        except AnswerError as answer:
            _failed(f"http_{answer.status}" if answer.by_line else "not_line")
        except (ValueError, TypeError, LookupError):  # the SDK's own reading of a request or an answer
            _failed("unreadable")


def quota_of(api: Any, ask: Callable[[Callable[..., Any]], Any]) -> tuple[int | None, int]:
    """Ask for the month's limit of messages, None for none, and LINE's approximate count of what was used."""
    limit, used = ask(api.get_message_quota), ask(api.get_message_quota_consumption)
    return (int(limit.value) if limit.type == "limited" else None), int(used.total_usage)


def _failed(reason: str) -> NoReturn:
    raise SendError(reason) from None

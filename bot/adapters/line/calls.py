"""Calls to LINE of which somebody waits for the answer: each whole, within a limit of time, or a SendError."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from pydantic_core import to_json

from bot.adapters.deadline import Deadline, LateError
from bot.adapters.line.client import UNREAD, AnswerError, Client, CutError
from bot.errors import SendError

READ_SECONDS = (3, 20)  # to connect, for each read: pictures are large
CALL_SECONDS = 30.0  # seconds for a whole call
CONNECTIONS = 4


class LineCalls:
    """Calls with the account's tokens."""

    def __init__(self, api_url: str, access_tokens: tuple[str, ...], proxy: str = "") -> None:
        self._client = Client(api_url, access_tokens, CONNECTIONS, proxy)
        self._within = Deadline(CALL_SECONDS)

    def close(self) -> None:
        """Close the connections."""
        self._client.clear()

    def _done(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> bytes:
        written = None if body is None else to_json(body)
        return self._made(lambda: self._client.request(method, path, READ_SECONDS, written))

    def _made(self, call: Callable[[], bytes]) -> bytes:
        try:
            return self._within(call)
        except LateError as error:
            _failed("timeout" if error.begun else "no_connection")
        except CutError as error:
            _failed(error.reason if error.begun or error.reason in ("tls", "proxy") else "no_connection")
        except AnswerError as answer:
            _failed(f"http_{answer.status}" if answer.by_line else "not_line")
        except UNREAD:
            _failed("unreadable")


def _failed(reason: str) -> NoReturn:
    raise SendError(reason) from None

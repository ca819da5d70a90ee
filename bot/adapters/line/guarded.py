"""Keeps calls to LINE apart in time, and tells the circuit how each ended."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bot.errors import SendError, StoreDownError
from bot.ports.line import Circuit, Line

OURS = frozenset({"unsendable", "unreadable", "not_sending"})  # say nothing of LINE


class GuardedLine:
    """Implements bot.ports.line.Line around another; asks whether a message may go before its try is written down."""

    def __init__(self, line: Line, circuit: Circuit, sleep: Callable[[float], None] = time.sleep) -> None:
        self._line, self._circuit, self._sleep = line, circuit, sleep

    def reply(self, token: str, messages: Sequence[Mapping[str, Any]]) -> None:
        """Answer an event."""
        self._watched(lambda: self._line.reply(token, messages))

    def push(self, to: str, messages: Sequence[Mapping[str, Any]], retry_key: str) -> None:
        """Send to a user or group."""
        self._watched(lambda: self._line.push(to, messages, retry_key))

    def knows(self, user: str) -> bool:
        """Say whether a user is a friend; while the circuit is open, LINE is not asked."""
        return self._is_down() or self._line.knows(user)

    def quota(self) -> tuple[int | None, int]:
        """Give the month's limit and use; while the circuit is open, LINE is not asked."""
        if self._is_down():
            raise SendError("resting", refused=True)
        return self._line.quota()

    def _is_down(self) -> bool:
        with suppress(StoreDownError):
            return self._circuit.state().open_since is not None
        return False

    def _watched(self, call: Callable[[], None]) -> None:
        with suppress(StoreDownError):
            self._sleep(self._circuit.wait())
        try:
            call()
        except SendError as error:
            self._note(error)
            raise
        self._note(None)

    def _note(self, error: SendError | None) -> None:
        with suppress(StoreDownError):
            if error is None or _is_an_answer(error):
                self._circuit.went_well()
            elif error.reason not in OURS:
                self._circuit.failed(error.reason)


def _is_an_answer(error: SendError) -> bool:
    """Say whether LINE did its work, though it refused this one message."""
    return error.reason == "monthly_limit" or (error.permanent and error.reason not in OURS)

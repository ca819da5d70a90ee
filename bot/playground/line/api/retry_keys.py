"""Retry keys. LINE: Retry failed API requests."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.playground.line.api.answers import ACCEPTED_REQUEST_ID, Answer, ApiError
from bot.playground.line.wire import Json

RETRY_KEY = "x-line-retry-key"
_VALID = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that went through; `sent` is empty for multicast."""

    key: str
    request_id: str
    at: datetime
    sent: tuple[Json, ...] = ()

    @property
    def answer(self) -> Answer:
        body: dict[str, Any] = {"message": "The retry key is already accepted"}
        if self.sent:
            body["sentMessages"] = list(self.sent)
        return Answer(409, body, {ACCEPTED_REQUEST_ID: self.request_id})


class RetryKeys:
    """The keys of accepted requests, oldest first. Callers hold the world's lock."""

    def __init__(self) -> None:
        self.accepted: dict[str, Accepted] = {}

    def find(self, key: str, now: datetime) -> Accepted | None:
        found = self.accepted.get(key)
        return found if found and now - found.at <= _VALID else None

    def remember(self, accepted: Accepted) -> None:
        self.accepted.pop(accepted.key, None)
        self.accepted[accepted.key] = accepted
        while (oldest := next(iter(self.accepted.values()))).at < accepted.at - _VALID:
            del self.accepted[oldest.key]


def read_retry_key(header: str | None) -> str | None:
    """The key in one spelling; a header that is no UUID is refused."""
    if header is None:
        return None
    try:
        return str(uuid.UUID(header))
    except ValueError:
        raise ApiError(400, "The retry key is invalid") from None

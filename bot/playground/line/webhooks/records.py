"""Webhooks to come and webhooks that were made."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.playground.line.webhooks.events import redelivered
from bot.playground.line.webhooks.transport import NO_CONNECTION
from bot.playground.line.wire import Json


@dataclass(frozen=True, slots=True)
class Redelivery:
    """How often a webhook without a 2xx is sent again, some real seconds apart; LINE's default is never."""

    tries: int = 0
    wait_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """One POST to come. `body` is only set when somebody wrote it by hand."""

    lane: str
    events: tuple[Json, ...] = ()
    tries_before: int = 0
    body: bytes | None = None
    signature: str | None = None

    def again(self) -> "Webhook":
        events = tuple(redelivered(event) for event in self.events)
        return replace(self, events=events, tries_before=self.tries_before + 1)

    @property
    def is_redelivery(self) -> bool:
        return self.tries_before > 0


@dataclass(frozen=True, slots=True)
class Posting:
    """A POST that was made. `status` is None after 2 s without an answer, 0 without a connection."""

    number: int
    at: datetime
    event_ids: tuple[str, ...]
    body: str
    status: int | None
    milliseconds: float
    redelivery: bool

    @property
    def reason(self) -> str:
        """In the words of LINE's error statistics. LINE: Check webhook error causes and statistics."""
        if self.status is None:
            return "request_timeout"
        if self.status == NO_CONNECTION:
            return "could_not_connect"
        return "success" if 200 <= self.status < 300 else "error_status_code"

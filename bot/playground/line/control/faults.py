"""LINE going wrong on demand."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count

from bot.playground.line.api.answers import MONTHLY_LIMIT, RATE_LIMIT, UNAUTHORIZED, Answer

API_KINDS = (
    "error_500",  # nothing is done, 500
    "hang",  # nothing is done, the connection closes after `seconds` without an answer
    "slow",  # done and answered, `seconds` late
    "accept_and_drop",  # done, but the connection closes without an answer
    "accept_then_500",  # done, but answered with 500
    "rate_429",
    "monthly_429",
    "other_429",  # too many messages to one person, in words that LINE doesn't document
    "unauthorized_401",
)
WEBHOOK_KINDS = (
    "webhook_twice",
    "webhook_late",  # `seconds` late
    "webhook_out_of_order",  # the next `times` webhooks wait for each other and go out in reverse
    "webhook_lost",
)

INSTEAD: Mapping[str, Answer] = {
    "error_500": Answer(500, {"message": "Internal server error"}),
    "hang": Answer(500, dropped=True),
    "rate_429": Answer(429, {"message": RATE_LIMIT}),
    "monthly_429": Answer(429, {"message": MONTHLY_LIMIT}),
    "other_429": Answer(429, {"message": "Too many messages to the same user."}),
    "unauthorized_401": Answer(401, {"message": UNAUTHORIZED}),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """endpoint  only calls of this name, such as "push"; None is every call
    times     how many calls are left to it; None is all until it is cleared
    """

    id: int
    kind: str
    endpoint: str | None = None
    times: int | None = 1
    seconds: float = 0.0


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids = count(1)
        self._ordered: list[Fault] = []

    def add(self, kind: str, *, endpoint: str | None = None, times: int | None = 1, seconds: float = 0.0) -> Fault:
        """Raises ValueError for a kind that isn't in API_KINDS or WEBHOOK_KINDS."""
        if kind not in API_KINDS + WEBHOOK_KINDS:
            raise ValueError(f"no such fault: {kind}")
        fault = Fault(next(self._ids), kind, endpoint, times, seconds)
        with self._lock:
            self._ordered.append(fault)
        return fault

    def clear(self, kind: str | None = None) -> None:
        with self._lock:
            self._ordered = [fault for fault in self._ordered if kind not in (None, fault.kind)]

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._ordered)

    def take_api(self, endpoint: str) -> Fault | None:
        """The oldest fault that is meant for this call; it has one time less from now on."""
        return self._take(API_KINDS, endpoint)

    def take_webhook(self) -> Fault | None:
        return self._take(WEBHOOK_KINDS, None)

    def _take(self, kinds: tuple[str, ...], endpoint: str | None) -> Fault | None:
        if not self._ordered:
            return None
        with self._lock:
            for index, fault in enumerate(self._ordered):
                if fault.kind in kinds and fault.endpoint in (None, endpoint):
                    self._use(index, fault)
                    return fault
        return None

    def _use(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._ordered[index] = replace(fault, times=fault.times - 1)
        else:
            del self._ordered[index]

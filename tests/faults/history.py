"""What happened in a soak, and a look over it: each event when it was offered, acknowledged and answered."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from bot.booking.notices.notice import retry_key_of
from bot.playground.line.api.calls import Logged


@dataclass
class Operation:
    """One event of one person. Times are seconds since the history began; `answered` = what LINE accepted for it."""

    user: str
    event: str
    token: str
    text: str
    offered: float
    moved: bool = False  # it was delivered behind a later one
    acknowledged: float | None = None
    last_offered: float = 0.0
    answered: list[float] = field(default_factory=list)


class History:
    """Keeps operations; LINE's log tells it of answers."""

    def __init__(self) -> None:
        self._began, self._lock = time.monotonic(), threading.Lock()
        self.operations: dict[str, Operation] = {}
        self._by_mark: dict[str, Operation] = {}
        self.strange: list[str] = []
        self.accepted: Counter[str] = Counter()  # retry keys under which LINE accepted a push

    def now(self) -> float:
        """Give the seconds since it began."""
        return time.monotonic() - self._began

    def offer(self, user: str, event: str, token: str, text: str, *, moved: bool = False) -> Operation:
        """Note that an event is about to be delivered for the first time."""
        operation = Operation(user, event, token, text, self.now(), moved)
        with self._lock:
            self.operations[event] = self._by_mark[token] = operation
            self._by_mark[retry_key_of(event)] = operation
        return operation

    def append(self, call: Logged) -> None:
        """Note a call to LINE; stands in for the log of the local LINE."""
        if call.status != 200 or call.endpoint not in ("reply", "push"):
            return
        if call.retry_key:
            self.accepted[call.retry_key] += 1
        operation = self._by_mark.get(call.retry_key or (call.body or {}).get("replyToken", ""))
        if operation:
            operation.answered.append(self.now())
            if call.endpoint == "push" and (call.body or {}).get("to") != operation.user:
                self.strange.append(f"{operation.event} was answered to somebody else")

    def breaches(self) -> Iterator[str]:
        """Name what must not have happened: an answer twice, before it was offered, or behind a later one's."""
        yield from self.strange
        yield from (f"LINE accepted {key} {count} times" for key, count in self.accepted.items() if count > 1)
        for one in self.operations.values():
            if one.acknowledged is None:
                yield f"{one.event} was never acknowledged"
            if len(one.answered) > 1:
                yield f"{one.event} was answered {len(one.answered)} times"
        for mine in self._by_person().values():
            yield from _out_of_order(mine)

    def _by_person(self) -> dict[str, list[Operation]]:
        people: dict[str, list[Operation]] = {}
        for one in self.operations.values():
            people.setdefault(one.user, []).append(one)
        return people

    def unanswered(self) -> list[Operation]:
        """Give the events that came in their order and got no answer."""
        return [one for one in self.operations.values() if not one.answered and not one.moved]

    def waits(self) -> list[float]:
        """Give the seconds from each acknowledgement to its answer, the shortest first."""
        done = (one for one in self.operations.values() if one.answered and one.acknowledged is not None)
        return sorted(max(0.0, one.answered[0] - (one.acknowledged or 0.0)) for one in done)

    def figures(self) -> Counter[str]:
        """Count what happened."""
        count = Counter(events=len(self.operations))
        for one in self.operations.values():
            count["acknowledged"] += one.acknowledged is not None
            count["answered"] += bool(one.answered)
            count["delivered behind a later one"] += one.moved
        return count


def _out_of_order(mine: list[Operation]) -> Iterator[str]:
    """Compare neighbours of which the first was acknowledged before the second was offered."""
    for first, second in pairwise(mine):
        settled = first.acknowledged is not None and first.acknowledged < second.offered and not first.moved
        if settled and first.answered and second.answered and first.answered[0] > second.answered[0]:
            yield f"{second.event} was answered before {first.event}"

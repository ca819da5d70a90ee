"""How many places are held at each start, as a process knows it: it is told with each load what changed since.

The places themselves stay the only truth: what is told is counted there, and nothing counts beside them.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.redis.clock import ms
from bot.booking.schedule.opening import TOKYO

GOOD_FOR = 60.0  # seconds; a release before this one, or a person, may change places without a note of it


@dataclass(frozen=True)
class Known:
    """What one answer left known: the store's epoch, its count of changed places, and the places held by start.

    since    starts before this moment were not counted
    read_at  when all was counted, by the monotonic clock
    """

    epoch: str = ""
    version: int = 0
    since: int = 0
    read_at: float = -GOOD_FOR
    taken: Mapping[datetime, int] = field(default_factory=dict)


class TakenPlaces:
    """What this process knows; whoever asks takes it, and brings back what it became."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._known = monotonic, Known()

    def known(self, now: datetime) -> Known:
        """Give what can be built on; nothing where that is old, or begins after this moment."""
        known = self._known
        return known if self._monotonic() - known.read_at < GOOD_FOR and known.since <= ms(now) else Known()

    def forget(self) -> None:
        """Let the next load count all anew."""
        self._known = Known()

    def told(self, before: Known, now: datetime, answer: Sequence[str]) -> Mapping[datetime, int]:
        """Take in an answer: epoch, version, whether all was counted, then start and count of each."""
        epoch, version, whole, *counts = answer
        starts = (datetime.fromtimestamp(int(one) / 1000, TOKYO) for one in counts[::2])
        pairs = zip(starts, map(int, counts[1::2]), strict=True)
        if int(whole):
            taken = dict(pairs)
            self._known = Known(epoch, int(version), ms(now), self._monotonic(), taken)
            return taken
        if not counts:
            return before.taken
        taken = {start: count for start, count in {**before.taken, **dict(pairs)}.items() if count and start >= now}
        self._known = Known(epoch, int(version), before.since, before.read_at, taken)
        return taken

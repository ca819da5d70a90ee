"""Many who book in one office while its store fails; LINE delivers again what is not taken."""

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.errors import StoreDownError
from bot.playground.line.webhooks.events import redelivered
from bot.playground.line.webhooks.records import Webhook
from bot.playground.line.wire import Json
from tests.faults.soak import DAYS, HOURS, typed
from tests.faults.whole_town import WholeTown
from tests.service.faulty_town import seeker
from tests.talk import FIRST_BOOKING

AGAIN_SECONDS = 0.5  # between two deliveries of one event
PATIENCE = 120.0  # seconds for one event to be taken


@dataclass
class Crowd:
    """Those who book. `acknowledged` holds the id of each event that was answered 200, by its moment."""

    town: WholeTown
    acknowledged: dict[str, float] = field(default_factory=dict)
    refused: int = 0  # deliveries
    _lost: str = ""

    def book(self, number: int) -> None:
        """Let one of them book at a time of his own."""
        self.town.friend(number)
        name, first, *more = FIRST_BOOKING
        when = f"{DAYS[number % len(DAYS)]} {HOURS[number // len(DAYS) % len(HOURS)]}"
        for text in ("予約", "1", "1", name, f"{first[:-4]}{number:04d}", *more, "1", "1", when, "申し込む"):
            self._deliver(typed(self.town.line, seeker(number), text))

    def breaches(self, seconds: int = 1200) -> list[str]:
        """Let what is due within so many seconds be sent; give every breach."""
        if self._lost:
            return [self._lost]
        self.town.run(seconds)
        return self.town.broken()

    def back_after(self, died: float) -> float:
        """Give the seconds from the primary's death to the first event that was acknowledged then."""
        return min((at - died for at in self.acknowledged.values() if at > died), default=PATIENCE)

    def report(self, people: int) -> str:
        """Tell it in a line."""
        taken, booked = len(self.acknowledged), len(self.town.context.store.bookings())
        return f"{taken} events acknowledged, {self.refused} refused, {booked} bookings of {people} people"

    def _is_another_store(self) -> bool:
        """Say whether the new primary is not the store that we know; while there is none, nobody can tell."""
        with suppress(StoreDownError):
            return bool(self.town.context.store.changed())
        return False

    def _deliver(self, event: Json) -> None:
        """Deliver an event again until it is taken, as LINE does."""
        until = time.monotonic() + PATIENCE
        while self.town.line.courier.post(Webhook(event["source"]["userId"], (event,))).status != 200:
            self.refused += 1
            if self._lost or self._is_another_store():
                self._lost = "I1 the new primary lacks what was acknowledged, so the service stopped"
                return
            if time.monotonic() > until:
                raise AssertionError("an event was never taken")
            time.sleep(AGAIN_SECONDS)
            event = redelivered(event)
        self.acknowledged[event["webhookEventId"]] = time.monotonic()


def all_rounds(one_round: Callable[[int, int, Callable[[str], object]], Sequence[str]]) -> int:
    """Run a drill as the command line asks, each round as (people, replicas, say) -> breaches; 1 where any broke."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--people", type=int, default=100)
    asked.add_argument("--replicas", type=int, default=1)
    told = asked.parse_args()
    found = [one_round(told.people, told.replicas, lambda line: print(line, flush=True)) for _ in range(told.rounds)]
    return 1 if any(found) else 0

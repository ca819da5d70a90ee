"""The loss of a machine: many seekers book while the primary dies and a replica takes over.

`python -m tests.faults.failover --rounds 10 --people 100` prints a line a round and ends with 1 if anything that was
acknowledged is lost, was done twice, over-booked or sent twice. For a second before it dies the primary is cut off from
its replica, as a machine is whose network dies first; it comes back as a replica of the new one. With `--replicas 0`
nobody waits for the replica: the twin, which must lose. What is lost is noticed, and the service stops until a person
has looked.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.adapters.redis.client import connect
from bot.adapters.store.store import RedisStore
from bot.errors import StoreDownError
from bot.playground.line.webhooks.events import redelivered
from bot.playground.line.webhooks.records import Webhook
from bot.playground.line.wire import Json
from tests.adapters.sentinels import Group, group
from tests.e2e.town import wait_until
from tests.faults.soak import DAYS, HOURS, typed
from tests.faults.whole_town import WholeTown, whole_town
from tests.service.faulty_town import seeker
from tests.stores import CIPHER, KEYS
from tests.talk import FIRST_BOOKING

THREADS = 16
AFTER_SECONDS = 3.0  # of booking, before the primary is cut off
CUT_OFF_SECONDS = 1.0  # before it dies
AGAIN_SECONDS = 0.5  # between two deliveries of one event
PATIENCE = 120.0  # seconds for one event to be taken


@dataclass
class Round:
    """One loss of the primary. `acknowledged` holds the id of each event that was answered 200, by its moment."""

    town: WholeTown
    servers: Group
    acknowledged: dict[str, float] = field(default_factory=dict)
    died: float = 0.0
    _lost: str = ""

    def run(self, people: int) -> list[str]:
        """Let them book, once the office is in use; give every breach."""
        self._book(people + 1)
        killer = threading.Thread(target=self._lose_the_primary)
        killer.start()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(self._book, range(1, people + 1)))
        killer.join()
        if self._lost:
            return [self._lost]
        self.town.run(1200)
        return self.town.broken()

    @property
    def back_after(self) -> float:
        """Give the seconds from the primary's death to the first event that was acknowledged then."""
        return min((at - self.died for at in self.acknowledged.values() if at > self.died), default=PATIENCE)

    def _lose_the_primary(self) -> None:
        time.sleep(AFTER_SECONDS)  # while people book
        self.servers.cut_off_replicas()
        time.sleep(CUT_OFF_SECONDS)  # while what is written gets nowhere
        self.servers.kill_primary()
        self.died = time.monotonic()
        self.servers.bring_replicas_back()
        wait_until(self.servers.is_taken_over, 30, "a replica took over")
        self.servers.bring_primary_back()

    def _book(self, number: int) -> None:
        self.town.friend(number)
        name, first, *more = FIRST_BOOKING
        when = f"{DAYS[number % len(DAYS)]} {HOURS[number // len(DAYS) % len(HOURS)]}"
        for text in ("予約", "1", "1", name, f"{first[:-4]}{number:04d}", *more, "1", "1", when, "申し込む"):
            self._deliver(typed(self.town.line, seeker(number), text))

    def _is_another_store(self) -> bool:
        """Say whether the new primary is not the store that we know; while there is none, nobody can tell."""
        with suppress(StoreDownError):
            return bool(self.town.context.store.changed())
        return False

    def _deliver(self, event: Json) -> None:
        """Deliver an event again until it is taken, as LINE does."""
        until = time.monotonic() + PATIENCE
        while self.town.line.courier.post(Webhook(event["source"]["userId"], (event,))).status != 200:
            if self._lost or self._is_another_store():
                self._lost = "I1 the new primary lacks what was acknowledged, so the service stopped"
                return
            if time.monotonic() > until:
                raise AssertionError("an event was never taken")
            time.sleep(AGAIN_SECONDS)
            event = redelivered(event)
        self.acknowledged[event["webhookEventId"]] = time.monotonic()


def one_round(people: int, replicas: int, say: Callable[[str], object]) -> list[str]:
    """Lose one primary; give the breaches."""
    with (
        tempfile.TemporaryDirectory() as folder,
        group(Path(folder)) as servers,
        connect(servers.url) as client,
        whole_town(client) as town,
    ):
        store = RedisStore(client, KEYS, CIPHER, town.clock, replicas=replicas)
        town.context = replace(town.context, store=store)
        held = Round(town, servers)
        breaches = held.run(people)
        say(
            f"{len(held.acknowledged)} events acknowledged, {len(store.bookings())} bookings of {people} people, "
            f"first 200 after {held.back_after:.1f} s, {len(breaches)} breaches {breaches[:3]}"
        )
    return breaches


def main() -> int:
    """Run all rounds."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--people", type=int, default=100)
    asked.add_argument("--replicas", type=int, default=1)
    told = asked.parse_args()
    found = [one_round(told.people, told.replicas, lambda line: print(line, flush=True)) for _ in range(told.rounds)]
    return 1 if any(found) else 0


if __name__ == "__main__":
    sys.exit(main())

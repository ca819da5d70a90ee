"""The loss of a machine: many seekers book while the primary dies and a replica takes over.

`python -m tests.faults.failover --rounds 10 --people 100` prints a line a round and ends with 1 if anything that was
acknowledged is lost, was done twice, over-booked or sent twice. For a second before it dies the primary is cut off from
its replica, as a machine is whose network dies first; it comes back as a replica of the new one. With `--replicas 0`
nobody waits for the replica: the twin, which must lose. What is lost is noticed, and the service stops until a person
has looked.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.redis.client import connect
from bot.adapters.store.store import RedisStore
from tests.adapters.sentinels import Group, group
from tests.e2e.town import wait_until
from tests.faults.crowd import Crowd, all_rounds
from tests.faults.whole_town import whole_town
from tests.stores import CIPHER, KEYS

THREADS = 16
AFTER_SECONDS = 3.0  # of booking, before the primary is cut off
CUT_OFF_SECONDS = 1.0  # before it dies


@dataclass
class Round:
    """One loss of the primary."""

    crowd: Crowd
    servers: Group
    died: float = 0.0

    def run(self, people: int) -> list[str]:
        """Let them book, once the office is in use; give every breach."""
        self.crowd.book(people + 1)
        killer = threading.Thread(target=self._lose_the_primary)
        killer.start()
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(self.crowd.book, range(1, people + 1)))
        killer.join()
        return self.crowd.breaches()

    def _lose_the_primary(self) -> None:
        time.sleep(AFTER_SECONDS)  # while people book
        self.servers.cut_off_replicas()
        time.sleep(CUT_OFF_SECONDS)  # while what is written gets nowhere
        self.servers.kill_primary()
        self.died = time.monotonic()
        self.servers.bring_replicas_back()
        wait_until(self.servers.is_taken_over, what="a replica took over")
        self.servers.bring_primary_back()


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
        held = Round(Crowd(town), servers)
        breaches = held.run(people)
        back = held.crowd.back_after(held.died)
        say(f"{held.crowd.report(people)}, first 200 after {back:.1f} s, {len(breaches)} breaches {breaches[:3]}")
    return breaches


if __name__ == "__main__":
    sys.exit(all_rounds(one_round))

"""The loss of a machine of a cluster: people book in two offices while one loses its primary and the other one moves.

`python -m tests.faults.shards --rounds 10 --people 100` prints two lines a round and ends with 1 if anything that was
acknowledged is lost, was done twice, over-booked or sent twice. For a second before it dies the primary is cut off from
its replica; it comes back as a replica of the new one. Meanwhile the other office's slot goes from shard to shard, key
by key, with a large key among them. With `--replicas 0` nobody waits for a replica: the twin, which must lose.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.adapters.redis.client import connect
from bot.adapters.store.keys import Keys
from bot.adapters.store.store import RedisStore
from tests.adapters.shards import Shards, shards
from tests.e2e.town import wait_until
from tests.faults.crowd import Crowd, all_rounds
from tests.faults.failover import AFTER_SECONDS, CUT_OFF_SECONDS, THREADS
from tests.faults.whole_town import whole_town
from tests.stores import CIPHER, KEYS

KILLED, MOVED = KEYS, Keys("kokura")  # offices in different shards
LARGE = 50_000  # elements of a key that goes along
PAUSE_SECONDS = 0.01  # between two steps of a move
REST_SECONDS = 2.0  # between two moves


@dataclass
class Round:
    """One loss of a primary."""

    servers: Shards
    killed: Crowd
    moved: Crowd
    died: float = 0.0
    moves: int = 0

    def run(self, people: int) -> list[str]:
        """Let them book, once the offices are in use; give every breach."""
        for crowd in (self.killed, self.moved):
            crowd.book(people + 1)
        with self.servers.client(self.servers.owner(MOVED.prefix)) as client:
            client.hset(f"{MOVED.prefix.rstrip(':')}large", mapping={str(one): "x" for one in range(LARGE)})
        over = threading.Event()
        with ThreadPoolExecutor(2) as hands, ThreadPoolExecutor(THREADS) as pool:
            killer, mover = hands.submit(self._lose_a_primary), hands.submit(self._move, over)
            tasks = [(crowd, number) for number in range(1, people // 2 + 1) for crowd in (self.killed, self.moved)]
            list(pool.map(lambda task: task[0].book(task[1]), tasks))
            killer.result()
            over.set()
            mover.result()
        return [*self.killed.breaches(), *self.moved.breaches()]

    def _lose_a_primary(self) -> None:
        primary = self.servers.owner(KILLED.prefix)
        replica = self.servers.replica_of(primary)
        time.sleep(AFTER_SECONDS)  # while people book
        self.servers.cut_off(primary, replica)
        time.sleep(CUT_OFF_SECONDS)  # while what is written gets nowhere
        self.servers.kill(primary)
        self.died = time.monotonic()
        self.servers.bring_back(replica)
        wait_until(lambda: self.servers.is_primary(replica), what="the replica took over")
        self.servers.serve(primary)

    def _move(self, over: threading.Event) -> None:
        """Move the other office away and back again and again, between the two shards of which none is lost."""
        home = self.servers.owner(MOVED.prefix)
        mine = self.servers.owner(KILLED.prefix)
        away = next(one for one in self.servers.primaries if one not in (home, mine))
        while not over.wait(REST_SECONDS):
            to = away if self.servers.owner(MOVED.prefix) == home else home
            self.servers.move(MOVED.prefix, to, pause=PAUSE_SECONDS)
            self.moves += 1


@contextmanager
def crowd_of(servers: Shards, keys: Keys, replicas: int) -> Iterator[Crowd]:
    """Open an office on the cluster."""
    with connect(servers.url, keys.prefix) as client, whole_town(client, keys=keys) as town:
        store = RedisStore(client, keys, CIPHER, town.clock, replicas=replicas)
        town.context = replace(town.context, store=store)
        yield Crowd(town)


def one_round(people: int, replicas: int, say: Callable[[str], object]) -> list[str]:
    """Lose one primary; give the breaches."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        servers = stack.enter_context(shards(Path(folder), has_replicas=True))
        killed, moved = (stack.enter_context(crowd_of(servers, keys, replicas)) for keys in (KILLED, MOVED))
        held = Round(servers, killed, moved)
        breaches = held.run(people)
        say(f"primary killed: {killed.report(people // 2)}, first 200 after {killed.back_after(held.died):.1f} s")
        say(f"moved {held.moves} times: {moved.report(people // 2)}; {len(breaches)} breaches {breaches[:3]}")
    return breaches


if __name__ == "__main__":
    sys.exit(all_rounds(one_round))

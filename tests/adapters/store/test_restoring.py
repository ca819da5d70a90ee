"""A restore in small steps: what breaks it off leaves a store that nobody takes for a whole one."""

import multiprocessing
import os
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pytest

from bot.adapters.redis.client import connect
from bot.adapters.redis.clock import wall_time
from bot.adapters.store.backups.backup import Backup, Shown
from bot.adapters.store.backups.restoring import PIECE, STEP, put_back
from bot.adapters.store.backups.snapshot import Piece
from bot.errors import HALF, RefusedError, StoreChangedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from tests.backups import differing, taken
from tests.faults.rows import fault, twin
from tests.make import WEDNESDAY, booking
from tests.stores import CIPHER, KEYS, store_on

MANY = 900  # bookings
NEW = KeepBooking(booking(id="new", number="999999", user="Unew"))


@dataclass
class Place:
    """A store with many bookings, and a backup of it."""

    client: Any
    url: str
    store: Any
    backup: Backup

    def restore(self, shown: Shown = iter, client: Any = None) -> int:
        writes = (Record(Entry(WEDNESDAY, "cli:test", "restored")),)
        return put_back(client or self.client, KEYS, CIPHER, self.backup, wall_time(), writes, WEDNESDAY, shown)

    def differing(self) -> list[str]:
        """Name the keys that are not as the backup says, but for what a restore itself adds to the audit log."""
        return [one for one in differing(self.backup, self.client, self.url) if not one.startswith("audit")]


def kept(number: int) -> KeepBooking:
    return KeepBooking(booking(id=f"b{number}", number=f"{100_000 + number}", user=f"U{number}"))


@pytest.fixture(scope="module")
def dumped(redis_server: Any) -> dict[bytes, bytes]:
    """All that stands in a store after so many commits, for a server to put back at once."""
    client = connect(redis_server.url)
    client.flushall()
    store = store_on(client)
    for number in range(1, MANY):
        store.commit((), (kept(number),))
    client.close()
    plain = connect(redis_server.url, decode=False)
    found = {name: plain.dump(name) for name in plain.scan_iter() if plain.ttl(name) == -1}
    assert len(found) == plain.dbsize()
    plain.close()
    return found


@pytest.fixture
def place(dumped: dict[bytes, bytes], client: Any, redis_url: str) -> Place:
    client.flushall()  # what making the dump may have left
    plain = connect(redis_url, decode=False)
    with plain.pipeline() as at_once:
        for name, value in dumped.items():
            at_once.restore(name, 0, value)
        at_once.execute()
    plain.close()
    store = store_on(client)
    store.commit((), (kept(0),))
    return Place(client, redis_url, store, taken(redis_url))


def killed(place: Place, after: int, *, marks: bool = True) -> None:
    """Restore in a process of its own that is killed (-9) in the midst; without marks, as if it had left none."""

    def until_killed(held: Iterable[Piece]) -> Iterable[Piece]:
        yield from islice(held, after)
        if not marks:
            connect(place.url).hdel(KEYS.store, "stopped")
        os.kill(os.getpid(), signal.SIGKILL)

    child = multiprocessing.get_context("fork").Process(target=place.restore, args=(until_killed, connect(place.url)))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL


def half_of(place: Place) -> int:
    """Give a place among the keys by which the bookings and what signs were written, and not all that leads to them."""
    names = [one.name for one in place.backup.read()]
    sizes = [len(("command", "key", *one.value)) for one in place.backup.read()]
    signs = names.index("lookup-key")
    return next(at for at in range(signs, len(sizes)) if sum(sizes[signs:at]) > STEP)


@fault("F51", injected="the machine dies in the midst of a restore")
def test_a_restore_that_is_killed_leaves_a_store_that_nobody_takes_for_whole_and_is_begun_anew(place):
    whole = place.client.dbsize()
    killed(place, half_of(place))
    assert MANY < place.client.dbsize() < whole
    for process in (place.store, store_on(place.client)):  # one that ran before, one that starts now
        assert process.changed() == HALF
        with pytest.raises(StoreChangedError, match="madoguchi restore をもう一度"):
            process.commit((), (NEW,))
    with pytest.raises(StoreChangedError, match="復元の途中"):
        taken(place.url)
    place.restore()
    assert place.differing() == []
    place.store.commit((), (NEW,))
    assert (place.store.changed(), place.store.booking("b7").number) == ("", "100007")


@twin("F51", without="the mark")
def test_twin_without_the_mark_what_is_left_of_an_office_is_taken_for_all_of_it(place):
    killed(place, half_of(place), marks=False)
    fresh = store_on(place.client)
    fresh.commit((), (NEW,))
    assert fresh.changed() == ""
    assert place.differing()


def test_whoever_writes_in_the_midst_is_refused(place):
    def busy(held: Iterable[Piece]) -> Iterable[Piece]:
        with pytest.raises(StoreChangedError, match="復元の途中"):
            place.store.commit((), (NEW,))
        yield from held

    place.restore(busy)
    assert (place.differing(), place.store.booking("new")) == ([], None)


@pytest.mark.parametrize("process", ["notices", "desk", "web"])
def test_a_process_that_begins_in_the_midst_ends_it(place, process):
    def started(held: Iterable[Piece]) -> Iterable[Piece]:
        yield from islice(held, half_of(place))
        place.client.set(KEYS.heartbeat(process), "1", ex=30)
        yield from islice(held, half_of(place), None)

    with pytest.raises(RefusedError, match="stop_workers_first"):
        place.restore(started)
    assert place.store.changed() == HALF


def test_of_two_at_once_the_first_is_refused_and_the_second_is_whole(place):
    def overtaken(held: Iterable[Piece]) -> Iterable[Piece]:
        yield from islice(held, half_of(place))
        place.restore()
        yield from islice(held, half_of(place), None)

    with pytest.raises(RefusedError, match="stop_workers_first"):
        place.restore(overtaken)
    assert (place.differing(), place.store.changed()) == ([], "")


def test_no_step_is_large_and_what_is_larger_than_one_comes_back_in_its_order(place):
    long = 3 * STEP + 1
    for first in range(0, long, PIECE):
        names = [f"{number:06d}" for number in range(first, min(first + PIECE, long))]
        place.client.rpush(KEYS.prefix + "test:list", *names)
        place.client.sadd(KEYS.prefix + "test:set", *names)
        place.client.zadd(KEYS.prefix + "test:scores", {name: int(name) for name in names})
        place.client.hset(KEYS.prefix + "test:hash", mapping=dict.fromkeys(names, "1"))
    place.client.pexpire(KEYS.prefix + "test:hash", 3_600_000)
    place.backup = taken(place.url)
    shown: list[Piece] = []
    place.client.config_resetstat()
    count = place.restore(lambda held: (shown.append(one) or one for one in held))
    steps = place.client.info("commandstats")["cmdstat_exec"]["calls"]
    assert steps > sum(len(one.value) for one in place.backup.read()) / (STEP + 2 * PIECE)
    assert (place.differing(), sum(not one.goes_on for one in shown)) == ([], count + 1)  # the clock stays
    assert 3_500_000 < place.client.pttl(KEYS.prefix + "test:hash") <= 3_600_000

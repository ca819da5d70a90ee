"""An office is read in small steps and shows one moment all the same, while others write."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.adapters.redis.client import connect
from bot.adapters.store.backups import snapshot
from bot.adapters.store.backups.backup import standing
from bot.adapters.store.backups.snapshot import Piece, Snapshot
from bot.errors import StoreDownError
from tests.e2e.town import wait_until
from tests.stores import KEYS

PREFIX = KEYS.prefix
MOST = 300  # commits beside one reading
ONE, MANY, LOG, COUNT, SET, GONE = (PREFIX + name for name in ("one", "many", "log", "count", "set", "gone"))
# What belongs together in each commit: a count, a member of an index, a line, a field, and a key that goes.
COMMIT = """
local count = redis.call('INCR', KEYS[1])
redis.call('ZADD', KEYS[2], count, 'm' .. count)
redis.call('RPUSH', KEYS[3], 'line ' .. count)
redis.call('HSET', KEYS[4], 'last', count)
redis.call('DEL', KEYS[5])
return count
"""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps so small that there are many."""
    monkeypatch.setattr(snapshot, "STEP", 20)
    monkeypatch.setattr(snapshot, "LAST", 60)
    monkeypatch.setattr(snapshot, "SCANNED", 10)


def filled(client: Any) -> Any:
    """Give a commit that was made 100 times, beside much that nobody changes."""
    trip = client.pipeline(transaction=False)
    for number in range(300):
        trip.hset(f"{PREFIX}still:{number}", mapping={"a": number, "b": "x"})
        trip.set(f"another office:{number}", "y")
        trip.sadd(SET, number)
    trip.set(GONE, "until the first commit", px=60_000)
    trip.execute()
    commit = client.register_script(COMMIT)
    for _ in range(100):
        commit([COUNT, MANY, LOG, ONE, "none"])
    return commit


def read(snapshot: Snapshot) -> dict[str, Piece]:
    """Give what stands at the end by its key, each in one piece."""
    pieces, found = list(snapshot.pieces()), dict[str, Piece]()
    for one in standing(pieces, snapshot.turns):
        before = found[PREFIX + one.name].value if one.goes_on else []
        found[PREFIX + one.name] = one._replace(value=[*before, *one.value])
    return found


@contextmanager
def writing(url: str, *, every: float) -> Iterator[list[int]]:
    """Let somebody commit all the while; give the counts."""
    stop, counts = threading.Event(), [0]
    with connect(url) as client:
        commit = client.register_script(COMMIT)

        def go_on() -> None:
            while len(counts) < MOST and not stop.wait(every):
                counts.append(int(commit([COUNT, MANY, LOG, ONE, GONE])))

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            yield counts
        finally:
            stop.set()
            thread.join()


def test_all_is_read_whatever_its_size_and_nothing_of_others(client, redis_url, steps):
    filled(client)
    held = read(Snapshot(redis_url, PREFIX, ("still:1",)))
    names = {key for key in client.scan_iter(match=PREFIX + "*") if not key.startswith(PREFIX + "still:1")}
    assert held.keys() == names
    assert held[MANY].value == [part for one in range(1, 101) for part in (f"m{one}", str(one))]
    assert held[LOG].value == client.lrange(LOG, 0, -1)
    assert set(held[SET].value) == client.smembers(SET)
    assert held[PREFIX + "still:7"].value == ["a", "7", "b", "x"]
    assert 0 < held[GONE].left <= 60_000
    assert held[ONE].left == -1


def test_what_is_read_is_of_one_moment_while_others_write(client, redis_url, steps, monkeypatch):
    monkeypatch.setattr(snapshot, "LAST", 2000)
    filled(client)
    with writing(redis_url, every=0.005) as counts:
        wait_until(lambda: len(counts) > 1, what="the first of its commits")
        held = read(Snapshot(redis_url, PREFIX, ()))
    count = int(held[COUNT].value[0])
    assert count in counts
    assert count > 100
    assert held[LOG].value == [f"line {one}" for one in range(1, count + 1)]
    assert held[MANY].value[::2] == [f"m{one}" for one in range(1, count + 1)]
    assert held[ONE].value == ["last", str(count)]
    assert GONE not in held


def test_twin_without_reading_again_what_changed_it_is_of_no_moment(client, redis_url, steps):
    class Hasty(Snapshot):
        """Reads everything once."""

        def _follow(self) -> Iterator[Piece]:
            commit([COUNT, MANY, LOG, ONE, GONE])
            yield from ()

    commit = filled(client)
    held = read(Hasty(redis_url, PREFIX, ()))
    told = {int(held[COUNT].value[0]), len(held[LOG].value), len(held[MANY].value) // 2}
    assert client.llen(LOG) == 101
    assert told == {100}  # and what was begun before the commit is taken for the end
    assert GONE in held


def test_where_it_never_stands_still_that_is_said_and_nothing_is_given(client, redis_url, steps, monkeypatch):
    class Disturbed(Snapshot):
        """Somebody commits beside every last step."""

        def _at_once(self, names: list[str]) -> list[Piece] | None:
            taken = super()._at_once(names)
            commit([COUNT, MANY, LOG, ONE, GONE])
            return taken

        def _take(self, names: list[str]) -> Iterator[Piece]:
            yield from super()._take(names)
            commit([COUNT, MANY, LOG, ONE, GONE])

    monkeypatch.setattr(snapshot, "FOLLOWED_SECONDS", 0.3)
    commit = filled(client)
    with pytest.raises(StoreDownError, match="ひとつの時点") as told:
        read(Disturbed(redis_url, PREFIX, ()))
    assert told.value.reason == "busy"

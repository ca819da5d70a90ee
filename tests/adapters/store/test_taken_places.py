"""What a process knows of the places that are held: told with each load, never other than what stands there."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.redis.client import Client
from bot.adapters.store.parts.taken_places import GOOD_FOR, TakenPlaces
from bot.adapters.store.scripts.commit import MOST_CHANGED
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking, State
from bot.errors import ConflictError
from bot.ports.bookings import KeepBooking, SlotHasRoom
from bot.ports.waitlist import DropReleasedPlace, KeepReleasedPlace, ReleasedPlace
from tests.make import WEDNESDAY, booking, tokyo
from tests.stores import KEYS, store_on

START = tokyo("2026-12-04 10:00")


class Aged(TakenPlaces):
    """What a process knows, with a monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.passed = 0.0
        super().__init__(lambda: self.passed)


@pytest.fixture
def stores(client: Client) -> tuple[RedisStore, RedisStore]:
    return store_on(client), store_on(client)


def stands(client: Client) -> dict[datetime, int]:
    held = client.zrange(KEYS.slots, 0, -1, withscores=True)
    return dict(Counter(datetime.fromtimestamp(score / 1000, UTC) for _, score in held))


def made(number: int, start: datetime = START, **more: object) -> Booking:
    return booking(id=f"b{number}", number=f"{number}", user=f"U{number}", start=start, **more)


def test_what_one_process_changes_the_other_is_told(client, stores):
    here, there = stores
    chance, held = random.Random(5), {}  # noqa: S311 - the same each time
    for _ in range(150):
        number, start = chance.randrange(12), START + timedelta(minutes=30 * chance.randrange(6))
        state = chance.choice((State.REQUESTED, State.OFFERED, State.DECLINED))
        version = held.get(number, 0) + 1
        held[number] = version
        offers = (start, start + timedelta(days=1)) if state is State.OFFERED else ()
        here.commit((), (KeepBooking(made(number, start, state=state, version=version, offers=offers)),))
        released = ReleasedPlace(f"r{number}", start, WEDNESDAY, WEDNESDAY)
        here.commit((), (chance.choice((KeepReleasedPlace(released), DropReleasedPlace(released.id))),))
        if chance.random() < 0.5:
            assert there.load("U", "e").taken == here.load("U", "e").taken == here.taken() == stands(client)


def test_what_did_not_change_is_told_once(stores):
    here, there = stores
    here.commit((), [KeepBooking(made(number)) for number in range(40)])
    known = there.load("U", "e").taken
    here.commit((), (KeepBooking(replace(made(1), version=2)),))  # it stays where it is
    assert known == {START: 40}
    assert there.load("U", "e").taken is known


def test_who_missed_more_than_is_noted_counts_all_anew(client, stores):
    here, there = stores
    here.commit((), (KeepBooking(made(0)),))
    assert there.load("U", "e").taken == {START: 1}
    for first in range(0, MOST_CHANGED + 20, 104):
        here.commit((), [KeepBooking(made(number, START + timedelta(days=1))) for number in range(first, first + 104)])
    assert client.llen(KEYS.changed_slots) == MOST_CHANGED
    assert there.load("U", "e").taken == stands(client)


def test_another_store_in_its_place_is_counted_anew(client, stores):
    here, _ = stores
    here.commit((), (KeepBooking(made(0)),))
    assert here.load("U", "e").taken == {START: 1}
    client.hset(KEYS.store, "epoch", "another")
    client.zadd(KEYS.slots, {"b7": round(START.timestamp() * 1000)})
    assert here.load("U", "e").taken == {START: 2}


def test_a_clock_that_goes_back_finds_what_was_over(client, stores):
    here, _ = stores
    clock = here._clock
    here.commit((), (KeepBooking(made(0)),))
    clock.move_to(START + timedelta(days=2))
    assert here.load("U", "e").taken == {}
    clock.move_to(WEDNESDAY)
    assert here.load("U", "e").taken == {START: 1}


def unnoted(client: Client, start: datetime = START) -> None:
    """Take a place as a release before this one does, or a person by hand: without a note of it."""
    client.zadd(KEYS.slots, {"b9": round(start.timestamp() * 1000)})


def test_what_was_changed_without_a_note_is_seen_within_a_minute(client, stores):
    here, _ = stores
    here._taken = Aged()
    here.commit((), (KeepBooking(made(0)),))
    assert here.load("U", "e").taken == {START: 1}
    unnoted(client)
    here._taken.passed = GOOD_FOR
    assert here.load("U", "e").taken == {START: 2}


def test_after_a_refusal_all_is_counted_anew(client, stores):
    here, _ = stores
    here.commit((), (KeepBooking(made(0)),))
    assert here.load("U", "e").taken == {START: 1}
    unnoted(client)
    with pytest.raises(ConflictError):
        here.commit((SlotHasRoom(START, 2),), (KeepBooking(made(1)),))
    assert here.load("U", "e").taken == {START: 2}


def test_without_either_what_has_no_note_is_not_seen(client, stores):
    here, _ = stores
    here.commit((), (KeepBooking(made(0)),))
    assert here.load("U", "e").taken == {START: 1}
    unnoted(client)
    assert here.load("U", "e").taken == {START: 1}

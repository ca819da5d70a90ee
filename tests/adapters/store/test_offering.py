"""What is offered to seekers is found without opening what else holds a place."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.ports.bookings import KeepBooking
from tests.make import booking, tokyo
from tests.stores import KEYS, store_on

FIRST = tokyo("2026-12-03 10:00")


@pytest.fixture
def store(client: Any) -> RedisStore:
    """A store with 5 bookings, one after the other."""
    made = store_on(client)
    for place in range(5):
        start = FIRST + timedelta(minutes=30 * place)
        one = booking(id=f"b{place}", number=f"{100_000 + place}", user=f"U{place:032}", start=start)
        made.commit((), (KeepBooking(one),))
    return made


def test_of_the_bookings_that_hold_a_place_only_those_are_opened_to_which_it_is_offered(client, store):
    taken = replace(store.booking("b3"), version=2, state=State.OFFERED, offers=(FIRST + timedelta(days=1),))
    store.commit((), (KeepBooking(taken, taken.start),))
    client.hset(KEYS.booking("b4"), "sealed", "damaged")
    until = FIRST + timedelta(days=2)
    assert [one.id for one in store.offering(FIRST, until)] == ["b3"]
    assert store.offering(until, until) == []
    assert "unreadable_booking" not in store.counters()
    assert [one.id for one in store.holding(FIRST, until) if one.state is State.OFFERED] == ["b3"]
    assert store.counters()["unreadable_booking"] == 1  # who opens all of them meets it

"""A pass over the menus opens a booking once, and again only when it changed; whose it is stays what it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.store.cipher import Cipher
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.ports.bookings import KeepBooking
from tests.make import WEDNESDAY, booking
from tests.stores import CIPHER, KEYS, clock_at

SINCE = WEDNESDAY - timedelta(days=2)


class CountingCipher(Cipher):
    """Counts what it opens."""

    def __init__(self, cipher: Cipher) -> None:
        vars(self).update(vars(cipher))
        self.opened: list[str] = []

    def open(self, record: str, sealed: str) -> bytes:
        self.opened.append(record)
        return super().open(record, sealed)


@pytest.fixture
def cipher() -> CountingCipher:
    return CountingCipher(CIPHER)


@pytest.fixture
def store(client, cipher) -> RedisStore:
    made = RedisStore(client, KEYS, cipher, clock_at(client))
    for number in range(1, 4):
        who = {"id": f"b{number}", "number": f"{100_000 + number}", "user": f"U{number:032x}"}
        made.commit((), (KeepBooking(booking(**who, state=State.CONFIRMED)),))
    made.menu_bookings(SINCE)
    cipher.opened.clear()
    return made


def users(store: RedisStore) -> list[str]:
    return [one.user for one in store.menu_bookings(SINCE)]


def test_it_says_what_the_bookings_say(store):
    told = {(one.user, one.state, one.start, one.end) for one in store.menu_bookings(SINCE)}
    assert told == {(one.user, one.state, one.start, one.end) for one in store.bookings(SINCE)}


def test_what_has_not_changed_is_not_opened_again(store, cipher):
    assert len(users(store)) == 3
    assert cipher.opened == []


def test_one_that_changed_is_opened_and_may_be_anothers(store, cipher):
    before = store.booking("b2")
    store.commit((), (KeepBooking(replace(before, user="U" + "f" * 32, version=before.version + 1)),))
    cipher.opened.clear()
    assert max(users(store)) == "U" + "f" * 32
    assert cipher.opened == ["booking:b2"]


def test_nothing_is_known_of_what_is_gone_or_damaged(store, client):
    client.zrem(KEYS.bookings, "b1")
    client.hset(KEYS.booking("b2"), "open", "{")
    assert users(store) == [f"U{3:032x}"]


def test_one_that_can_not_be_opened_hides_no_other(store, client):
    fresh = RedisStore(client, KEYS, CIPHER, clock_at(client))
    client.hset(KEYS.booking("b1"), "sealed", "k1:" + "A" * 60)
    assert sorted(users(fresh)) == [f"U{2:032x}", f"U{3:032x}"]

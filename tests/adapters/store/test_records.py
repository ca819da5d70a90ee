"""Records in two parts: what may be read is bound into what is sealed, and one that is damaged hides no other."""

import json
from dataclasses import replace

import pytest

from bot.adapters.store.console_queries import RedisConsoleStore
from bot.adapters.store.records import BOUND, join, split
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking, State
from bot.booking.staff.staff import Role, Staff
from bot.errors import SealError
from bot.ports.bookings import KeepBooking
from bot.ports.staff import KeepStaff
from tests.make import booking, tokyo
from tests.stores import CIPHER, KEYS, clock_at

CLERK = Staff("s1", "佐藤", Role.RECEPTION, version=1)
DAY = (tokyo("2026-12-01 00:00"), tokyo("2026-12-31 00:00"))


@pytest.fixture
def store(client) -> RedisStore:
    clock = clock_at(client)
    made = RedisStore(client, KEYS, CIPHER, clock)
    made.commit((), (KeepStaff(CLERK), *(KeepBooking(booking(id=f"b{one}", number=one * 6)) for one in "12")))
    return made


@pytest.fixture
def console(client, store) -> RedisConsoleStore:
    return RedisConsoleStore(client, KEYS, CIPHER, store)


def changed(client, key: str, **fields: object) -> None:
    """Change the readable part of a record, as somebody with a way into Redis would."""
    client.hset(key, "open", json.dumps({**json.loads(client.hget(key, "open")), **fields}))


def test_a_role_that_was_raised_in_redis_is_no_account(client, console):
    changed(client, KEYS.staff("s1"), role="manager")
    assert console.staff("s1") is None
    assert console.all_staff() == []


@pytest.mark.parametrize("fields", [{"state": "confirmed"}, {"start": "2026-12-04T10:00:00+09:00"}, {"version": 9}])
def test_a_booking_that_was_changed_in_redis_is_not_taken_for_one(client, store, fields):
    changed(client, KEYS.booking("b1"), **fields)
    with pytest.raises(SealError):
        store.booking("b1")
    assert [one.id for one in store.bookings()] == ["b2"]
    assert store.counters()["unreadable_booking"] == 1


def test_twin_a_seal_that_does_not_hold_the_digest_lets_a_state_be_changed():
    readable, sealed = split(booking(), "booking:b1", CIPHER)
    inner = json.loads(CIPHER.open("booking:b1", sealed))
    del inner[BOUND]
    older = CIPHER.seal("booking:b1", json.dumps(inner).encode())
    forged = json.dumps({**json.loads(readable), "state": "confirmed"})
    assert join(Booking, "booking:b1", forged, older, CIPHER).state is State.CONFIRMED


def test_a_record_of_an_older_release_opens():
    readable, sealed = split(booking(), "booking:b1", CIPHER)
    inner = json.loads(CIPHER.open("booking:b1", sealed))
    del inner[BOUND]
    assert (
        join(Booking, "booking:b1", readable, CIPHER.seal("booking:b1", json.dumps(inner).encode()), CIPHER)
        == booking()
    )


def test_parts_of_two_versions_do_not_fit_together():
    older, _ = split(booking(), "booking:b1", CIPHER)
    _, newer = split(replace(booking(), version=2, state=State.CONFIRMED), "booking:b1", CIPHER)
    with pytest.raises(SealError):
        join(Booking, "booking:b1", older, newer, CIPHER)


@pytest.mark.parametrize("damage", ["{", "[]", "null", '{"state":"flying"}', "{}"])
def test_one_damaged_booking_hides_no_other(client, store, console, damage):
    client.hset(KEYS.booking("b1"), "open", damage)
    assert [one.id for one in store.bookings()] == ["b2"]
    assert [one.state for one in console.outlines(*DAY)] == [State.REQUESTED]
    assert [one.id for one in console.bookings(["b1", "b2"])] == ["b2"]


def test_a_damaged_line_of_the_history_hides_no_other(client, console):
    client.rpush(KEYS.history("b1"), '{"at":"2026-11-25T01:00:00Z","actor":"a","action":"b","booking":"b1"}', "{")
    assert [one.action for one in console.history("b1")] == ["b"]

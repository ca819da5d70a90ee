"""Form 4: words stand together, lines of the log are short, few of them are named; found is what was found before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.forms import COMPACT, FORMAT, PACKED
from bot.adapters.store.migrations import format_of, migrate
from bot.adapters.store.records import join
from bot.adapters.store.rows.readable_bookings import PARTS, SEALED_AS_WELL, fields_of
from bot.adapters.store.scripts.commit import MARKED_EVERY
from bot.adapters.store.scripts.found import MOST_FEW, MOST_WORDS
from bot.adapters.store.store import RedisStore
from bot.booking.lookup import by_user, words_of
from bot.booking.model import Booking, State
from bot.errors import StoreChangedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.service.audit.lines import BETWEEN, entry_of, spelt
from bot.service.audit.verify import Broken, verify
from tests.make import ROOM, WEDNESDAY, answers, booking
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, store_on

FAMILY = ("佐藤", "鈴木", "高橋")
ACTORS = ("staff:s1", "staff:s2", "cli:x")


def log_of(store: RedisStore) -> tuple[int, Broken | None]:
    """Give how many entries the audit log has, and where it does not fit."""
    found = verify(context_of(store))
    return found.entries, found.broken


def person(number: int, **more: Any) -> Booking:
    """Give a booking whose family name others have, and whose number and account nobody else has."""
    given = dict(answers())
    given["name"] = replace(given["name"], value=f"{FAMILY[number % 3]} {chr(0x30A2 + number % 40)}")
    given["telephone"] = replace(given["telephone"], value=f"090-1234-{number:04}")
    given["number"] = replace(given["number"], key=f"13010{number}")
    start = WEDNESDAY + timedelta(days=8, minutes=30 * number)
    said = {"number": f"{100_000 + number}", "user": f"U{number}", "answers": given, **more}
    return booking(id=f"booking{number:09}", start=start, **said)


def of_form(client: Any, form: int) -> RedisStore:
    """Give a store of a form, whose number it knows."""
    made = store_on(client)
    made.changed()
    client.hset(KEYS.store, "format", form)
    made.commit((), ())
    return made


def console_of(client: Any, store: RedisStore) -> RedisConsoleStore:
    return RedisConsoleStore(client, KEYS, CIPHER, store)


def readings(client: Any, store: RedisStore, many: list[Booking]) -> dict[str, Any]:
    """Give what is found under each word, and in each span of the log."""
    words, console = sorted({word for one in many for word in words_of(one)}), console_of(client, store)
    hours = [WEDNESDAY + timedelta(minutes=minutes) for minutes in range(-30, 300, 55)]
    whole = (hours[0], hours[-1])
    return {
        "found": [[one.id for one in each] for each in console.found_each(words)],
        "one by one": [[one.id for one in console.found(word)] for word in words[::9]],
        "standings": console.standings(words, tuple(State)),
        "his": [[one.id for one in store.bookings_of(one.user)] for one in many],
        "has": [store.load(one.user, "e1").has_bookings for one in many],
        "spans": [store.audit_between(*span) for span in (*pairwise(hours), whole)],
        "asked": [store.audit_between(*whole, actor=one, booking=many[0].id) for one in ACTORS],
        "histories": console.histories([one.id for one in many]),
        "outlines": console.outlines(WEDNESDAY),
    }


def in_log(count: int, many: list[Booking]) -> list[Record]:
    """Give entries of which some are of a moment before that of another above them, or of the same."""
    moments = (WEDNESDAY + timedelta(minutes=number - (number % 7 == 0) * 40 + number % 2) for number in range(count))
    return [
        Record(Entry(at, ACTORS[number % 3], "viewed", many[number % len(many)].id, f"n {number}"))
        for number, at in enumerate(moments)
    ]


def filled(store: RedisStore, many: list[Booking], entries: int = 150) -> None:
    for first in range(0, len(many), 50):
        store.commit((), [KeepBooking(one) for one in many[first : first + 50]])
    entries_to_come = in_log(entries, many)
    for first in range(0, entries, 100):
        store.commit((), entries_to_come[first : first + 100])


def left_under_words(client: Any) -> list[str]:
    """Give each id that stands under some word."""
    return sorted({one for name in client.scan_iter(KEYS.found("*")) for one in ids_in(client, name)})


def ids_in(client: Any, name: str) -> Iterator[str]:
    if client.type(name) == "set":
        yield from client.smembers(name)
    else:
        yield from (one for ids in client.hvals(name) for one in ids.split())


# --- what is found ---


def test_every_reader_finds_the_same_in_both_forms(client):
    many = [person(number) for number in range(20)]
    store = of_form(client, PACKED)
    filled(store, many)
    before = readings(client, store, many)
    assert not client.exists(KEYS.audit_marks, KEYS.audit_newest, KEYS.found_few)  # all reads for a release before
    assert client.hget(KEYS.booking(many[0].id), "open").startswith("{")
    assert client.lindex(KEYS.audit, -1).endswith("}")
    client.flushall()
    store = of_form(client, COMPACT)
    filled(store, many)
    assert readings(client, store, many) == before
    assert log_of(store) == (150, None)


def test_words_are_parted_as_they_grow_and_one_with_many_bookings_gets_a_set(client):
    store, many = of_form(client, COMPACT), [person(number) for number in range(60)]
    filled(store, many, 0)
    hashes = [name for name in client.scan_iter(KEYS.found_few + "*") if name != KEYS.found_few]
    assert client.hgetall(KEYS.found_few) == {">": ""}
    assert len(hashes) >= 16
    assert max(client.hlen(name) for name in hashes) <= MOST_WORDS
    assert (
        min(client.scard(name) for name in client.scan_iter(KEYS.found("*")) if client.type(name) == "set") > MOST_FEW
    )
    assert [[one.id for one in store.bookings_of(one.user)] for one in many] == [[one.id] for one in many]
    store.commit((), [ForgetBooking(one, ()) for one in many[1:]])
    assert left_under_words(client) == [many[0].id]


def test_a_process_that_does_not_know_the_number_yet_goes_on_with_the_same_words(client):
    ahead, behind, one = of_form(client, COMPACT), store_on(client), person(1)
    ahead.commit((), (KeepBooking(one),))
    behind.changed()
    behind.identity.form = PACKED
    behind.commit((), (KeepBooking(replace(one, state=State.CONFIRMED), earlier=one),))
    assert client.smembers(KEYS.found(ahead.hashed(by_user(one.user)))) == {one.id}
    for store in (ahead, behind):
        assert [found.state for found in store.bookings_of(one.user)] == [State.CONFIRMED]
        assert [each.id for each in console_of(client, store).found(by_user(one.user))] == [one.id]
    behind.identity.form = PACKED
    behind.commit((), (ForgetBooking(one, ()),))
    assert left_under_words(client) == []


def test_twin_who_lets_go_of_the_set_alone_leaves_the_booking_under_its_words(client):
    store, one = of_form(client, COMPACT), person(1)
    store.commit((), (KeepBooking(one),))
    client.delete(*(KEYS.found(store.hashed(word)) for word in words_of(one)))
    assert left_under_words(client) == [one.id]


def test_what_a_name_no_longer_says_is_not_found_under_it(client):
    store, one = of_form(client, COMPACT), person(1)
    store.commit((), (KeepBooking(one),))
    other = replace(one, answers=person(2).answers)
    store.commit((), (KeepBooking(other, earlier=one),))
    (gone, *_), (kept, *_) = words_of(one) - words_of(other), words_of(other) - words_of(one)
    assert [len(ids) for ids in store.found_each([gone, kept])] == [0, 1]


# --- what is readable ---


def test_a_booking_reads_as_it_was_and_no_more_of_it_is_readable_than_before(client):
    store, one = of_form(client, COMPACT), person(7, room=ROOM, reachable=False, edition=3, counsellor="c1")
    store.commit((), (KeepBooking(one),))
    readable, sealed = client.hmget(KEYS.booking(one.id), "open", "sealed")
    assert join(Booking, f"booking:{one.id}", readable, sealed, CIPHER) == store.booking(one.id) == one
    known = fields_of(readable)
    assert {*known} <= {*PARTS}
    assert known[SEALED_AS_WELL] == {"version": one.consent.version}
    assert not [part for part in ("U7", "佐藤", "-0007", one.consent.sha256) if part in readable]


def test_a_booking_that_would_not_come_out_again_is_written_as_before(client):
    store, one = of_form(client, COMPACT), person(7, counsellor=f"c{BETWEEN}1")
    store.commit((), (KeepBooking(one),))
    assert client.hget(KEYS.booking(one.id), "open").startswith("{")
    assert store.booking(one.id) == one
    (standings,) = console_of(client, store).standings([by_user(one.user)], tuple(State))
    assert [each.state for each in standings.listed] == [one.state]


@pytest.mark.parametrize(
    "entry",
    [
        Entry(datetime.fromisoformat("2026-11-25T10:03:36.813683+09:00"), "seeker", "requested", "b1", "2026-11-01"),
        Entry(WEDNESDAY, "staff:s1", "signed_in"),
        Entry(WEDNESDAY, "", "x", "", "a b"),
    ],
)
def test_an_entry_reads_as_it_was(entry):
    assert entry_of(spelt(entry)) == entry


def test_an_entry_that_would_not_come_out_again_is_written_as_before(client):
    store = of_form(client, COMPACT)
    entry = Entry(WEDNESDAY, f"staff:{BETWEEN}", "viewed", "b1")
    store.commit((), (Record(entry),))
    assert store.audit_between(WEDNESDAY, WEDNESDAY) == [entry]
    assert log_of(store) == (1, None)


# --- the way to the form ---


def test_at_every_step_of_the_migration_all_is_found_and_the_log_fits(client):
    store, many = of_form(client, PACKED), [person(number) for number in range(12)]
    filled(store, many, 1_100)
    before = readings(client, store, many)
    for _ in migrate(client, KEYS):
        assert (format_of(client, KEYS), client.hget(KEYS.store, "migrating")) >= (FORMAT, f"{COMPACT} ")
        assert readings(client, store, many) == before
        assert log_of(store) == (1_100, None)
    late = client.zcard(KEYS.audit_times)
    assert 0 < late < 1_100 / 5
    assert 1_100 / MARKED_EVERY / 2 < client.zcard(KEYS.audit_marks) <= 1_100 / MARKED_EVERY + 1
    store.commit((), in_log(3, many)[1:])  # of moments long before
    assert client.zcard(KEYS.audit_times) == late + 2
    assert log_of(store) == (1_102, None)
    assert list(migrate(client, KEYS)) == []


@pytest.mark.parametrize("place", ["", "0 0"])
def test_what_was_broken_off_goes_on_while_others_write(client, place):
    store, many = of_form(client, PACKED), [person(number) for number in range(12)]
    filled(store, many[:8], 1_100)
    way = migrate(client, KEYS)
    next(way), next(way)
    way.close()
    store.commit((), in_log(70, many))
    store.commit((), [KeepBooking(one) for one in many[8:]])
    before = readings(client, store, many)
    client.hset(KEYS.store, "migrating", f"{COMPACT} {place}")  # as if the last steps had not been noted
    assert len(list(migrate(client, KEYS))) >= 2
    assert readings(client, store, many) == before
    assert log_of(store) == (1_170, None)
    assert not client.hexists(KEYS.store, "migrating")


def test_a_log_that_is_empty_or_damaged_is_no_hindrance(client):
    of_form(client, PACKED)
    assert list(migrate(client, KEYS)) == [COMPACT] * 2
    client.flushall()
    store, many = of_form(client, PACKED), [person(1)]
    filled(store, many, 5)
    client.lset(KEYS.audit, 2, "x")
    assert list(migrate(client, KEYS)) == [COMPACT] * 2
    assert "2" in client.zrange(KEYS.audit_times, 0, -1)


def test_twin_a_release_that_does_not_know_the_form_would_find_none_so_it_writes_nothing(client):
    store, one = of_form(client, COMPACT), person(1)
    store.commit((), (KeepBooking(one),))
    assert client.smembers(KEYS.found(store.hashed(by_user(one.user)))) == set()  # all that a release before looks at
    client.hset(KEYS.store, "format", FORMAT + 1)  # what this one is to a release after it
    with pytest.raises(StoreChangedError, match="新しい版"):
        store.commit((), (KeepBooking(one),))

"""Records in two parts: what may be read is bound into what is sealed, and one that is damaged hides no other."""

import json
from dataclasses import MISSING, fields, replace
from hashlib import sha256

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.forms import SHORT
from bot.adapters.store.records import BOUND, adapter, join, personal_fields, split
from bot.adapters.store.rows.readable_bookings import fields_of, readable_of
from bot.adapters.store.store import RedisStore
from bot.booking.limits.refusal import Refusal
from bot.booking.lookup import by_name
from bot.booking.model import Answer, Before, Booking, Call, DayNote, HandoverNote, Hosting, Room, State
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.rooms.job import RoomJob
from bot.booking.schedule.opening import DAY as ONE_DAY
from bot.booking.schedule.schedule import Schedule
from bot.booking.staff.own_counsellor import OwnCounsellor
from bot.booking.staff.staff import Role, Staff
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waitlist import WaitingWish
from bot.dialogue.conversation import Conversation, Draft
from bot.dialogue.incoming import Incoming, Tap
from bot.errors import SealError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.ports.console import ConsentOutline, Outline
from bot.ports.privacy import DetailsLink, Erasure
from bot.ports.replies import PendingReply
from bot.ports.staff import KeepStaff
from bot.service.audit.lines import entry_of, read_line
from tests.make import ROOM, WEDNESDAY, answers, booking, tokyo
from tests.stores import CIPHER, KEYS, clock_at, store_on

CLERK = Staff("s1", "佐藤", Role.RECEPTION, version=1)
STORED = (
    *(Answer, Room, Hosting, HandoverNote, Call, Before, DayNote, Booking, Notice, RoomJob, Conversation, Draft),
    *(Incoming, Tap, PendingReply, DetailsLink, Erasure, OwnCounsellor, Staff, StaffMessage, WaitingWish, Refusal),
    Schedule,
)
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
    told = fields_of(client.hget(key, "open"))
    written = readable_of({**told, **fields}) if "consent" in told else json.dumps({**told, **fields})
    client.hset(key, "open", written)


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


def test_an_outline_tells_what_the_record_does(client, store, console):
    one = booking(id="b3", number="333333", counsellor='c"1', created=WEDNESDAY)
    store.commit((), (KeepBooking(one),))
    told = Outline(one.id, one.state, one.start, one.created, one.number, ConsentOutline(one.consent.version), 'c"1')
    assert console.outlines_of(["b3", "b4"]) == [told]
    in_json = fields_of(client.hget(KEYS.booking("b3"), "open"))
    client.hset(KEYS.booking("b3"), "open", json.dumps(in_json))  # as earlier forms have it
    assert console.outlines_of(["b3"]) == [told]


@pytest.mark.parametrize("others", [0, 9, 30], ids=["among the latest of all", "not all among them", "far from them"])
def test_of_many_that_are_found_the_latest_ones_are_given(store, console, others):
    name = answers(name="佐藤 花子")
    dated = [("s", number, tokyo("2026-10-01 10:00") + number * ONE_DAY, name) for number in range(12)]
    dated += [("o", number, tokyo("2026-12-01 10:00") + number * ONE_DAY, answers()) for number in range(others)]
    for sort, number, start, given in dated:
        made = booking(id=f"{sort}{number}", number=f"{sort}{number}", start=start, end=start, answers=given)
        store.commit((), (KeepBooking(made),))
    assert {one.id for one in console.found(by_name("佐"), 3)} == {"s11", "s10", "s9"}
    assert len(console.found(by_name("佐"), 12)) == len(console.found(by_name("佐"))) == 12


def test_a_damaged_line_of_the_history_hides_no_other(client, console):
    client.rpush(KEYS.history("b1"), '{"at":"2026-11-25T01:00:00Z","actor":"a","action":"b","booking":"b1"}', "{")
    assert [one.action for one in console.history("b1")] == ["b"]


def test_a_history_is_places_in_the_audit_log_and_shows_no_entry_of_another_booking(client, store, console):
    client.rpush(KEYS.history("b1"), '{"at":"2026-11-25T01:00:00Z","actor":"a","action":"of before","booking":"b1"}')
    for action, about in (("requested", "b1"), ("looked", "b2"), ("confirmed", "b1")):
        store.commit((), (Record(Entry(WEDNESDAY, "staff:s1", action, about)),))
    held = client.lrange(KEYS.history("b1"), 1, -1)
    pointed = [read_line(client.lindex(KEYS.audit, int(one))).entry for one in held]
    assert [entry_of(one).action for one in pointed] == ["requested", "confirmed"]
    client.rpush(KEYS.history("b1"), client.lindex(KEYS.history("b2"), -1), "999", "x")
    found = console.histories(["b1", "none", "b2"])
    assert [[one.action for one in each] for each in found] == [["of before", "requested", "confirmed"], [], ["looked"]]


def test_in_an_earlier_form_a_history_is_copies(client, store, console):
    client.hset(KEYS.store, "format", SHORT)
    before = store_on(client)
    before.commit((), ())
    before.commit((), (Record(Entry(WEDNESDAY, "staff:s1", "viewed", "b1")),))
    assert json.loads(client.lindex(KEYS.history("b1"), -1))["action"] == "viewed"
    assert console.history("b1")[-1].action == "viewed"


def test_the_defaults_of_what_is_stored_stay_as_they_are():
    """What a field holds by default is not written, so another default would change what was kept before."""
    defaults = {
        f"{kind.__name__}.{field.name}": field.default
        for kind in STORED
        for field in fields(kind)
        if field.default is not MISSING and field.default
    }
    of_waiting = {f"{name}.state": NoticeState.WAITING for name in ("Notice", "RoomJob")}
    versions = {f"{name}.version": 1 for name in ("Room", "Staff", "StaffMessage", "WaitingWish", "Refusal")}
    reachable = {f"{name}.reachable": True for name in ("Booking", "WaitingWish")}
    others = {"Booking.edition": 1, "Staff.epoch": 1, "Staff.enabled": True}
    assert defaults == {**of_waiting, **versions, **reachable, **others}


def test_a_record_is_written_without_its_defaults_and_reads_as_it_was():
    for one in (booking(), booking(room=ROOM, reachable=False, edition=3, address_proved=None, reason="x")):
        readable, sealed = split(one, "booking:b1", CIPHER)
        assert join(Booking, "booking:b1", readable, sealed, CIPHER) == one
        assert ("reachable" in readable, '"edition"' in readable) == (not one.reachable, one.edition != 1)


def test_the_form_of_the_release_before_opens():
    whole = adapter(Booking).dump_python(booking(), mode="json")
    personal = personal_fields(Booking)
    readable = json.dumps({name: value for name, value in whole.items() if name not in personal})
    inner = {name: value for name, value in whole.items() if name in personal}
    sealed = CIPHER.seal("booking:b1", json.dumps({**inner, BOUND: sha256(readable.encode()).hexdigest()}).encode())
    assert join(Booking, "booking:b1", readable, sealed, CIPHER) == booking()

"""The store is compared with itself: each kind of damage is named, and what is whole has none."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import ms
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.model import Hosting, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.schedule.opening import DAY
from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.health import Difference
from bot.ports.notices import KeepNotice
from bot.ports.office import KeepSchedule
from bot.ports.rooms import HoldHost
from bot.ports.waitlist import KeepReleasedPlace, ReleasedPlace
from bot.service.bookings.moving import MoveTo, move_booking
from bot.service.bookings.offers import offer_times
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.bookings.taking_back import take_back_answer
from bot.service.events.handle_event import reply_to
from bot.service.events.office_now import context_now
from bot.service.health.compare import LOOKED_BACK, QUIET, compare, compare_and_note
from bot.service.health.upkeep import forget_old
from bot.service.notices.ledger import keep_all, planned
from bot.service.privacy import erasure
from bot.service.privacy.erasure import DONE
from bot.web.health import readiness
from tests.faults.rows import fault
from tests.make import ROOM, WEDNESDAY, answers, booking, office, tokyo
from tests.service.chat import ANSWERS, book, event
from tests.service.make_context import context_of, context_on, with_office
from tests.stores import CIPHER, KEYS, clock_at

OTHER = "U" + "0" * 31 + "2"
THIRD = "U" + "0" * 31 + "3"
FREE = tokyo("2026-12-07 10:00")
SATO = Counsellor("sato", "佐藤", weekly_from("mon-fri 10:00-15:30"))
DOCS = Path(__file__).parents[3] / "docs/operations.md"


@pytest.fixture
def town(client: Client) -> RequestContext:
    """An office with a confirmed booking (b1), requests (b2 was offered times, b3 is fresh), and a place that rests."""
    clock = clock_at(client)
    made = context_of(RedisStore(client, KEYS, CIPHER, clock))
    hosting = Hosting("host@office.example", booking().start, booking().end, "91234567890")
    asked = [
        booking(hosting=(hosting,)),
        booking(id="b2", number="222222", user=OTHER, answers=answers(number="13990-87654321")),
        booking(id="b3", number="333333", user=THIRD, answers=answers(number="13990-33333333"), fresh=True),
    ]
    for one in asked:
        kept = (KeepBooking(one, one.start), *keep_all(planned(made, one, clock.now())))
        made.store.commit((), (*kept, *(HoldHost(one.id, held) for held in one.hosting)))
    confirm_booking(made, "b1", ROOM, actor="staff:1", version=1)
    offer_times(made, "b2", [FREE], actor="staff:1", version=1)
    rest = ReleasedPlace("r1", FREE, WEDNESDAY, WEDNESDAY + timedelta(days=1))
    made.store.commit((), (KeepReleasedPlace(rest),))
    return made


def test_what_is_whole_has_no_difference(town):
    assert compare(town) == []
    take_step(town, "b2", Step.CANCEL_BY_OFFICE, "staff:1")
    assert compare(town) == []
    town.clock.move_to(booking().start + timedelta(days=40))
    forget_old(town)
    assert [one for one in compare(town) if one.id == "b1"] == []


def test_times_that_are_offered_hold_a_counsellor_each_and_are_no_difference(town, client):
    town.store.commit((), (KeepSchedule(Schedule().with_counsellor(SATO)),))
    there = context_now(town)
    times = [FREE + timedelta(days=1), FREE + timedelta(days=2), FREE + timedelta(days=3)]
    offer_times(there, "b3", times, "staff:1")
    assert town.store.booking("b3").offer_counsellors == ("sato",) * 3
    assert {"b3", "b3/2", "b3/3"} <= set(client.zrange(KEYS.counsellor("sato"), 0, -1))
    assert compare(town) == []
    take_step(town, "b3", Step.CANCEL_BY_OFFICE, "staff:1")
    assert compare(town) == []


def test_a_receipt_that_waits_with_its_reply_is_no_difference_and_without_the_reply_it_is(client):
    made = context_on(client, in_background=lambda *_: None)
    for number, text in enumerate(ANSWERS, 1):
        reply_to(made, event(number, text))
    assert compare(made) == []
    for one in client.zrange(KEYS.due_replies, 0, -1):
        client.delete(KEYS.reply(one))
    assert [one.kind for one in compare(made)] == ["due_missing", "planned_missing"]


def test_what_people_did_in_a_talk_has_no_difference(client):
    made = context_on(client)
    book(made)
    assert compare(made) == []
    (one,) = made.store.bookings()
    confirm_booking(made, one.id, ROOM, actor="staff:1", version=1)
    assert compare(made) == []
    for number, text in enumerate(("変更", "12/4 10時", "変更する"), 60):
        reply_to(made, event(number, text))
    assert compare(made) == []
    for number, text in enumerate(("キャンセル", "2", "取り消す"), 70):
        reply_to(made, event(number, text))
    assert [one.state for one in made.store.bookings()] == [State.CANCELLED_BY_SEEKER]
    assert compare(made) == []


@pytest.mark.parametrize("done", ["move", "cancel"])
def test_what_stands_again_after_its_details_were_told_lacks_nothing(client, done):
    town = context_on(client)
    town.store.commit((), (KeepBooking(booking(), booking().start),))
    confirm_booking(town, "b1", ROOM, "staff:s1")
    told = next(row for row in town.store.notices("b1") if row.kind is Kind.DETAILS)
    town.store.commit((), (KeepNotice(replace(told, state=NoticeState.ACCEPTED), None),))
    if done == "move":
        moved = move_booking(town, "b1", MoveTo(FREE, ROOM), "staff:s1", delay=UNDO_WINDOW)
    else:
        moved = take_step(town, "b1", Step.CANCEL_BY_OFFICE, "staff:s1", reason="x", delay=UNDO_WINDOW)
    take_back_answer(town, "b1", "staff:s1", moved.version)
    assert compare(town) == []
    town.store.commit((), (KeepNotice(replace(told, state=NoticeState.ACCEPTED, start=FREE), None),))
    assert compare(town) == [Difference("notices_missing", "b1")]


def test_what_is_being_erased_is_no_difference(town):
    erasure.ask(town, "staff:1", booking="b2")
    assert compare(town) == []


def held(store: RedisStore, user: str) -> str:
    return KEYS.open_by_user(store.hashed(user))


DAMAGE = {
    "slots_missing b1": lambda client, _: client.zrem(KEYS.slots, "b1"),
    "slots_left b1": lambda client, _: client.zadd(KEYS.slots, {"b1/2": ms(FREE)}),
    "slots_left b9": lambda client, _: client.zadd(KEYS.slots, {"b9/2": ms(FREE)}),
    "slots_left rest:r9": lambda client, _: client.zadd(KEYS.slots, {"rest:r9": ms(FREE)}),
    "slots_left wish:w9": lambda client, _: client.zadd(KEYS.slots, {"wish:w9": ms(FREE)}),
    "rests_left rest:r1": lambda client, _: client.zrem(KEYS.slots, "rest:r1"),
    "open_missing b1": lambda client, store: client.delete(held(store, booking().user)),
    "open_left b1": lambda client, store: client.set(held(store, "U" + "9" * 32), f"{ms(FREE)} b1"),
    "open_left b9": lambda client, store: client.set(held(store, "U" + "9" * 32), f"{ms(FREE)} b9"),
    "numbers_missing b1": lambda client, _: client.hdel(KEYS.numbers, booking().number),
    "numbers_left b9": lambda client, _: client.hset(KEYS.numbers, "999999", "b9"),
    "bookings_missing b1": lambda client, _: client.zrem(KEYS.bookings, "b1"),
    "bookings_left b9": lambda client, _: client.zadd(KEYS.bookings, {"b9": 1}),
    "fresh_slots_missing b3": lambda client, _: client.zrem(KEYS.fresh_slots, "b3"),
    "fresh_slots_left b1": lambda client, _: client.zadd(KEYS.fresh_slots, {"b1": 1}),
    "fresh_slots_left b9": lambda client, _: client.zadd(KEYS.fresh_slots, {"b9": 1}),
    "confirmed_missing b1": lambda client, _: client.zrem(KEYS.confirmed, "b1"),
    "confirmed_left b2": lambda client, _: client.zadd(KEYS.confirmed, {"b2": 1}),
    "confirmed_left b9": lambda client, _: client.zadd(KEYS.confirmed, {"b9": 1}),
    "offered_missing b2": lambda client, _: client.zrem(KEYS.offered, "b2"),
    "offered_left b1": lambda client, _: client.zadd(KEYS.offered, {"b1": 1}),
    "expiring_missing b2": lambda client, _: client.zrem(KEYS.expiring, "b2"),
    "expiring_left b1": lambda client, _: client.zadd(KEYS.expiring, {"b1": 1}),
    "day_notes_left b1": lambda client, _: client.zadd(KEYS.day_notes, {"b1": 1}),
    "to_call_left b9": lambda client, _: client.zadd(KEYS.to_call, {"b9": 1}),
    "to_arrange_left b9": lambda client, _: client.zadd(KEYS.to_arrange, {"b9": 1}),
    "found_missing b1": lambda client, _: client.delete(*client.scan_iter(KEYS.found("*"))),
    "found_left b9": lambda client, _: client.sadd(KEYS.found("word"), "b9"),
    "host_missing b1": lambda client, _: client.delete(*client.scan_iter(KEYS.host("*"))),
    "host_left b9": lambda client, _: client.hset(KEYS.host("other"), "b9 1", "1 2"),
    "counsellor_left b9": lambda client, _: client.zadd(KEYS.counsellor("sato"), {"b9/2": ms(FREE)}),
    "meetings_missing b1": lambda client, _: client.delete(KEYS.meetings),
    "meetings_left b9": lambda client, _: client.hset(KEYS.meetings, "other", "b9"),
    "booking_missing b1": lambda client, _: client.hset(KEYS.booking("b1"), "edition", "99"),
    "booking_unreadable b1": lambda client, _: client.hset(KEYS.booking("b1"), "sealed", "k1:AAAA"),
    "due_missing b1.2.details.line": lambda client, _: client.zrem(KEYS.due_notices, "b1.2.details.line"),
    "planned_missing b1.2.soon.line": lambda client, _: client.zrem(KEYS.planned, "b1.2.soon.line"),
    "planned_left b1.2.day_before.line": lambda client, _: client.hset(
        KEYS.notice("b1.2.day_before.line"), "state", "accepted"
    ),
    "planned_left b9.1.soon.line": lambda client, _: client.zadd(KEYS.planned, {"b9.1.soon.line": 1}),
    "notices_missing b1": lambda client, _: client.delete(KEYS.notice("b1.2.day_before.line")),
    "confirmed_vanished b1": lambda client, _: client.delete(KEYS.booking("b1")),
}


@pytest.mark.parametrize("named", DAMAGE)
def test_each_damage_is_named(town, client, named):
    DAMAGE[named](client, town.store)
    assert Difference(*named.split(" ")) in compare(town)


def test_the_manual_names_each_kind():
    chapter = DOCS.read_text("utf-8").partition("## Comparing the store")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z_]+(?:_…)?)`", chapter)
    for kind in {one.partition(" ")[0] for one in DAMAGE}:
        assert kind in named or f"{kind.rpartition('_')[0]}_…" in named, kind


@fault("F61", injected="a confirmed booking is gone with all that points to it, as if it had never been")
def test_f61_a_confirmed_booking_that_evaporates_is_named_from_the_audit_log(town, client):
    for key in client.scan_iter(KEYS.prefix + "*b1*"):
        client.delete(key)
    for key in (KEYS.slots, KEYS.bookings, KEYS.confirmed):
        client.zrem(key, "b1")
    assert Difference("confirmed_vanished", "b1") in compare(town)


def test_one_that_was_confirmed_as_long_ago_as_it_can_be_booked_ahead_is_named_too(town, client):
    client.delete(KEYS.booking("b1"))
    town.clock.advance(100 * 24 * 3600)
    assert Difference("confirmed_vanished", "b1") in compare(with_office(town, office(horizon_days=120)))


def looks_at_the_log(town: RequestContext, monkeypatch: pytest.MonkeyPatch) -> list[tuple[timedelta, int]]:
    """Compare, and give of each span of which the log is asked how long it is and what it holds; all follow on."""
    looks, between, begun = [], town.store.audit_between, town.clock.now()

    def asked(since: datetime, until: datetime) -> list[Entry]:
        entries = between(since, until)
        looks.append((since, until + timedelta(milliseconds=1), len(entries)))
        return entries

    monkeypatch.setattr(town.store, "audit_between", asked)
    compare(town)
    monkeypatch.undo()
    assert looks[0][0] <= town.clock.now() - LOOKED_BACK - town.office.horizon_days * DAY
    assert looks[-1][1] >= begun
    assert all(before[1] == after[0] for before, after in pairwise(looks))
    return [(until - since, count) for since, until, count in looks]


def test_a_quiet_office_costs_few_looks_at_the_log(town, monkeypatch):
    assert len(looks_at_the_log(town, monkeypatch)) < 10


def test_where_much_happened_a_day_of_the_log_is_looked_at(town, monkeypatch):
    entry = Entry(town.clock.now(), "staff:1", "viewed", booking="b1")
    town.store.commit((), [Record(entry)] * QUIET)
    town.clock.advance(20 * 24 * 3600)
    looks = looks_at_the_log(town, monkeypatch)
    busy = next(place for place, (_, count) in enumerate(looks) if count >= QUIET)
    assert looks[busy + 1][0] == DAY
    assert looks[busy + 2][0] == 2 * DAY


def test_one_that_was_cancelled_or_erased_did_not_evaporate(town, client):
    take_step(town, "b1", Step.CANCEL_BY_OFFICE, "staff:1")
    client.delete(KEYS.booking("b1"))
    assert "confirmed_vanished" not in {one.kind for one in compare(town)}


def test_erasures_of_older_releases_which_named_no_booking_are_not_taken_for_losses(town, client):
    town.clock.advance(120)
    entry = Entry(town.clock.now(), "seeker", DONE, detail="bookings 1, notices 3, others 2")
    town.store.commit((), (Record(entry),))
    client.delete(KEYS.booking("b1"))
    assert "confirmed_vanished" not in {one.kind for one in compare(town)}


def test_what_is_found_stands_in_the_health_page_until_it_is_mended(town, client):
    compare_and_note(town)
    assert "store_differences" not in readiness(town, 1.0)["warnings"]
    score = client.zscore(KEYS.slots, "b1")
    client.zrem(KEYS.slots, "b1")
    compare_and_note(town)
    assert "store_differences" in readiness(town, 1.0)["warnings"]
    client.zadd(KEYS.slots, {"b1": score})
    compare_and_note(town)
    assert "store_differences" not in readiness(town, 1.0)["warnings"]

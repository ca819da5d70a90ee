"""Times that are offered hold a counsellor each, the own one first, and no two bookings one at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, State
from bot.booking.offers import offer
from bot.booking.schedule.opening import DAY
from bot.booking.schedule.schedule import Closure
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Away, Counsellor, with_absence
from bot.errors import ConflictError
from bot.ports.bookings import CounsellorIsFree, ForgetBooking, KeepBooking
from bot.ports.context import RequestContext
from bot.ports.office import KeepSchedule
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.offers import offer_times, take_for_seeker
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.bookings.taking_back import take_back_answer
from bot.service.counsellors.assigning import given
from bot.service.counsellors.away import hand_over_all
from bot.service.counsellors.own_counsellor import set_own
from bot.service.events.office_now import context_now
from bot.service.schedule.closing import close_days, look_at_closing
from bot.service.schedule.reopening import take_back_closing
from tests.make import WEDNESDAY, answers, booking, tokyo
from tests.service.made_bookings import room_for
from tests.service.make_context import town_of

WEEK = weekly_from("mon-fri 10:00-15:30")
SATO, SUZUKI = Counsellor("sato", "佐藤", WEEK), Counsellor("suzuki", "鈴木", WEEK)
AT_TWO = tokyo("2026-12-03 14:00")
FRIDAY, MONDAY = tokyo("2026-12-04 10:00"), tokyo("2026-12-07 10:00")
BOTH = ("sato", "suzuki")
HALF_AN_HOUR = timedelta(minutes=30)


def asks(town: RequestContext, name: str = "b1", start=AT_TWO, **given_: str) -> Booking:
    """Put a request into the store, with its counsellor."""
    number = name.removeprefix("b")
    known = {"number": f"13010-0000000{number}", **given_}
    who = {"id": name, "number": f"00000{number}", "user": name, "answers": answers(**known)}
    made = booking(start=start, end=start + HALF_AN_HOUR, **who)
    made, claim = given(town, BookingChange(None, made, "", "", WEDNESDAY))
    town.store.commit(claim.guards, (KeepBooking(made, expires=tokyo("2026-12-02 17:15")),))
    return made


def held(town: RequestContext) -> dict[str, list[tuple[str, object]]]:
    seen = town.store.assignments(BOTH, WEDNESDAY)
    found = ((one, [(each.booking, each.start) for each in seen.held if each.counsellor == one]) for one in BOTH)
    return {one: sorted(each) for one, each in found if each}


def test_each_offered_time_holds_a_counsellor_the_own_one_first_and_who_takes_it_gets_that_one(client):
    town = town_of(client, SATO, SUZUKI)
    asks(town)
    asks(town, "b2", FRIDAY)
    set_own(town, "sato", "cli:test", user="b1")
    assert town.store.booking("b2").counsellor == "sato"
    offer_times(town, "b1", [FRIDAY, MONDAY], "cli:test")
    assert town.store.booking("b1").offer_counsellors == ("suzuki", "sato")
    assert held(town) == {"sato": [("b1", MONDAY), ("b2", FRIDAY)], "suzuki": [("b1", FRIDAY)]}
    take_for_seeker(town, "b1", FRIDAY, "cli:test")
    assert town.store.booking("b1").counsellor == "suzuki"  # as was held for him, though another is his own
    assert held(town) == {"sato": [("b2", FRIDAY)], "suzuki": [("b1", FRIDAY)]}


def test_all_that_is_held_is_let_go_with_the_offer(client):
    for ending in ("taken back", "cancelled", "forgotten"):
        client.flushdb()
        town = town_of(client, SATO, SUZUKI)
        asks(town)
        made = offer_times(town, "b1", [AT_TWO, FRIDAY, MONDAY], "cli:test", delay=HALF_AN_HOUR)
        assert [one for each in held(town).values() for one in each] == [("b1", AT_TWO), ("b1", FRIDAY), ("b1", MONDAY)]
        if ending == "taken back":
            take_back_answer(town, "b1", "cli:test", made.version)
            assert held(town) == {"sato": [("b1", AT_TWO)]}
            continue
        if ending == "cancelled":
            take_step(town, "b1", Step.CANCEL_BY_OFFICE, "cli:test")
        else:
            town.store.commit((), (ForgetBooking(town.store.booking("b1"), ()),))
        assert held(town) == {}


def test_nobody_else_is_given_whom_an_offer_holds(client):
    town = town_of(client, SATO, SUZUKI)
    asks(town)
    offer_times(town, "b1", [FRIDAY], "cli:test")
    assert (town.store.booking("b1").offer_counsellors, asks(town, "b2", FRIDAY).counsellor) == (("sato",), "suzuki")


def at_once(town: RequestContext, *, guarded: bool) -> list[object]:
    """Offer one time to two, each decided before the other was written; give what is held then, or the guard."""
    commits = []
    for name in ("b1", "b2"):
        before = asks(town, name, AT_TWO if name == "b1" else AT_TWO + HALF_AN_HOUR)
        after, claim = given(
            town, BookingChange(before, offer(before, [FRIDAY], town.office, WEDNESDAY), "", "", WEDNESDAY)
        )
        commits.append((before, after, claim.guards if guarded else ()))
    for before, after, guards in commits:
        try:
            town.store.commit(guards, (KeepBooking(after, FRIDAY, before),))
        except ConflictError as conflict:
            return [type(conflict.guard)]
    return held(town)["sato"]


def test_one_counsellor_is_never_held_for_two_offers_at_once(client):
    assert at_once(town_of(client, SATO), guarded=True) == [CounsellorIsFree]


def test_without_the_guard_one_counsellor_would_be_held_for_two_offers(client):
    assert at_once(town_of(client, SATO), guarded=False) == [("b1", FRIDAY), ("b2", FRIDAY)]


@pytest.mark.parametrize("back", [False, True])
def test_a_closed_day_holds_a_counsellor_each_for_those_whom_it_hits(client, back):
    town = town_of(client, SATO, SUZUKI)
    for name in ("b1", "b2"):
        asks(town, name)
        confirm_booking(town, name, room_for(town, town.store.booking(name)), "cli:test")
    before = held(town)
    closure = Closure("c1", AT_TWO.date(), AT_TWO.date(), "研修のため")
    close_days(town, closure, "cli:test", look_at_closing(town, closure).mark)
    both = [town.store.booking(name) for name in ("b1", "b2")]
    assert [one.state for one in both] == [State.OFFERED, State.OFFERED]
    times = [start for each in held(town).values() for _, start in each]
    assert len(times) == sum(len(one.offers) for one in both)
    assert all(len(set(each)) == len(each) for each in ([start for _, start in one] for one in held(town).values()))
    if back:
        town = context_now(town)
        take_back_closing(town, "c1", town.office.schedule.version, "cli:test")
        assert held(town) == before


def test_an_absence_gives_the_offered_times_to_who_is_there(client):
    town = town_of(client, SATO, SUZUKI)
    asks(town)
    offer_times(town, "b1", [FRIDAY, MONDAY], "cli:test")
    assert held(town) == {"sato": [("b1", FRIDAY), ("b1", MONDAY)]}
    away = Away(FRIDAY - HALF_AN_HOUR, FRIDAY + DAY)
    hand_over_all(town, SATO, away, "cli:test")
    assert held(town) == {"sato": [("b1", MONDAY)], "suzuki": [("b1", FRIDAY)]}
    gone = replace(with_absence(SATO, away), weekly=weekly_from("tue 10:00-12:00"))
    town.store.commit((), (KeepSchedule(town.office.schedule.with_counsellor(gone)),))
    town = context_now(town)
    take_for_seeker(town, "b1", MONDAY, "cli:test")
    assert town.store.booking("b1").counsellor == "suzuki"  # who held it is not there any more


def test_an_office_without_counsellors_notices_nothing(client):
    town = town_of(client)
    asks(town)
    offer_times(town, "b1", [FRIDAY], "cli:test")
    assert town.store.booking("b1").offer_counsellors == ()

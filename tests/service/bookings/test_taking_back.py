"""What staff take back within half a minute stands again exactly as it did, whatever became of the time meanwhile."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.lifecycle import Step
from bot.booking.model import Booking, State
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.schedule.opening import places_at
from bot.booking.schedule.schedule import Closure
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.errors import ConflictError
from bot.ports.bookings import CounsellorIsFree, KeepBooking, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.office import KeepSchedule
from bot.ports.waitlist import DropReleasedPlace
from bot.service.bookings.moving import MoveTo, move_booking
from bot.service.bookings.offers import offer_times
from bot.service.bookings.steps import confirm_booking, find, take_step
from bot.service.bookings.taking_back import take_back_answer, take_back_outcome
from bot.service.events.office_now import context_now
from bot.service.schedule.closing import close_days, look_at_closing
from bot.service.schedule.reopening import take_back_closing
from bot.service.waitlist.offering import match
from tests.make import ROOM, booking, office, schedule_of, tokyo
from tests.service.make_context import context_on

AT_TWO, FRIDAY, MONDAY = tokyo("2026-12-03 14:00"), tokyo("2026-12-04 10:00"), tokyo("2026-12-07 13:30")
SATO = Counsellor("sato", "佐藤", weekly_from("mon-fri 10:00-15:30"))
MORNINGS = replace(SATO, weekly=weekly_from("mon-fri 10:00-12:00"))  # nobody is there at two
WHEN = {"delay": UNDO_WINDOW}


def confirmed(**more) -> Booking:
    return booking(state=State.CONFIRMED, room=replace(ROOM, version=1), room_version=1, **more)


def offered(**more) -> Booking:
    return booking(state=State.OFFERED, offers=(FRIDAY, MONDAY), **more)


def town_of(client, made: Booking, *counsellors: Counsellor) -> RequestContext:
    town = context_on(client, office=office(places=1))
    town.store.commit((), (KeepSchedule(schedule_of(*counsellors)), KeepBooking(made)))
    return context_now(town)


def same(one: Booking) -> Booking:
    """Give a booking without what each write changes."""
    return replace(one, version=0, edition=0, before=None)


ANSWERS = {
    "confirm": lambda town: confirm_booking(town, "b1", ROOM, "staff:s1", **WHEN),
    "decline": lambda town: take_step(town, "b1", Step.DECLINE, "staff:s1", reason="x", **WHEN),
    "offer": lambda town: offer_times(town, "b1", [MONDAY], "staff:s1", **WHEN),
    "cancel": lambda town: take_step(town, "b1", Step.CANCEL_BY_OFFICE, "staff:s1", reason="x", **WHEN),
    "withdraw": lambda town: take_step(town, "b1", Step.CANCEL_BY_SEEKER, "staff:s1", **WHEN),
    "move": lambda town: move_booking(town, "b1", MoveTo(MONDAY, ROOM), "staff:s1", **WHEN),
}
MADE = {
    "requested": booking(fresh=True, address_proved=False),
    "held": booking(counsellor="sato"),
    "offered": offered(held_until=tokyo("2026-12-01 17:15")),
    "offered with": offered(offer_counsellors=("sato", "")),
    "confirmed": confirmed(),
    "confirmed with": confirmed(counsellor="sato"),
}
OF_REQUESTS = ("confirm", "decline", "offer")
OF_OFFERS = ("decline", "offer")
NOBODY: tuple[Counsellor, ...] = ()
POSSIBLE = [
    (made, done, there)
    for made, one in MADE.items()
    for done in ANSWERS
    for there in (NOBODY, (SATO,), (MORNINGS,))
    if done not in OF_REQUESTS or one.state is State.REQUESTED or (one.state is State.OFFERED and done in OF_OFFERS)
    if there or not (one.counsellor or one.offer_counsellors)
    if there != (MORNINGS,) or done not in ("offer", "move")
]


@pytest.mark.parametrize(("made", "done", "there"), POSSIBLE)
def test_whatever_staff_did_is_taken_back_exactly(client, made, done, there):
    town = town_of(client, MADE[made], *there)
    after = ANSWERS[done](town)
    take_back_answer(town, "b1", "staff:s1", after.version)
    assert same(find(town, "b1")) == same(MADE[made])
    assert find(town, "b1").version == after.version + 1
    assert town.store.list_now().released == ()


@pytest.mark.parametrize("counsellors", [(), (MORNINGS,)], ids=["full", "nobody there"])
def test_an_outcome_is_taken_back_whatever_the_time_holds(client, counsellors):
    made = confirmed()
    town = town_of(client, made, *counsellors)
    town.clock.move_to(AT_TWO + timedelta(minutes=5))
    after = take_step(town, "b1", Step.ATTEND, "staff:s1")
    town.store.commit((), (KeepBooking(booking(id="b2", number="222222", user="U2", answers={})),))
    take_back_outcome(town, "b1", "staff:s1", after.version)
    again = find(town, "b1")
    assert (again.state, again.counsellor, again.start) == (State.CONFIRMED, "", AT_TWO)


def test_a_closing_is_taken_back_where_nobody_is_there_any_more(client):
    town = town_of(client, offered(offer_counsellors=("", "")), MORNINGS)
    closure = Closure("c1", FRIDAY.date(), FRIDAY.date(), "研修")
    close_days(town, closure, "staff:s1", look_at_closing(town, closure).mark)
    gone = replace(MORNINGS, until=tokyo("2026-11-30 00:00").date())
    schedule = context_now(town).office.schedule.with_counsellor(gone)
    town.store.commit((), (KeepSchedule(schedule),))
    town = context_now(town)
    assert places_at(town.office, FRIDAY) == 0
    take_back_closing(town, town.office.schedule.closures[0].id, town.office.schedule.version, "staff:s1")
    assert same(find(town, "b1")) == same(offered(offer_counsellors=("", "")))


def test_a_closing_is_taken_back_with_a_booking_that_was_decided_anew(client):
    town = town_of(client, confirmed())
    closure = Closure("c1", AT_TWO.date(), AT_TWO.date(), "研修")
    close_days(town, closure, "staff:s1", look_at_closing(town, closure).mark)
    town = context_now(town)
    take_back_answer(town, "b1", "staff:s1", find(town, "b1").version)
    take_back_closing(town, town.office.schedule.closures[0].id, town.office.schedule.version, "staff:s1")
    assert same(find(town, "b1")) == same(confirmed())


def test_who_was_given_another_booking_meanwhile_does_not_hold_two(client):
    town = town_of(client, confirmed(counsellor="sato"), SATO)
    after = ANSWERS["cancel"](town)
    other = booking(id="b2", number="222222", user="U2", answers={}, counsellor="sato")
    town.store.commit((), (KeepBooking(other),))
    assert take_back_answer(town, "b1", "staff:s1", after.version).state is State.CONFIRMED
    assert (find(town, "b1").counsellor, find(town, "b2").counsellor) == ("", "sato")


def test_who_is_given_another_booking_just_then_does_not_hold_two(client):
    town = town_of(client, confirmed(counsellor="sato"), SATO)
    after, store = ANSWERS["cancel"](town), town.store
    other = booking(id="b2", number="222222", user="U2", answers={}, counsellor="sato")

    class Faster(type(store)):  # somebody else writes between what is read and what is written
        def commit(self, guards, writes):
            if any(isinstance(one, CounsellorIsFree) for one in guards) and not self.booking("b2"):
                super().commit((), (KeepBooking(other),))
            return super().commit(guards, writes)

    store.__class__ = Faster
    take_back_answer(town, "b1", "staff:s1", after.version)
    assert (find(town, "b1").counsellor, find(town, "b2").counsellor) == ("", "sato")


def takes_the_place(town: RequestContext) -> bool:
    """Let somebody else ask for the place of a consultation of this day."""
    other = booking(id="b2", number="222222", user="U2", answers={})
    try:
        town.store.commit((SlotHasRoom(AT_TWO, 1),), (KeepBooking(other),))
    except ConflictError:
        return False
    return True


def cancelled_on_its_day(client) -> RequestContext:
    town = town_of(client, confirmed())
    town.clock.move_to(AT_TWO - timedelta(hours=2))
    ANSWERS["cancel"](town)
    match(town)
    return town


def test_a_place_of_the_day_rests_as_long_as_its_booking_may_come_back(client):
    town = cancelled_on_its_day(client)
    assert not takes_the_place(town)
    town.clock.advance(UNDO_WINDOW.total_seconds())
    match(town)
    assert takes_the_place(town)


def test_without_that_rest_another_would_have_it(client):
    town = cancelled_on_its_day(client)
    town.store.commit((), tuple(DropReleasedPlace(rest.id) for rest in town.store.list_now().released))
    assert takes_the_place(town)

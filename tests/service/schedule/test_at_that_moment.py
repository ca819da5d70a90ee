"""A request and another schedule at one moment: it runs out by the hours that hold, when somebody is there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Kind
from bot.booking.offers import runs_out
from bot.ports.bookings import KeepBooking, NoMoreAsked, NoOpenBooking, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.office import ScheduleIs
from bot.service.bookings.expiry import expire
from bot.service.events.office_now import context_now
from bot.service.notices.ledger import keep_all, planned
from bot.service.schedule.closing import close_days, look_at_closing
from tests.faults.rows import twin
from tests.make import answers, booking, tokyo
from tests.ports import interrupted
from tests.service.schedule.friday import BY_THURSDAY, CLOSED, asked_by_friday, closes, opens


@pytest.fixture
def place(client: Any) -> RequestContext:
    return asked_by_friday(client)


ANOTHER = "13010-99999999"


def asks(place: RequestContext) -> Callable[[], None]:
    """Give what another seeker does, for the day after the one that is to be closed."""
    late = booking(
        id="b2", number="222222", user="U2", start=tokyo("2026-12-07 11:00"), answers=answers(number=ANOTHER)
    )

    def made() -> None:
        now = context_now(place)
        guards = (ScheduleIs(now.office.schedule.version), SlotHasRoom(late.start, 2), NoOpenBooking("U2", ""))
        rows = planned(now, late, now.clock.now())
        place.store.commit(guards, (KeepBooking(late, runs_out(late, now.office)), *keep_all(rows)))

    return made


def closed_as_another_asks(place: RequestContext, *without: type) -> None:
    now = context_now(place)
    mark = look_at_closing(now, CLOSED).mark
    close_days(replace(now, store=interrupted(now.store, asks(place), *without)), CLOSED, "staff:s1", mark)


def warned_of(place: RequestContext) -> list[object]:
    return [row.due for row in place.store.notices("b2") if row.kind is Kind.STAFF_EXPIRING]


def claimed_on_thursday(place: RequestContext) -> set[str]:
    place.clock.move_to(BY_THURSDAY + timedelta(seconds=5))
    return {claim.id for claim in place.store.claim_expiring(20)}


def test_a_request_that_comes_as_a_day_is_closed_runs_out_while_somebody_is_there(place):
    closed_as_another_asks(place)
    assert warned_of(place) == [BY_THURSDAY - timedelta(hours=2)]
    assert claimed_on_thursday(place) == {"b1", "b2"}


@twin("F57", without="the count of the requests that wait")
def test_without_the_count_it_runs_out_on_the_closed_day(place):
    closed_as_another_asks(place, NoMoreAsked)
    assert warned_of(place) != [BY_THURSDAY - timedelta(hours=2)]
    assert claimed_on_thursday(place) == {"b1"}


def run_out_as_the_day_is_opened_again(place: RequestContext, *without: type) -> State | None:
    """Let a worker take up a request by the office as it read it, which nobody can be offered a time in."""
    closes(place)
    place.clock.move_to(BY_THURSDAY)
    read = context_now(place)
    read = replace(read, office=replace(read.office, horizon_days=0))
    [claim] = place.store.claim_expiring(20)
    expire(replace(read, store=interrupted(read.store, lambda: opens(place), *without)), claim)
    return place.store.booking("b1").state


def test_a_request_does_not_run_out_by_hours_that_were_changed_meanwhile(place):
    assert run_out_as_the_day_is_opened_again(place) is State.REQUESTED


@twin("F57", without="the version of the schedule")
def test_without_the_schedules_version_it_runs_out_a_day_early(place):
    assert run_out_as_the_day_is_opened_again(place, ScheduleIs) is State.EXPIRED

"""Requests that are there already run out as the office is open now, not as it was when they came."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.booking.model import State
from bot.booking.notices.notice import Kind
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.waitlist import KeepWish
from bot.service.bookings.expiry import expire
from bot.service.events.office_now import context_now
from bot.service.schedule.reopening import take_back_closing
from bot.service.waitlist.offering import look_at
from tests.make import WEDNESDAY, booking
from tests.service.schedule.friday import BY_FRIDAY, BY_THURSDAY, asked_by_friday, closes, opens

HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def place(client: Any) -> RequestContext:
    return asked_by_friday(client)


def sweep(place: RequestContext, moment: datetime) -> list[State | None]:
    place.clock.move_to(moment)
    return [expire(context_now(place), claim) for claim in place.store.claim_expiring(20)]


def looked_at(place: RequestContext, moment: datetime) -> list[WishState | None]:
    place.clock.move_to(moment)
    return [look_at(context_now(place), claim) for claim in place.store.claim_wishes(20)]


def warned(place: RequestContext) -> list[datetime]:
    return [row.due for row in place.store.notices("b1") if row.kind is Kind.STAFF_EXPIRING]


def test_a_request_runs_out_on_the_last_open_day_before_a_day_that_was_closed(place):
    closes(place)
    assert warned(place) == [BY_THURSDAY - timedelta(hours=2)]
    assert sweep(place, BY_THURSDAY - timedelta(seconds=1)) == []
    assert sweep(place, BY_THURSDAY) == [State.OFFERED]


def test_a_request_whose_last_day_is_over_with_the_closure_runs_out_once_that_cannot_be_taken_back(place):
    late = BY_THURSDAY + timedelta(hours=1)
    place.clock.move_to(late)
    closes(place)
    (closed,) = warned(place)
    assert late <= closed <= place.clock.now()
    assert sweep(place, closed + HALF_A_MINUTE - timedelta(seconds=1)) == []
    assert sweep(place, closed + HALF_A_MINUTE) == [State.OFFERED]


@pytest.mark.parametrize("again", ["opened", "taken back"])
def test_a_request_has_its_day_again_with_the_office(place, again):
    closes(place)
    if again == "opened":
        opens(place)
    else:
        now = context_now(place)
        take_back_closing(now, "c1", now.office.schedule.version, "staff:s1")
    assert warned(place) == [BY_FRIDAY - timedelta(hours=2)]
    assert sweep(place, BY_THURSDAY) == []
    assert sweep(place, BY_FRIDAY) == [State.OFFERED]


def test_a_request_that_was_to_run_out_too_soon_is_looked_at_again_when_it_does(place):
    held = place.store.booking("b1")
    place.store.commit((), (KeepBooking(held, BY_THURSDAY, held),))
    assert sweep(place, BY_THURSDAY) == [None]
    assert [sweep(place, BY_THURSDAY + timedelta(seconds=20 * more)) for more in range(1, 5)] == [[]] * 4
    assert sweep(place, BY_FRIDAY) == [State.OFFERED]


def test_who_waits_for_a_day_whose_cut_off_is_later_by_now_is_looked_at_again_then(place):
    days, consent = (date(2026, 12, 7),), booking().consent
    wish = WaitingWish("w1", WishState.WAITING, WEDNESDAY, days, (Part.MORNING,), "U2", {}, consent)
    place.store.commit((), (KeepWish(wish, BY_THURSDAY),))
    assert looked_at(place, BY_THURSDAY) == [None]
    assert [looked_at(place, BY_THURSDAY + timedelta(seconds=20 * more)) for more in range(1, 5)] == [[]] * 4
    assert looked_at(place, BY_FRIDAY) == [WishState.PASSED]

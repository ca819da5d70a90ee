"""The waiting list at its edges: quiet hours, holds, offers, versions, days."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.booking.model import Consent
from bot.booking.schedule.opening import at, cut_off
from bot.booking.waitlist import (
    MOST_OFFERS,
    QUIET_FROM,
    QUIET_TO,
    SHORTEST_OFFER,
    Part,
    WaitingWish,
    WishState,
    days_to_wait_for,
    ended,
    is_quiet,
    let_go,
    next_for,
    not_quiet,
    offer,
    offer_span,
    reached,
)
from tests.make import OFFICE, USER, WEDNESDAY, tokyo

SECOND = timedelta(seconds=1)
THURSDAY = date(2026, 12, 3)
START = tokyo("2026-12-03 14:00")
WISH = WaitingWish(
    *("w1", WishState.WAITING, WEDNESDAY, (THURSDAY,), (Part.AFTERNOON,), USER, {}),
    consent=Consent("2026-01-01", "0" * 64, WEDNESDAY, "e1"),
)


def test_quiet_hours_begin_and_end_at_their_very_second():
    evening, morning = at(THURSDAY, QUIET_FROM), at(THURSDAY, QUIET_TO)
    assert [is_quiet(one) for one in (evening - SECOND, evening, morning - SECOND, morning)] == [
        False,
        True,
        True,
        False,
    ]
    assert not_quiet(evening) == at(date(2026, 12, 4), QUIET_TO)
    assert not_quiet(morning - SECOND) == morning == not_quiet(morning)


def test_an_offer_needs_the_least_time_before_the_cut_off_and_no_more():
    last: datetime = cut_off(OFFICE, START) - SHORTEST_OFFER
    assert offer_span(OFFICE, START, last) == (last, cut_off(OFFICE, START))
    assert offer_span(OFFICE, START, last + SECOND) is None


def test_who_had_all_offers_gets_no_other():
    assert next_for([replace(WISH, offers=MOST_OFFERS - 1)], START)
    assert next_for([replace(WISH, offers=MOST_OFFERS)], START) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda wish: offer(wish, START, START),
        lambda wish: let_go(replace(wish, offered=START)),
        lambda wish: ended(wish, WishState.WITHDRAWN),
        lambda wish: reached(wish, reachable=True),
        lambda wish: reached(wish, reachable=False),
    ],
)
def test_each_write_raises_the_version_by_one(change):
    assert change(replace(WISH, version=5)).version == 6


def test_days_count_up_to_the_horizon_and_while_an_offer_could_still_be_made():
    week = [WEDNESDAY.date() + timedelta(days=one) for one in range(9)]
    found = days_to_wait_for(replace(OFFICE, horizon_days=7), WEDNESDAY, week)
    assert (found[0], found[-1]) == (week[1], week[7])  # neither today nor the eighth day
    latest = cut_off(OFFICE, at(THURSDAY, QUIET_TO)) - SHORTEST_OFFER
    assert days_to_wait_for(OFFICE, latest - SECOND, [THURSDAY]) == (THURSDAY,)
    assert days_to_wait_for(OFFICE, latest, [THURSDAY]) == ()

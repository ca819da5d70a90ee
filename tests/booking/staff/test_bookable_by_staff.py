"""Which times staff may book for a seeker."""

from datetime import timedelta

import pytest

from bot.booking.schedule.opening import TOKYO
from bot.booking.staff.bookable_by_staff import is_past_cut_off, starts_for_staff
from tests.make import WEDNESDAY, office, tokyo

SECOND = timedelta(seconds=1)


def test_the_last_day_of_the_horizon_counts_and_the_next_does_not():
    brief = office(horizon_days=1)
    assert {start.astimezone(TOKYO).day for start in starts_for_staff(brief, WEDNESDAY, {})} == {25, 26}


def test_a_time_that_has_begun_is_not_offered_and_the_next_is():
    starts = starts_for_staff(office(horizon_days=0), tokyo("2026-11-25 11:00"), {})
    assert tokyo("2026-11-25 11:00") not in starts
    assert starts[0] == tokyo("2026-11-25 11:30")


@pytest.mark.parametrize(("taken", "offered"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_time_is_offered_as_long_as_it_has_a_place(taken: int, offered: bool):
    start = tokyo("2026-11-26 10:00")
    assert (start in starts_for_staff(office(places=2), WEDNESDAY, {start: taken})) == offered


@pytest.mark.parametrize(("second", "past"), [(-1, False), (0, True), (1, True)])
def test_the_cut_off_is_past_at_its_very_second(second: int, past: bool):
    at = tokyo("2026-12-02 17:15") + second * SECOND
    assert is_past_cut_off(office(), tokyo("2026-12-03 14:00"), at) == past

"""What staff change at run time: closures, hours and places of single days."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.booking.schedule.opening import bookable_starts, cut_off, free_starts, is_open_day, places_at, times_on
from bot.booking.schedule.schedule import Closure, Hours, Schedule, check_closure, check_hours
from bot.booking.schedule.vacancy import why_not
from bot.errors import RefusedError
from tests.make import OFFICE, WEDNESDAY, tokyo

THURSDAY = date(2026, 12, 3)
CLOSED = Closure("c1", THURSDAY, THURSDAY, "研修のため")
MORNING = Closure("c2", THURSDAY, THURSDAY, "会議のため", (time(10), time(10, 30)))


def office_with(*closures, hours=()):
    return replace(OFFICE, schedule=Schedule(1, closures, tuple(hours)))


def test_nothing_can_be_booked_on_a_closed_day():
    office = office_with(CLOSED)
    assert not is_open_day(office, THURSDAY)
    assert not [start for start in bookable_starts(office, WEDNESDAY) if start.date() == THURSDAY]
    assert places_at(office, tokyo("2026-12-03 14:00")) == 0
    assert why_not(office, WEDNESDAY, tokyo("2026-12-03 14:00"), ()) == "closed_by_us"


def test_a_range_closes_all_its_days_and_no_other():
    office = office_with(replace(CLOSED, first=date(2026, 12, 1), last=THURSDAY))
    open_days = {start.date() for start in bookable_starts(office, WEDNESDAY)}
    assert not open_days & {date(2026, 12, day) for day in (1, 2, 3)}
    assert {date(2026, 11, 30), date(2026, 12, 4)} <= open_days


def test_a_closure_of_some_starts_leaves_the_others_and_the_day_open():
    office = office_with(MORNING)
    assert is_open_day(office, THURSDAY)
    assert times_on(office, THURSDAY)[0] == time(11)
    assert why_not(office, WEDNESDAY, tokyo("2026-12-03 10:30"), ()) == "closed_by_us"
    assert places_at(office, tokyo("2026-12-03 11:00")) == OFFICE.places


def test_the_cut_off_goes_back_over_a_closed_day():
    friday = tokyo("2026-12-04 14:00")
    assert cut_off(OFFICE, friday) == tokyo("2026-12-03 17:15")
    assert cut_off(office_with(CLOSED), friday) == tokyo("2026-12-02 17:15")
    assert cut_off(office_with(MORNING), friday) == tokyo("2026-12-03 17:15")


def test_hours_and_places_of_a_single_day():
    hours = Hours(THURSDAY, time(9, 30), time(11), places=3, at_start=((time(10), 1),))
    office = office_with(hours=[hours])
    assert times_on(office, THURSDAY) == (time(9, 30), time(10), time(10, 30), time(11))
    assert places_at(office, tokyo("2026-12-03 09:30")) == 3
    assert places_at(office, tokyo("2026-12-03 10:00")) == 1
    assert places_at(office, tokyo("2026-12-03 14:00")) == 0
    assert places_at(office, tokyo("2026-12-04 14:00")) == OFFICE.places
    taken = {tokyo("2026-12-03 10:00"): 1, tokyo("2026-12-03 11:00"): 1}
    free = free_starts(office, WEDNESDAY, taken)
    assert tokyo("2026-12-03 10:00") not in free
    assert tokyo("2026-12-03 11:00") in free


def test_each_change_raises_the_version_and_leaves_no_empty_day():
    schedule = Schedule().with_closure(CLOSED).with_hours(Hours(THURSDAY, places=0))
    assert (schedule.version, len(schedule.closures), len(schedule.hours)) == (2, 1, 1)
    schedule = schedule.without("c1").with_hours(Hours(THURSDAY, by="s1"))
    assert schedule == Schedule(4)
    with pytest.raises(RefusedError, match="closure_gone"):
        schedule.without("c1")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"last": date(2026, 12, 2)}, "closure_backwards"),
        ({"first": date(2026, 11, 24)}, "closure_past"),
        ({"last": date(2027, 3, 5)}, "closure_too_long"),
        ({"reason": " "}, "closure_reason"),
    ],
)
def test_a_closure_that_cannot_be_meant_is_refused(changes, code):
    with pytest.raises(RefusedError, match=code):
        check_closure(replace(CLOSED, **changes), WEDNESDAY.date())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"day": date(2026, 11, 24)}, "hours_past"),
        ({"first_start": time(14), "last_start": time(11)}, "hours_backwards"),
        ({"places": 21}, "hours_places"),
        ({"at_start": ((time(10), -1),)}, "hours_places"),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(changes, code):
    with pytest.raises(RefusedError, match=code):
        check_hours(replace(Hours(THURSDAY), **changes), WEDNESDAY.date())


def test_what_begins_today_starts_and_ends_at_one_time_or_has_no_places_can_be_meant():
    today = THURSDAY
    check_closure(CLOSED, today)
    check_hours(Hours(today, time(10), time(10), places=0, at_start=((time(10), 0),)), today)

"""When the office is open, and which times may be booked; all of it in Japan's time, wherever we run."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from bot.booking.schedule.opening import (
    DAY,
    bookable_starts,
    cut_off,
    days_of,
    free_starts,
    is_open,
    is_open_day,
    nearest,
    on_day,
    open_days,
    start_times,
    today,
)
from bot.booking.schedule.weekly import same_hours
from tests.make import OFFICE, WEDNESDAY, office, tokyo

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("day", "opened"),
    [
        ("2026-11-20", True),  # Friday
        ("2026-11-21", False),  # Saturday
        ("2026-11-22", False),  # Sunday
        ("2026-11-23", False),  # Labour Thanksgiving Day, a Monday
        ("2026-11-24", True),
        ("2026-11-03", False),  # Culture Day, a Tuesday
        ("2026-05-06", False),  # a Wednesday in place of Constitution Day, which was a Sunday
        ("2026-09-22", False),  # a Tuesday between two holidays
        ("2027-01-11", False),  # Coming of Age Day, the second Monday
        ("2027-03-22", False),  # a Monday in place of the equinox, a Sunday
        ("2026-12-28", True),
        ("2026-12-29", False),
        ("2026-12-31", False),
        ("2027-01-01", False),
        ("2027-01-03", False),
        ("2027-01-04", True),
        ("2028-02-29", True),  # a Tuesday of a leap year
    ],
)
def test_the_office_is_closed_at_weekends_on_holidays_and_over_the_year_end(day, opened):
    assert is_open_day(OFFICE, date.fromisoformat(day)) is opened


def test_a_further_closed_day_of_the_office_is_closed():
    closed = office(closures=frozenset({date(2026, 12, 3)}))
    assert is_open_day(OFFICE, date(2026, 12, 3))
    assert not is_open_day(closed, date(2026, 12, 3))
    assert tokyo("2026-12-03 10:00") not in bookable_starts(closed, WEDNESDAY)


@pytest.mark.parametrize(
    ("first", "last", "closed", "opened"),
    [
        ((8, 13), (8, 14), date(2026, 8, 13), date(2026, 8, 17)),  # within a year
        ((12, 30), (1, 4), date(2027, 1, 4), date(2026, 12, 29)),  # over the new year
        ((8, 13), (8, 13), date(2026, 8, 13), date(2026, 8, 14)),  # one day
    ],
)
def test_another_office_may_have_other_days_off(first, last, closed, opened):
    other = office(year_end_from=first, year_end_to=last)
    assert not is_open_day(other, closed)
    assert is_open_day(other, opened)


@pytest.mark.parametrize(
    ("moment", "answered"),
    [
        ("2026-11-25 08:29:59", False),
        ("2026-11-25 08:30:00", True),
        ("2026-11-25 17:14:59", True),
        ("2026-11-25 17:15:00", False),
        ("2026-11-23 12:00:00", False),  # a holiday
        ("2026-11-28 12:00:00", False),  # a Saturday
    ],
)
def test_the_telephone_is_answered_from_opening_to_closing_time(moment, answered):
    assert is_open(OFFICE, tokyo(moment)) is answered
    assert is_open(OFFICE, tokyo(moment).astimezone(UTC)) is answered


@pytest.mark.parametrize(
    ("start", "last"),
    [
        ("2026-12-03 14:00", "2026-12-02 17:15"),  # the day before is open
        ("2026-11-30 10:00", "2026-11-27 17:15"),  # Monday: Friday
        ("2026-11-24 10:00", "2026-11-20 17:15"),  # after a long weekend
        ("2026-09-24 15:00", "2026-09-18 17:15"),  # after five days off
        ("2026-05-07 10:00", "2026-05-01 17:15"),  # after Golden Week
        ("2027-01-04 10:00", "2026-12-28 17:15"),  # after the year end
        ("2027-01-05 10:00", "2027-01-04 17:15"),
        ("2026-12-28 10:00", "2026-12-25 17:15"),
    ],
)
def test_applying_ends_when_the_last_open_day_before_does(start, last):
    assert cut_off(OFFICE, tokyo(start)) == tokyo(last)
    assert cut_off(OFFICE, tokyo(start).astimezone(UTC)) == tokyo(last)


def test_a_closure_of_the_office_moves_the_cut_off_back_as_well():
    closed = office(closures=frozenset({date(2026, 12, 2), date(2026, 12, 1)}))
    assert cut_off(closed, tokyo("2026-12-03 10:00")) == tokyo("2026-11-30 17:15")


@pytest.mark.parametrize(
    ("last", "day"),
    [
        ("2026-12-02 17:15", "2026-12-03"),
        ("2026-11-27 17:15", "2026-11-30"),
        ("2026-12-28 17:15", "2027-01-04"),
        ("2026-11-20 17:15", "2026-11-24"),
    ],
)
def test_a_time_can_be_booked_up_to_the_second_before_the_cut_off(last, day):
    first, final = tokyo(f"{day} 10:00"), tokyo(f"{day} 15:00")
    assert {first, final} <= set(bookable_starts(OFFICE, tokyo(last) - SECOND))
    assert first not in bookable_starts(OFFICE, tokyo(last))
    assert final not in bookable_starts(OFFICE, tokyo(last))


def test_a_consultation_starts_every_half_hour_from_ten_and_the_last_at_three():
    assert [f"{one:%H:%M}" for one in start_times(OFFICE)] == [
        *("10:00", "10:30", "11:00", "11:30", "12:00", "12:30"),
        *("13:00", "13:30", "14:00", "14:30", "15:00"),
    ]


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({"consultation": same_hours(time(10), time(15, 29))}, "14:30"),
        ({"consultation": same_hours(time(10), time(15, 59))}, "15:00"),
        ({"minutes": 60}, "14:00"),
        ({"minutes": 50}, "14:10"),
        ({"consultation": same_hours(time(15), time(15, 30))}, "15:00"),
    ],
)
def test_the_last_consultation_ends_in_time(changes, last):
    assert f"{start_times(office(**changes))[-1]:%H:%M}" == last


def test_nothing_can_be_booked_for_today_nor_beyond_the_horizon():
    days = days_of(bookable_starts(OFFICE, WEDNESDAY))
    assert days[0] == date(2026, 11, 26)
    assert days[-1] == date(2026, 12, 25)  # 30 days ahead, a Friday
    assert max(days_of(bookable_starts(office(horizon_days=29), WEDNESDAY))) == date(2026, 12, 24)


def test_the_horizon_counts_from_the_day_it_is_in_japan():
    just_after_midnight = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # Thursday, 0:00 in Japan
    assert today(just_after_midnight - SECOND) == date(2026, 11, 25)
    assert today(just_after_midnight) == date(2026, 11, 26)
    assert max(open_days(OFFICE, just_after_midnight)) == date(2026, 12, 25)
    assert max(open_days(office(horizon_days=33), just_after_midnight)) == date(2026, 12, 28)


def test_over_a_long_closure_no_day_at_all_may_be_left():
    assert bookable_starts(office(horizon_days=6), tokyo("2026-12-28 17:15")) == ()
    assert free_starts(office(horizon_days=6), tokyo("2026-12-28 17:15"), {}) == ()


@pytest.mark.parametrize(("taken", "is_free"), [(0, True), (1, True), (2, False), (3, False)])
def test_a_time_is_free_while_it_has_a_place_left(taken, is_free):
    start = tokyo("2026-12-03 14:00")
    assert (start in free_starts(OFFICE, WEDNESDAY, {start.astimezone(UTC): taken})) is is_free


def test_where_nothing_is_taken_the_only_place_is_free():
    assert tokyo("2026-12-03 14:00") in free_starts(replace(OFFICE, places=1), WEDNESDAY, {})


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("2026-12-03 14:00", ["12-03 13:30", "12-03 14:00", "12-03 14:30"]),
        ("2026-12-03 14:15", ["12-03 13:30", "12-03 14:00", "12-03 14:30"]),  # as near, the earlier one
        ("2026-12-03 10:00", ["12-03 10:00", "12-03 10:30", "12-03 11:00"]),
        ("2026-12-03 18:00", ["12-03 14:00", "12-03 14:30", "12-03 15:00"]),
        ("2026-12-05 12:00", ["12-04 14:00", "12-04 14:30", "12-04 15:00"]),  # a Saturday
        ("2099-01-01 10:00", ["12-25 14:00", "12-25 14:30", "12-25 15:00"]),
    ],
)
def test_the_nearest_free_times_come_in_order(wanted, near):
    found = nearest(free_starts(OFFICE, WEDNESDAY, {}), tokyo(wanted))
    assert [f"{one:%m-%d %H:%M}" for one in found] == near


def test_fewer_than_three_free_times_are_all_that_is_offered():
    only = (tokyo("2026-12-03 14:00"),)
    assert nearest(only, tokyo("2026-12-04 10:00")) == only
    assert nearest((), tokyo("2026-12-04 10:00")) == ()


def test_the_times_of_a_day_are_those_of_that_day_in_japan():
    free = free_starts(OFFICE, WEDNESDAY, {})
    in_utc = [one.astimezone(UTC) for one in free]
    assert on_day(in_utc, date(2026, 12, 3)) == on_day(free, date(2026, 12, 3))
    assert len(on_day(free, date(2026, 12, 3))) == 11


def test_a_moment_counts_whatever_zone_it_is_told_in():
    elsewhere = timezone(timedelta(hours=-5))
    for moment in (tokyo("2026-11-25 17:14:59"), tokyo("2026-11-25 17:15:00"), tokyo("2026-11-26 00:00:00")):
        assert bookable_starts(OFFICE, moment.astimezone(elsewhere)) == bookable_starts(OFFICE, moment)


SMALL = """
from tests.make import OFFICE, booking, tokyo
from bot.booking.model import State
from bot.booking.schedule.opening import bookable_starts, cut_off
from bot.booking.notices.reminders import plans
now = tokyo("2026-11-25 17:14:59")
told = [start.timestamp() for start in bookable_starts(OFFICE, now)]
told += [cut_off(OFFICE, tokyo("2027-01-04 10:00")).timestamp()]
told += [plan.due.timestamp() for plan in plans(booking(state=State.CONFIRMED), OFFICE, now)]
print(told)
"""


def test_the_times_are_the_same_wherever_the_machine_is():
    def told(zone: str) -> str:
        environ = {**os.environ, "TZ": zone}
        return subprocess.run([sys.executable, "-c", SMALL], env=environ, capture_output=True, check=True).stdout

    utc = told("UTC")
    assert len(utc) > 1000
    assert {told("Asia/Tokyo"), told("America/New_York")} == {utc}


def test_the_first_bookable_start_is_this_very_second():
    assert bookable_starts(OFFICE, WEDNESDAY)[0].timestamp() == 1_795_654_800  # 2026-11-26T10:00+09:00


def test_a_day_is_a_day():
    assert timedelta(hours=24) == DAY

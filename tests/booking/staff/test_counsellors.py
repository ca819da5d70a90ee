"""When a counsellor is there: the hours of the week, every other week, first and last day, absences, extra hours."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.booking.schedule.schedule import Schedule
from bot.booking.schedule.weekly import Span, weekly_from
from bot.booking.staff.counsellors import (
    Away,
    Counsellor,
    ExtraHours,
    absence,
    check,
    named,
    with_absence,
    without_absence,
)
from bot.errors import RefusedError
from tests.make import tokyo

SATO = Counsellor("c1", "佐藤", weekly_from("mon-fri 10:00-12:00,13:00-15:30"))
THURSDAY, DAY = date(2026, 12, 3), timedelta(days=1)
HALF_AN_HOUR = timedelta(minutes=30)


def is_there(one: Counsellor, start: str) -> bool:
    return one.is_on_duty(tokyo(start), tokyo(start) + HALF_AN_HOUR)


@pytest.mark.parametrize(
    ("start", "there"),
    [
        ("2026-12-03 09:30", False),
        ("2026-12-03 10:00", True),
        ("2026-12-03 11:30", True),
        ("2026-12-03 11:45", False),  # over lunch
        ("2026-12-03 12:00", False),
        ("2026-12-03 15:00", True),
        ("2026-12-03 15:30", False),
        ("2026-12-05 10:00", False),  # a Saturday
    ],
)
def test_a_counsellor_is_there_for_what_fits_within_the_hours(start, there):
    assert is_there(SATO, start) is there


def test_the_first_and_the_last_day_are_worked():
    one = replace(SATO, since=THURSDAY, until=THURSDAY + DAY)
    days = ("2026-12-02", "2026-12-03", "2026-12-04", "2026-12-07")
    assert [is_there(one, f"{day} 10:00") for day in days] == [False, True, True, False]
    assert [one.has_ended(THURSDAY + ahead * DAY) for ahead in (0, 1, 2)] == [False, False, True]


def test_every_other_week_is_counted_from_the_week_that_was_named():
    one = replace(SATO, every_other=THURSDAY)
    days = ("2026-11-19", "2026-11-26", "2026-11-30", "2026-12-04", "2026-12-07", "2026-12-14")
    assert [is_there(one, f"{day} 10:00") for day in days] == [True, False, True, True, False, True]


def test_an_absence_of_a_part_of_a_day_takes_what_it_touches():
    one = with_absence(SATO, absence(tokyo("2026-12-03 13:15"), tokyo("2026-12-03 14:00")))
    clocks = ("11:30", "13:00", "13:30", "14:00")
    assert [is_there(one, f"2026-12-03 {clock}") for clock in clocks] == [True, False, False, True]


def test_an_absence_of_days_takes_the_last_one_whole_and_may_be_taken_away_in_part():
    one = with_absence(SATO, absence(THURSDAY, THURSDAY + DAY))
    assert not is_there(one, "2026-12-04 15:00")
    assert is_there(one, "2026-12-07 10:00")
    back = without_absence(one, absence(THURSDAY, THURSDAY))
    assert (is_there(back, "2026-12-03 10:00"), is_there(back, "2026-12-04 10:00")) == (True, False)
    assert back.absences == (Away(tokyo("2026-12-04 00:00"), tokyo("2026-12-05 00:00")),)
    with pytest.raises(RefusedError, match="no_such_absence"):
        without_absence(SATO, absence(THURSDAY, THURSDAY))


def test_extra_hours_hold_on_their_day_alone():
    one = replace(SATO, extra=(ExtraHours(date(2026, 12, 5), Span(time(10), time(11))),))
    assert is_there(one, "2026-12-05 10:30")
    assert not is_there(one, "2026-12-12 10:30")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": ""}, "counsellor_name"),
        ({"name": "佐" * 41}, "counsellor_name"),
        ({"name": "鈴木"}, "counsellor_name_taken"),
        ({"since": THURSDAY, "until": THURSDAY - DAY}, "counsellor_backwards"),
        ({"zoom_host": "a b"}, "counsellor_host"),
        ({"skills": ("juggling",)}, "counsellor_skill"),
        ({"purposes": ("gardening",)}, "counsellor_skill"),
    ],
)
def test_what_can_not_be_meant_is_refused(changes, code):
    others = (SATO, replace(SATO, id="c2", name="鈴木"))
    check(SATO, others, THURSDAY)
    with pytest.raises(RefusedError) as refused:
        check(replace(SATO, **changes), others, THURSDAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (THURSDAY, THURSDAY - DAY, "absence_backwards"),
        (tokyo("2026-12-03 13:00"), tokyo("2026-12-03 13:00"), "absence_backwards"),
        (THURSDAY, THURSDAY + 400 * DAY, "absence_too_long"),
    ],
)
def test_an_absence_that_can_not_be_meant_is_refused(since, until, code):
    with pytest.raises(RefusedError) as refused:
        absence(since, until)
    assert refused.value.code == code


def test_a_name_may_be_borne_again_by_another_and_finds_who_works_now():
    gone = replace(SATO, until=THURSDAY - DAY)
    present = replace(SATO, id="c2")
    check(present, (gone,), THURSDAY)
    schedule = Schedule().with_counsellor(gone).with_counsellor(present)
    assert schedule.version == 2
    assert named(schedule.counsellors, "佐藤", THURSDAY) is present
    assert named(schedule.counsellors, "c1", THURSDAY) is gone
    with pytest.raises(RefusedError, match="unknown_counsellor"):
        named(schedule.counsellors, "田中", THURSDAY)

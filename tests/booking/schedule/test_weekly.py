"""The hours of a week: read from a text, written as one, said in words; an office with a lunch break and Saturdays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest

from bot.booking.notices.reminders import staff_plans
from bot.booking.schedule.opening import (
    bookable_starts,
    closings_from,
    cut_off,
    hours_on,
    is_open,
    is_open_day,
    known_times,
    next_opening,
    places_at,
    places_on,
    start_times,
    times_on,
    weekdays_shown,
)
from bot.booking.schedule.schedule import Closure, Hours, Schedule
from bot.booking.schedule.vacancy import why_not
from bot.booking.schedule.weekly import Span, same_hours, weekly_from
from bot.booking.waitlist import days_to_wait_for
from bot.dialogue.reading import say_hours
from bot.messages.catalogue import load_words
from tests.make import OFFICE, OTHER, WEDNESDAY, booking, other_office, tokyo

SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
THURSDAY, FRIDAY, MONDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mon-fri 10:00-12:00,13:00-15:30", "mon-fri 10:00-12:00,13:00-15:30"),
        ("mon-fri 10:00-12:00,13:00-15:30; sat 10:00-12:00", "mon-fri 10:00-12:00,13:00-15:30; sat 10:00-12:00"),
        ("mon,wed 9:00-10:00", "mon 09:00-10:00; wed 09:00-10:00"),
        (" MON - WED  13:00 - 15:00 , 10:00-12:00 ;", "mon-wed 10:00-12:00,13:00-15:00"),
        ("sat 10:00-12:00; mon-fri 10:00-12:00", "mon-sat 10:00-12:00"),
        ("mon 10:00-11:00; mon 13:00-14:00", "mon 10:00-11:00,13:00-14:00"),
        ("月～金 １０：００～１２：００；土曜 10:00-12:00", "mon-sat 10:00-12:00"),
        ("平日 10:00-12:00、13:00-15:00", "mon-fri 10:00-12:00,13:00-15:00"),
        ("日曜日 10:00-11:00", "sun 10:00-11:00"),
        ("月から金 10時-12時", "mon-fri 10:00-12:00"),
        ("月曜日から水曜日まで １０時半から１２時まで", "mon-wed 10:30-12:00"),
        ("月火水 10:00-12:00", "mon-wed 10:00-12:00"),
        ("月・水・金 9時15分～10時", "mon 09:15-10:00; wed 09:15-10:00; fri 09:15-10:00"),
        ("毎日 13:00-15:00", "mon-sun 13:00-15:00"),
        ("平日 10:00-12:00；土日 10:00-11:00", "mon-fri 10:00-12:00; sat-sun 10:00-11:00"),
        ("mon 10:00-11:00,11:00-12:00", "mon 10:00-11:00,11:00-12:00"),
    ],
)
def test_a_week_is_read_and_written(text, written):
    assert str(weekly_from(text)) == written
    assert weekly_from(written) == weekly_from(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "mon-fri 10:00-12:00"),
        ("  ;  ", "mon-fri 10:00-12:00"),
        ("mon-fri", "mon-fri"),
        ("10:00-12:00", "10:00-12:00"),
        ("mon-fri 10:00-12:00,11:00-13:00", "10:00-12:00 と 11:00-13:00 が重なって"),
        ("mon 10:00-12:00; mon-fri 11:30-13:00", "月曜の 10:00-12:00 と 11:30-13:00"),
        ("mon-fri 12:00-10:00", "12:00-10:00"),
        ("mon-fri 10:00-10:00", "10:00-10:00"),
        ("fri-mon 10:00-12:00", "fri-mon"),
        ("mon-wed-fri 10:00-12:00", "mon-wed-fri"),
        ("monday 10:00-12:00", "monday"),
        ("祝 10:00-12:00", "祝"),
        ("祝 10:00-12:00", "月-金、月火水、平日、毎日"),
        ("月火祝 10:00-12:00", "月火祝"),
        ("", "月-金 10:00-12:00"),
        ("月 25時-26時", "25時-26時"),
        ("mon-fri 10-12", "10-12"),
        ("mon-fri 10:00", "10:00"),
        ("mon-fri 10:00-24:00", "10:00-24:00"),
        ("mon-fri 10:60-12:00", "10:60-12:00"),
        ("mon-fri 10:00-12:15", "1回30分で割り切れません"),
        ("mon-fri 10:00-12:00,13:00-13:20", "13:00-13:20"),
    ],
)
def test_what_can_not_be_meant_is_said_in_one_line_that_names_it(text, named):
    with pytest.raises(ValueError, match="ください") as refused:
        weekly_from(text, minutes=30)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "other"), [("counter", "opens"), ("consultation", "first_start")])
def test_hours_are_told_in_one_way_only(name, other):
    with pytest.raises(ValueError, match=rf"{name}\.weekly .*{name}\.{other} を消して"):
        other_office(**{name: {other: time(9)}})
    with pytest.raises(ValueError, match=rf"{name}\.weekly: .*重なって"):
        other_office(**{name: {"weekly": "mon 10:00-12:00,11:00-13:00"}})
    with pytest.raises(ValueError, match=rf"{name}\.weekly は文字"):
        other_office(**{name: {"weekly": 5}})


def test_the_same_hours_from_monday_to_friday_are_what_an_older_file_means():
    named = other_office(
        counter={"weekly": "mon-fri 8:30-17:15"}, consultation={"weekly": "mon-fri 10:00-15:30", "minutes": 30}
    )
    assert (named.counter, named.consultation) == (OFFICE.counter, OFFICE.consultation)
    assert same_hours(time(10), time(12)) == weekly_from("mon-fri 10:00-12:00")


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        (THURSDAY, ["10:00", "11:00", "13:00", "14:00"]),
        (SATURDAY, ["10:00", "11:00"]),
        (SUNDAY, []),
    ],
)
def test_each_consultation_fits_within_a_span_and_never_goes_over_lunch(day, starts):
    assert [f"{one:%H:%M}" for one in times_on(OTHER, day)] == starts
    assert is_open_day(OTHER, day) is bool(starts)
    assert places_on(OTHER, day) == 2 * len(starts)


def test_lunch_and_sundays_can_not_be_booked_and_are_told_apart():
    free = bookable_starts(OTHER, WEDNESDAY)
    assert tokyo("2026-11-28 10:00") in free
    assert tokyo("2026-11-28 13:00") not in free
    assert places_at(OTHER, tokyo("2026-11-26 12:00")) == 0
    assert why_not(OTHER, WEDNESDAY, tokyo("2026-11-26 12:00"), free) == "outside_hours"
    assert why_not(OTHER, WEDNESDAY, tokyo("2026-11-28 14:00"), free) == "outside_hours"
    assert why_not(OTHER, WEDNESDAY, tokyo("2026-11-29 10:00"), free) == "closed_day"
    assert start_times(OTHER) == known_times(OTHER) == times_on(OTHER, THURSDAY)
    assert days_to_wait_for(OTHER, WEDNESDAY, (FRIDAY, SATURDAY, SUNDAY)) == (FRIDAY, SATURDAY)


def test_a_saturday_on_which_only_the_counter_is_open_is_no_day_to_book():
    office = other_office(consultation={"weekly": "mon-fri 10:00-12:00"})
    assert is_open_day(office, SATURDAY)
    assert why_not(office, WEDNESDAY, tokyo("2026-11-28 10:00"), ()) == "closed_day"
    assert days_to_wait_for(office, WEDNESDAY, (SATURDAY,)) == ()


@pytest.mark.parametrize(
    ("moment", "answered", "opens"),
    [
        ("2026-11-26 11:59", True, "2026-11-26 13:00"),
        ("2026-11-26 12:00", False, "2026-11-26 13:00"),
        ("2026-11-26 13:00", True, "2026-11-27 09:00"),
        ("2026-11-27 17:00", False, "2026-11-28 09:30"),
        ("2026-11-28 09:29", False, "2026-11-28 09:30"),
        ("2026-11-28 09:30", True, "2026-11-30 09:00"),
    ],
)
def test_the_telephone_rests_at_lunch_and_is_answered_on_saturdays(moment, answered, opens):
    assert is_open(OTHER, tokyo(moment)) is answered
    assert next_opening(OTHER, tokyo(moment)) == tokyo(opens)


def test_applying_for_a_monday_ends_when_the_saturday_does():
    assert cut_off(OTHER, tokyo("2026-11-30 10:00")) == tokyo("2026-11-28 12:30")
    assert cut_off(OTHER, tokyo("2026-11-28 10:00")) == tokyo("2026-11-27 17:00")
    assert next(closings_from(OTHER, SATURDAY)) == tokyo("2026-11-28 12:30")
    assert hours_on(OTHER, SATURDAY) == (tokyo("2026-11-28 09:30"), tokyo("2026-11-28 12:30"))
    warned = staff_plans(booking(start=tokyo("2026-11-30 10:00")), OTHER, WEDNESDAY)
    assert tokyo("2026-11-28 10:30") in {plan.due for plan in warned}


def test_consultations_on_a_day_without_the_counter_are_booked_by_its_last_day_before():
    office = replace(OFFICE, consultation=weekly_from("mon-fri 10:00-15:30; sat 10:00-12:00"))
    assert tokyo("2026-11-28 11:30") in bookable_starts(office, WEDNESDAY)
    assert not is_open(office, tokyo("2026-11-28 11:30"))
    assert cut_off(office, tokyo("2026-11-30 10:00")) == tokyo("2026-11-27 17:15")
    assert hours_on(office, SATURDAY) == (tokyo("2026-11-28 10:00"), tokyo("2026-11-28 12:00"))
    assert (weekdays_shown(OFFICE), weekdays_shown(office)) == (5, 6)


@pytest.mark.parametrize(
    ("first", "last", "starts"),
    [
        ("11:00", None, ["11:00", "13:00", "14:00"]),
        (None, "13:00", ["10:00", "11:00", "13:00"]),
        ("10:30", None, ["10:30", "13:00", "14:00"]),  # the one at 11:30 would go over lunch
        ("12:00", None, ["12:00", "13:00", "14:00"]),  # staff let lunch go
        (None, "12:00", ["10:00", "11:00", "12:00"]),
        ("14:00", "16:00", ["14:00", "15:00", "16:00"]),
        ("16:00", None, []),
    ],
)
def test_the_hours_of_a_single_day_leave_lunch_free_unless_they_name_it(first, last, starts):
    clock = time.fromisoformat
    hours = Hours(THURSDAY, first and clock(first), last and clock(last))
    office = replace(OTHER, schedule=Schedule(1, hours=(hours,)))
    assert [f"{one:%H:%M}" for one in times_on(office, THURSDAY)] == starts
    assert times_on(office, FRIDAY) == times_on(OTHER, FRIDAY)


def test_a_closed_saturday_is_closed():
    closed = replace(OTHER, schedule=Schedule(1, (Closure("c", SATURDAY, SATURDAY, "工事"),)))
    assert not is_open_day(closed, SATURDAY)
    assert cut_off(closed, tokyo("2026-11-30 10:00")) == tokyo("2026-11-27 17:00")


@pytest.mark.parametrize(
    ("week", "said", "easy"),
    [
        (
            "mon-fri 8:30-17:15",
            "平日8:30～17:15",
            "平日（へいじつ：月曜日から 金曜日）の 午前8時30分から 午後5時15分まで",
        ),
        ("mon-sat 9:00-17:00", "月～土曜9:00～17:00", "月曜日から 土曜日の 午前9時から 午後5時まで"),
        (
            "mon-fri 9:00-12:00,13:00-17:00; sat 9:30-12:30",
            "平日9:00～12:00と13:00～17:00、土曜9:30～12:30",
            "平日（へいじつ：月曜日から 金曜日）の 午前9時から 昼12時までと 午後1時から 午後5時まで、"
            "土曜日の 午前9時30分から 昼12時30分まで",
        ),
        ("mon,wed,fri 10:00-12:00", "月・水・金曜10:00～12:00", "月曜日・水曜日・金曜日の 午前10時から 昼12時まで"),
        ("sat,sun 10:00-12:00", "土・日曜10:00～12:00", "土曜日・日曜日の 午前10時から 昼12時まで"),
        ("mon-sun 10:00-12:00", "毎日10:00～12:00", "毎日（まいにち）の 午前10時から 昼12時まで"),
    ],
)
def test_hours_are_said_from_the_timetable(week, said, easy):
    told = say_hours(weekly_from(week))
    assert (told, told.easy) == (said, easy)


@pytest.fixture(name="words")
def made_words() -> Callable[..., str]:
    words = load_words(OTHER)
    return lambda key, **values: words(key, values)


def test_what_seekers_read_of_the_hours_is_that_of_their_office(words):
    assert "相談は平日10:00～12:00と13:00～15:00、土曜10:00～12:00、窓口は平日9:00～12:00と13:00～17:00" in words(
        "answers.saturday.text"
    )
    assert "日曜・祝日と年末年始はお休みです" in words("answers.saturday.text")
    assert "土曜・日曜・祝日と年末年始はお休みです" in load_words(OFFICE)("answers.saturday.text")
    assert "いちばん遅い開始は14:00" in words("answers.hours.text")
    outside = words("book.time.retry.outside_hours", when="12月3日（木）12:00")
    assert "平日10:00から11:00までと13:00から14:00まで、土曜10:00から11:00まで" in outside
    assert "10:00から15:00まで、30分ごと" in load_words(OFFICE)("book.time.retry.outside_hours", {"when": ""})
    assert "（前の開庁日の窓口が閉まる時刻まで）" in words("book.time.retry.too_soon", when="")


def test_a_span_knows_how_long_it_is():
    assert Span(time(10), time(12, 30)).minutes == 150


def test_a_week_to_edit_is_in_japanese_and_is_read_as_it_was():
    week = weekly_from("mon-fri 10:00-12:00,13:00-15:30; sat 10:00-12:00")
    assert week.to_edit == "月-金 10:00-12:00,13:00-15:30; 土 10:00-12:00"
    assert weekly_from(week.to_edit) == week

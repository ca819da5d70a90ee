"""A weekday said while a day of another week is chosen, or all that is left lies in one week, is of that week."""

import pytest

from tests.dialogue.talks import at, value
from tests.make import booking, tokyo
from tests.talk import Talk

WEEK_AFTER_NEXT = "12月10日14時"


def on_the_card() -> Talk:
    return at("day").says(WEEK_AFTER_NEXT)


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("やっぱり火曜の2時で", "2026-12-08T14:00:00+09:00"),
        ("金曜にします", "2026-12-11T14:00:00+09:00"),
        ("月曜は無理なので金曜で", "2026-12-11T14:00:00+09:00"),
        ("やっぱり今週の金曜で", "2026-11-27T14:00:00+09:00"),
        ("来週の火曜で", "2026-12-01T14:00:00+09:00"),
        ("12月4日にして", "2026-12-04T14:00:00+09:00"),
        ("明日にして", "2026-11-26T14:00:00+09:00"),
    ],
)
def test_the_card_takes_a_weekday_of_its_own_week_unless_another_is_named(said, start):
    assert value(on_the_card().says(said), "time") == start


def test_of_two_weekdays_both_are_of_the_week_that_stands():
    offered = " ".join(on_the_card().says("やっぱり火曜か水曜の2時で").every_button())
    assert "12月8日" in offered
    assert "12月9日" in offered


@pytest.mark.parametrize(
    ("first", "then", "day"),
    [
        ("来週の木曜日", "やっぱり金曜日がいいです", "2026-12-04"),
        ("12月10日", "月曜がいい", "2026-12-07"),
        ("12月10日", "今週の金曜がいい", "2026-11-27"),
        ("11月27日", "月曜がいい", "2026-11-30"),
    ],
)
def test_a_weekday_said_at_the_times_of_a_day_is_of_its_week(first, then, day):
    assert value(at("day").says(first).says(then), "day") == day


def test_the_latest_time_of_a_weekday_is_of_the_week_that_stands():
    offered = " ".join(at("day").says("12月10日").says("火曜の一番遅い時間").every_button())
    assert "12月8日（火） 15:00" in offered
    assert "12月22日" not in offered


@pytest.mark.parametrize(
    ("then", "days"), [("木曜以降で", {"12月10日", "12月11日"}), ("火曜までで", {"12月7日", "12月8日"})]
)
def test_from_or_until_a_weekday_stays_in_the_one_week_that_was_wished_for(then, days):
    offered = at("day").says("再来週のどこか").says(then).every_button()
    assert {label.partition("（")[0] for label in offered if "月" in label} == days


def test_who_moves_a_booking_stays_in_the_week_he_named():
    talk = Talk(booking=booking(), now=tokyo("2026-11-25 10:00")).says("12月10日の14時に変更")
    assert value(talk.says("やっぱり金曜の同じ時間で"), "time") == "2026-12-11T14:00:00+09:00"


@pytest.mark.parametrize("text", ["金曜の午前に変えたい", "金曜日の午前中とかに変えられますか", "金曜の朝に変えたい"])
def test_a_part_of_a_weekday_is_asked_about_in_both_weeks(text):
    buttons = Talk(booking=booking()).says(text).every_button()
    assert {"11月27日（金） 10:00", "11月27日（金） 11:30", "12月4日（金） 10:00", "12月4日（金） 11:30"} <= {*buttons}
    assert not any(label.endswith(("13:00", "15:00")) for label in buttons)


def test_of_many_times_the_days_are_offered_and_the_part_is_kept():
    talk = Talk(booking=booking()).says("金曜の午後に変えたい")
    assert {"11月27日（金）", "12月4日（金）"} <= {*talk.every_button()}
    talk.taps("12月4日（金）")
    assert "14:00" in talk.every_button()
    assert "10:00" not in talk.every_button()


@pytest.mark.parametrize("text", ["来週金曜の午前に変えたい", "11日の午前に変更", "次の日の午前に変えたい"])
def test_a_day_that_is_certain_is_asked_about_in_no_other_week(text):
    assert "11月27日（金） 10:00" not in Talk(booking=booking()).says(text).every_button()

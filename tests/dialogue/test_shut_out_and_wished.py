"""What is shut out is never offered, whatever way it is said; what is wished for beside it is kept."""

import pytest

from tests.dialogue.talks import at, value
from tests.talk import Talk


def days(talk: Talk) -> set[str]:
    """Give the days that are offered: 12月3日."""
    return {label.partition("（")[0] for label in talk.every_button() if "日（" in label}


def times(talk: Talk) -> list[str]:
    return [label[-5:] for label in talk.every_button() if label[-3:-2] == ":"]


NEXT_WEEK = {"11月30日", "12月1日", "12月2日", "12月3日", "12月4日"}


@pytest.mark.parametrize(
    ("said", "shut_out"),
    [
        ("火曜は健診なので、それ以外で", {"12月1日", "12月8日"}),
        ("来週の健診が火曜なので、それ以外の日", {"12月1日"}),
        ("12月3日は仕事なので別の日", {"12月3日"}),
        ("月曜は子どもの迎えがあるから他の日の午後", {"11月30日", "12月7日"}),
        ("3日と4日は法事だから、その日以外でお願いします", {"12月3日", "12月4日"}),
        ("金曜は母の付き添いがあるんです。別の日で", {"11月27日", "12月4日"}),
    ],
)
def test_a_day_that_another_is_to_stand_for_is_not_offered(said, shut_out):
    offered = days(at("day").says(said))
    assert len(offered) > 5
    assert not offered & shut_out


@pytest.mark.parametrize(
    "said",
    ["12月10日がいいけど、別の日でもいいです", "別の日がいいんですが、10日の午後", "10日は空いてますか。別の日も"],
)
def test_a_day_that_is_wished_for_stays_beside_another(said):
    assert days(at("day").says(said)) <= {"12月10日"}


def test_what_was_shut_out_stays_so_when_a_part_of_the_day_follows():
    offered = days(at("day").says("来週の健診が火曜なので、それ以外の日").says("体調のいい午後で"))
    assert "12月8日" in offered
    assert "12月1日" not in offered


@pytest.mark.parametrize(
    ("said", "out"),
    [
        ("来週、水曜以外の午後", "12月2日"),
        ("来週の水曜以外で", "12月2日"),
        ("水曜以外で来週", "12月2日"),
        ("来週で、水曜は除いて", "12月2日"),
        ("月曜日は避けて来週", "11月30日"),
        ("来週は火曜だけだめ", "12月1日"),
    ],
)
def test_all_but_a_weekday_of_a_week_is_offered_of_that_week(said, out):
    assert days(at("day").says(said)) == NEXT_WEEK - {out}


def test_who_can_come_at_any_time_but_one_day_is_offered_all_weeks():
    offered = days(at("day").says("来週の水曜以外ならいつでも"))
    assert offered > NEXT_WEEK - {"12月2日"}
    assert "12月2日" not in offered


@pytest.mark.parametrize("said", ["2時半以降で来週ならいつでも", "来週ならいつでも、ただし2時半以降"])
def test_an_hour_told_beside_any_time_holds(said):
    talk = at("day").says(said)
    assert days(talk) == NEXT_WEEK
    assert set(times(talk)) == {"14:30", "15:00"}


@pytest.mark.parametrize("said", ["12月3日、14時以降は無理", "12月3日は14時以降無理です"])
def test_the_day_stays_of_which_some_hours_are_shut_out(said):
    talk = at("day").says(said)
    assert value(talk, "day") == "2026-12-03"
    assert times(talk)[-1] == "13:30"


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [("3時以降は無理です", "10:00", "14:30"), ("3時に終わるように", "10:00", "14:30"), ("2時すぎ", "14:00", "15:00")],
)
def test_hours_said_before_the_day_hold_on_it(said, first, last):
    offered = times(at("day").says(said).says("12月3日"))
    assert (offered[0], offered[-1]) == (first, last)


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("来週の予定がまだわからないので、再来週で", {"12月7日", "12月8日", "12月9日", "12月10日", "12月11日"}),
        ("シフトがまだ出ていないので再来週", {"12月7日", "12月8日", "12月9日", "12月10日", "12月11日"}),
        ("水曜か木曜かわからないです", {"11月26日", "12月2日"}),
    ],
)
def test_a_week_of_which_nothing_is_known_yet_is_not_the_one_wished_for(said, offered):
    assert days(at("day").says(said)) == offered


@pytest.mark.parametrize(
    "said", ["12月3日の午前は埋まってますか", "12月3日の午前はいっぱいですか", "12月3日の午前はもう埋まりましたか？"]
)
def test_who_asks_whether_a_morning_is_full_sees_what_is_free_of_it(said):
    assert times(at("day").says(said)) == ["10:00", "10:30", "11:00", "11:30"]


def test_who_says_that_a_morning_is_full_of_work_is_offered_none_of_it():
    assert "10:00" not in times(at("day").says("12月3日").says("午前は予定で埋まってます"))


def test_the_latest_of_one_of_two_days_is_of_its_part_that_is_named():
    assert times(at("day").says("来週の火曜と金曜").says("金曜の午前の遅い方")) == ["11:30"]


def test_the_last_day_of_a_week_is_a_day_and_no_time():
    assert value(at("day").says("来週").says("一番遅い日"), "day") == "2026-12-04"


@pytest.mark.parametrize("said", ["火曜か木曜、ただし3日以外", "来週木曜以外で一番早い日", "来週の方が無理です"])
def test_a_wish_of_another_kind_does_not_bring_back_what_is_shut_out(said):
    offered = days(at("day").says(said))
    assert offered
    assert "12月3日" not in offered

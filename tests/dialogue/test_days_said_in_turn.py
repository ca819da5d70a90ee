"""Days and times told in several messages: what was said holds until something contradicts it, and breaks nothing."""

import pytest

from bot.dialogue.turn import Book
from tests.dialogue.talks import at, last, value
from tests.understanding.tables import rows_of


def shown(talk) -> list[str]:
    return [label for label in talk.buttons() if "月" in label]


def test_a_wish_is_narrowed_message_by_message_until_one_start_is_left():
    talk = at("day").says("来週のどこか", "できれば午後")
    assert shown(talk) == ["11月30日（月）", "12月1日（火）", "12月2日（水）", "12月3日（木）", "12月4日（金）"]
    talk.says("木曜の午後")
    assert value(talk, "day") == "2026-12-03"
    assert {label for label in talk.buttons() if ":" in label} == {
        *("12:00", "12:30", "13:00", "13:30", "14:00", "14:30", "15:00")
    }
    talk.says("14時半")
    assert "2026-12-03T14:30" in value(talk, "time")


def test_a_weekday_then_a_part_then_a_time_are_all_kept():
    talk = at("day").says("水曜", "午後", "2時")
    assert shown(talk) == [f"12月{day}日（水） 14:00" for day in (2, 9, 16, 23)]
    assert "2026-12-09T14:00" in value(talk.says("12月9日の14時"), "time")


def test_a_part_of_the_day_is_kept_until_the_day_is_chosen():
    talk = at("day").says("午前中がいい")
    assert "午前中ですね" in last(talk)
    talk.taps("12月3日（木）")
    assert {label for label in talk.buttons() if ":" in label} == {"10:00", "10:30", "11:00", "11:30"}
    assert "12月4日（金）" in talk.taps("別の日を選ぶ").buttons()
    assert "14:00" in talk.taps("12月4日（金）").buttons()


def test_what_contradicts_what_was_said_stands_alone():
    talk = at("day").says("来週", "12月10日の10時")
    assert "2026-12-10T10:00" in value(talk, "time")
    assert "12月9日（水）" in shown(at("day").says("来週", "再来週の水曜か木曜"))


def test_the_first_and_the_last_are_those_within_what_was_said():
    assert shown(at("day").says("来週", "一番早いのがいい")) == [
        f"11月30日（月） {clock}" for clock in ("10:00", "10:30", "11:00")
    ]
    assert all(label.endswith("15:00") for label in shown(at("day").says("来週", "一番遅い時間")))


def test_what_was_said_is_no_longer_held_when_the_time_is_changed_later():
    talk = at("day").says("来週", "木曜の14時")
    assert "2026-12-03T14:00" in value(talk, "time")
    talk.says("日時を変更")
    assert "11月26日（木）" in talk.buttons()


def test_the_other_part_of_a_day_is_offered_where_one_is_excluded():
    talk = at("day").says("12月3日の午前はだめで午後ならOK")
    assert shown(talk)
    assert all(label.startswith("12月3日（木） 1") and "10:" not in label for label in shown(talk))


def test_a_day_that_is_excluded_is_not_offered_for_a_part_of_the_day():
    talk = at("day").says("3日以外の午前")
    assert "12月4日（金）" in shown(talk)
    assert "12月3日（木）" not in shown(talk)


def test_an_hour_at_which_nothing_begins_is_told():
    assert "16時以降には" in last(at("day").says("16時以降"))


def test_who_is_free_in_the_evening_alone_is_told_when_the_last_begins():
    assert "夜や早朝には、ご用意がありません" in last(at("day").says("学校終わってから"))


def test_a_number_alone_is_the_day_of_the_month_under_a_calendar():
    assert value(at("day").says("11"), "day") == "2026-12-11"
    assert value(at("day").says("30"), "day") == "2026-11-30"
    assert value(at("day").says("31"), "day") == ""


def test_a_number_that_is_a_row_and_a_day_is_asked_under_a_list():
    talk = at("day").says("12/2か12/3か12/4", "3")
    assert {"12月3日（木）", "12月4日（金）"} == {*shown(talk)}


@pytest.mark.parametrize("place", ["day", "time"])
def test_no_text_that_is_held_breaks_a_question(place):
    texts = [row.text for name in ("phrases.tsv", "utterances.tsv") for row in rows_of(name)]
    wishes = [text for text in texts if any(sign in text for sign in "日曜時午週月早")] + [
        "午前中ならいつでも",
        "25:99",
        "0",
    ]
    talk = at(place)
    begun = talk.conversation
    for text in wishes:
        talk.conversation = begun.holding("time", text).holding("day", text)
        talk.says("午後", "12月3日")
    assert not any(isinstance(effect, Book) for effect in talk.effects)


@pytest.mark.parametrize("text", ["15日より前で火曜日", "15日以前の火曜日", "15日までの火曜"])
def test_weekdays_of_a_range_are_those_in_it(text):
    talk = at("day").says(text)
    assert value(talk, "day") == ""
    assert "12月1日（火）" in talk.bot[-1]
    assert "12月8日（火）" in talk.bot[-1]


def test_a_word_that_ends_before_a_weekday_names_none():
    talk = at("review").says("日にちは合ってるけど曜日が違う気がする")
    assert "（土）は、お休みの日です" not in talk.bot[-1]
    assert value(at("day").says("来週のか曜日"), "day") == "2026-12-01"
    assert value(at("day").says("3日って埋まりそうですか"), "day") == "2026-12-03"
    assert value(at("day").says("明日は母の付き添いで病院"), "day") == ""

"""Days and times that have a place for nobody: who asks is not told that others were faster, and waits for none."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.booking.schedule.opening import bookable_starts, nothing_ahead
from bot.booking.schedule.schedule import Hours, Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from tests.dialogue.talks import at, last
from tests.make import OFFICE, WEDNESDAY, WORDS, schedule_of
from tests.talk import Talk

THURSDAY, TUESDAY = date(2026, 12, 3), date(2026, 12, 8)
SATO = Counsellor("c1", "佐藤", weekly_from("mon-fri 10:00-12:00"))
ENDED = replace(OFFICE, schedule=schedule_of(replace(SATO, until=date(2026, 11, 24))))
MORNINGS = replace(OFFICE, schedule=schedule_of(SATO))
NONE_AT_TWO = replace(OFFICE, schedule=Schedule().with_hours(Hours(THURSDAY, at_start=((time(14), 0),))))
SHORT = replace(OFFICE, schedule=Schedule().with_hours(Hours(TUESDAY, time(14, 30), time(15))))


def waits_in(office) -> Talk:
    """Give a talk of who wants to wait, where every place is taken."""
    talk = Talk(office=office, taken=dict.fromkeys(bookable_starts(office, WEDNESDAY), office.places))
    return at("day", talk).taps("キャンセル待ちにする")


@pytest.mark.parametrize(("office", "is_none"), [(OFFICE, False), (MORNINGS, False), (ENDED, True)])
def test_an_office_without_a_single_place_is_told_from_a_full_one(office, is_none):
    assert nothing_ahead(office, WEDNESDAY) is is_none


@pytest.mark.parametrize("text", ["12月3日の14時", "12月3日", "あしたの10時", "来週の水曜"])
@pytest.mark.parametrize(("easy", "call"), [(False, "お電話ください"), (True, "電話してください")])
def test_where_nobody_holds_consultations_nobody_reads_that_a_time_was_taken(easy, call, text):
    talk = at("day", Talk(office=ENDED, words=WORDS.in_style(easy=easy)))
    assert "埋まりました" not in talk.bot[-1].replace(" ", "")
    talk.says(text)
    told = talk.bot[-1].replace(" ", "")
    assert call in told
    assert not [word for word in ("埋まりました", "先に予約", "満員", "近い空き") if word in told], told
    assert "キャンセル待ちにする" not in talk.every_button()


@pytest.mark.parametrize("office", [MORNINGS, NONE_AT_TWO], ids=["nobody there", "no place"])
def test_a_time_that_has_no_place_is_not_said_to_be_taken_and_the_near_ones_are_offered(office):
    talk = at("day", Talk(office=office)).says("12月3日の14時")
    assert "12月3日（木）14:00は、予約を受け付けていません" in talk.bot[-1]
    assert [label for label in talk.buttons() if "（" in label]
    assert "キャンセル待ちにする" not in talk.every_button()


def test_a_time_that_others_took_is_still_said_to_be_taken():
    taken = dict.fromkeys(bookable_starts(OFFICE, WEDNESDAY)[10:30], OFFICE.places)
    start = next(iter(taken))
    talk = at("day", Talk(taken=taken)).says(f"{start.month}月{start.day}日の{start:%H:%M}")
    assert "は埋まりました" in talk.bot[-1]


def test_nobody_waits_for_a_half_of_a_day_without_consultations():
    talk = waits_in(SHORT).says("12月8日の午前ならいつでも")
    assert "12月8日（火）の午前には、相談の時間がありません" in last(talk)
    talk.says("12月8日の午後")
    assert "キャンセル待ちの内容です" in talk.bot[-1]
    talk.taps("キャンセル待ちに入る")
    assert (talk.wish.days, [one.value for one in talk.wish.parts]) == ((TUESDAY,), ["pm"])


def test_only_the_halves_that_there_are_are_asked_for_and_no_other_is_taken():
    talk = waits_in(SHORT).says("12月8日")
    assert "午後" in talk.every_button()
    assert not {"午前", "午前でも午後でもよい"} & set(talk.every_button())
    talk.says("午前")
    assert "12月8日（火）の午前には、相談の時間がありません" in last(talk)
    assert talk.says("午後").conversation.answers["parts"].value == "pm"


def test_of_several_days_those_that_have_the_half_are_waited_for():
    talk = waits_in(SHORT).says("12月8日と9日の午前").taps("キャンセル待ちに入る")
    assert talk.wish.days == (date(2026, 12, 9),)


def test_a_half_in_which_nobody_is_there_counts_as_none():
    assert "12月8日（火）の午後には、相談の時間がありません" in last(waits_in(MORNINGS).says("12月8日の午後"))

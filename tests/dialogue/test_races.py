"""Others are faster, staff close days, time passes: every question can be asked in every state, and a time that has
gone is said to be gone, with others that are free."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.booking.schedule.opening import bookable_starts, today
from bot.dialogue.incoming import Sort, Tap
from bot.dialogue.outside_flows.waitlist import say_days
from bot.dialogue.turn import Book, Move
from tests.dialogue.talks import known
from tests.make import OFFICE, WEDNESDAY, booking, tokyo
from tests.talk import FIRST_BOOKING, Talk

STARTS = bookable_starts(OFFICE, WEDNESDAY)
FULL = date(2026, 12, 3)


def filled(day: date) -> dict:
    return {start: OFFICE.places for start in STARTS if today(start) == day}


def at_the_day() -> Talk:
    return Talk(taken=filled(FULL)).says("予約", "1", "1", *FIRST_BOOKING, "1", "1")


def moving() -> Talk:
    return Talk(booking=booking(), taken=filled(FULL)).says("変更")


def again() -> Talk:
    talk = known()
    talk.taken = filled(FULL)
    return talk.says("予約").taps("この内容で進む")


def times(talk: Talk) -> list[str]:
    """Give the labels of the buttons that stand for a time."""
    return [label for label in talk.buttons() if "+09:00" in value_of(talk, label)]


def value_of(talk: Talk, label: str) -> str:
    return Tap.decode(talk.button(label).get("data", "")).value


WAYS = pytest.mark.parametrize("begin", [at_the_day, moving, again], ids=["book", "change", "rebook"])


@WAYS
def test_a_nearest_time_that_has_gone_is_said_to_be_gone_with_three_others(begin):
    talk = begin().says("12/3")
    first, *_ = shown = times(talk)
    assert len(shown) == 3
    assert "day" not in talk.conversation.answers
    gone = next(start for start in STARTS if start.isoformat() == value_of(talk, first))
    talk.taken[gone] = OFFICE.places
    talk.taps(first)
    assert "埋まりました" in "".join(talk.bot[-2:])
    assert len(times(talk)) == 3
    assert first not in times(talk)
    talk.taps(times(talk)[0])
    assert talk.conversation.answers["time"]


@WAYS
def test_who_is_slower_every_time_is_shown_others_until_none_is_left(begin):
    talk = begin().says("12/3")
    for _ in range(400):
        shown = times(talk)
        if not shown:
            break
        gone = {value_of(talk, label) for label in shown}
        talk.taken |= {start: OFFICE.places for start in STARTS if start.isoformat() in gone}
        talk.taps(shown[-1])
        assert "埋まりました" in "".join(talk.bot[-2:])
    assert talk.bot[-1]
    assert not talk.effects
    assert OFFICE.telephone in talk.says("電話").bot[-1]


@WAYS
def test_a_day_that_fills_up_while_its_time_is_asked_for_is_said_to_be_full(begin):
    talk = begin().says("12/4")
    talk.taken |= filled(date(2026, 12, 4))
    talk.says("ヘルプ")
    assert "埋まりました" in talk.bot[-1]
    assert len(times(talk)) == 3
    assert "別の日を選ぶ" in talk.buttons()
    talk.taps(times(talk)[0])
    assert talk.conversation.answers["time"]


def test_a_time_offered_beside_the_waiting_list_that_has_gone_leads_to_others():
    talk = at_the_day()
    talk.taken = dict.fromkeys(STARTS, OFFICE.places)
    talk.says("キャンセル待ち")
    talk.taken = {}
    talk.says("来週の午後")
    label = next(label for label in talk.buttons() if "13:30" in label)
    start = next(one for one in STARTS if one.isoformat() == value_of(talk, label).removeprefix("book:"))
    talk.taken[start] = OFFICE.places
    talk.taps(label)
    assert "埋まりました" in "".join(talk.bot[-2:])
    talk.taps(times(talk)[0]).taps("申し込む")
    assert isinstance(talk.effects[-1], Book)


def test_a_time_that_goes_between_its_choice_and_the_last_word_leads_to_others_when_the_day_is_full():
    talk = moving().says("12/4の10時")
    talk.taken |= filled(date(2026, 12, 4))
    talk.taps("変更する")
    assert "埋まりました" in talk.bot[-1]
    talk.says("ヘルプ").taps(times(talk)[0]).taps("変更する")
    assert isinstance(talk.effects[-1], Move)


def test_days_before_three_months_of_closure_can_be_told():
    first = date(2026, 12, 4)
    closed = frozenset(first + timedelta(days=ahead) for ahead in range(92))
    office = replace(OFFICE, closures=closed)
    assert "12月2日" in say_days((date(2026, 12, 2), date(2026, 12, 3)), office)


ODD = ("", "week:x", "week:9999-12-31", "book:x", "9999-12-31", "0001-01-01", "9999-12-31T23:59:00+09:00", "x" * 300)


@pytest.mark.parametrize("value", [*ODD, "0001-01-01T00:00:00+00:00", "after:", "change:x", "take:1", "none", "any"])
@pytest.mark.parametrize("question", ["day", "time", "days", "parts", "pick", "review", "known", "sure", "reason"])
def test_a_button_of_another_release_is_answered(question, value):
    begun = (
        Talk(),
        at_the_day(),
        moving(),
        again(),
        at_the_day().says("キャンセル待ち"),
        Talk(booking=booking()).says("消去"),
    )
    for talk in begun:
        talk.sends(Sort.TAP, tap=Tap(talk.conversation.id, question, value))
        assert talk.messages
        assert not talk.effects


def test_the_time_can_be_asked_for_before_a_day():
    talk = at_the_day()
    talk.sends(Sort.TAP, tap=Tap(talk.conversation.id, "time", "2026-12-03T14:00:00+09:00"))
    assert "埋まりました" in "".join(talk.bot[-2:])
    assert tokyo("2026-12-03 14:00") in STARTS

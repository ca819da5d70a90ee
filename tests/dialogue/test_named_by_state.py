"""A booking is called a request until it is confirmed, and who has one hears why no second one is begun."""

from dataclasses import replace

import pytest

from bot.booking.model import LIVE, State
from bot.dialogue.turn import Cancel, Move
from tests.make import ROOM, WORDS, booking, tokyo
from tests.talk import Talk

CALLED = {False: ("お申し込み", "ご予約"), True: ("申し込み（もうしこみ）", "予約（よやく）")}
TALKS = {
    "moving": ("変更", "12/7 11時半", "変更する"),
    "to the same time": ("変更", "12/3 14時", "変更する"),
    "cancelling": ("キャンセル", "1", "取り消す"),
    "erasing": ("消去", "消去する"),
    "late": ("遅れます",),
    "hired": ("就職が決まりました",),
    "correcting": ("電話番号を080-1111-2222に変更", "変更する"),
    "another day": ("12月4日は空いていますか",),
}


@pytest.fixture(params=[False, True], ids=["ordinary", "easy"])
def easy(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def with_a_booking(state: State, *, easy: bool = False) -> Talk:
    held = booking(state=state, start=tokyo("2026-12-03 14:00"))
    if state is State.CONFIRMED:
        held = replace(held, room=ROOM, room_version=1)
    if state is State.OFFERED:
        held = replace(held, offers=(tokyo("2026-12-04 10:00"),), held_until=tokyo("2026-12-02 17:15"))
    return Talk(booking=held, words=WORDS.in_style(easy=easy))


@pytest.mark.parametrize("name", sorted(TALKS.keys() - {"erasing"}))  # which lists what is held of anybody
@pytest.mark.parametrize("state", sorted(LIVE - {State.CONFIRMED}))
def test_what_is_not_confirmed_is_never_called_a_booking(state, name, easy):
    talk = with_a_booking(state, easy=easy).says(*TALKS[name])
    assert talk.bot
    assert CALLED[easy][1] not in "".join(talk.bot)


@pytest.mark.parametrize("name", ["moving", "cancelling", "erasing", "late", "hired"])
@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED])
def test_it_is_called_what_it_is(state, name, easy):
    told = "".join(with_a_booking(state, easy=easy).says(*TALKS[name]).bot)
    assert CALLED[easy][state is State.CONFIRMED] in told


@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED])
def test_only_who_had_a_passcode_is_told_that_it_is_void(state, easy):
    talk = with_a_booking(state, easy=easy).says(*TALKS["moving"])
    assert isinstance(talk.effects[-1], Move)
    assert ("使えません" in talk.bot[-1]) is (state is State.CONFIRMED)


@pytest.mark.parametrize(("word", "key"), [("予約", "one_booking"), ("キャンセル待ち", "no_waiting")])
@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED])
def test_who_has_a_booking_hears_above_its_card_why_no_other_is_begun(state, word, key, easy):
    talk = with_a_booking(state, easy=easy).says(word)
    assert talk.said[0].key == f"lobby.{key}"
    assert talk.said[-1].look == "booking"
    assert "「変更」" in talk.bot[0]


@pytest.mark.parametrize("word", ["予約", "キャンセル待ち"])
@pytest.mark.parametrize(
    ("before", "asked"), [(("キャンセル",), "cancel.reason.ask"), (("キャンセル", "1"), "cancel.review.ask")]
)
def test_a_question_about_the_booking_stays_open_and_says_so(before, asked, word, easy):
    talk = with_a_booking(State.CONFIRMED, easy=easy).says(*before, word)
    assert talk.said[0].key.endswith("_open")
    assert talk.said[-1].key == asked
    assert not talk.effects
    assert isinstance(talk.says(*("1", "取り消す")[len(before) - 1 :]).effects[-1], Cancel)


def test_the_calendar_of_who_moves_says_that_and_from_when(easy):
    talk = with_a_booking(State.REQUESTED, easy=easy).says("変更")
    alt = talk.messages[-1]["altText"]
    assert CALLED[easy][0] in alt.splitlines()[0]
    assert "12月3日" in alt.splitlines()[0]
    assert talk.said[-1].groups
    offered = with_a_booking(State.OFFERED, easy=easy).says("変更")
    assert offered.said[-1].key == "book.day.ask"  # its own time is let go


@pytest.mark.parametrize("name", ["cancelling", "erasing"])
def test_the_button_that_takes_away_looks_like_no_other(name, easy):
    asked = with_a_booking(State.REQUESTED, easy=easy).says(*TALKS[name][:-1]).messages[-1]
    moved = with_a_booking(State.REQUESTED, easy=easy).says(*TALKS["moving"][:-1]).messages[-1]
    first, other = (one["contents"]["footer"]["contents"][0]["color"] for one in (asked, moved))
    assert first != other


def test_the_summary_and_the_cards_say_the_same_of_who_does_not_come(easy):
    style = WORDS.in_style(easy=easy)
    told = [
        style("book.consent.ask", {"or_mail": ""}),
        style("answers.late.text"),
        style("notices.awaited", {"when": ""}),
    ]
    assert all("無断欠席" in one and "取り消し" in one.partition("無断欠席")[2] for one in told)
    assert all("断" in one.partition("取り消し")[2] for one in told[:2])

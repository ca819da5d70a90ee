"""Who can't telephone is asked to by nobody; who is in Zoom, or in it under another name, corrects no booking."""

from dataclasses import replace

import pytest

from bot.booking.model import Answer, DayNote, State
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
MORNING, BEGUN = tokyo("2026-12-03 09:00"), tokyo("2026-12-03 14:05")
NO_CALL = "お電話は要りません"


def on_the_day(now=MORNING, **changes) -> Talk:
    return Talk(booking=replace(CONFIRMED, **changes), now=now)


def noted(talk: Talk) -> list[tuple[str, str]]:
    return [(one.note.about, one.note.detail) for one in talk.effects if isinstance(one, NoteTry)]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("遅れますが電話はできません", "late"),
        ("電話できません。欠席します", "absent"),
        ("遅れます。通話料がもうないです", "late"),
        ("遅れる でんわ ない", "late"),
        ("さっき電話したけど話し中でした。遅れます", "late"),
        ("今日行けません。声が出ないので電話もできません", "absent"),
        ("聞こえません。今日行けなくなりました", "absent"),
    ],
)
def test_who_can_not_call_is_noted_and_not_asked_to(text, about):
    talk = on_the_day().says(text)
    assert [one for one, _ in noted(talk)] == [about]
    assert NO_CALL in talk.bot[-1]
    assert not any("にかける" in one for one in talk.every_button())


def test_who_can_call_is_asked_to():
    for text in ("10分遅れます", "電話できます。10分遅れます"):
        assert "お電話もお願いします" in on_the_day().says(text).bot[-1]


def test_who_is_helped_with_sign_language_is_not_asked_to_call():
    answers = {**CONFIRMED.answers, "support": Answer("sign_language")}
    assert NO_CALL in on_the_day(answers=answers).says("10分遅れます").bot[-1]


def test_staff_hear_of_it_who_were_told_that_he_is_late():
    late = DayNote(MORNING, "late", "10", "10分遅れます")
    talk = on_the_day(day_notes=(late,)).says("電話はできません")
    assert noted(talk) == [("late", "10")]
    assert NO_CALL in talk.bot[-1]


def test_before_the_day_he_reads_how_he_gives_word():
    talk = Talk(booking=CONFIRMED).says("耳が聞こえないので当日電話ができません")
    assert "お電話ができなくても大丈夫です" in talk.bot[-1]
    assert not talk.effects


@pytest.mark.parametrize("text", ["今Zoom開きました", "ズームを起動しました", "Zoom開きました。待ってます"])
def test_who_opens_zoom_is_in_no_trouble(text):
    talk = on_the_day(BEGUN).says(text)
    assert not noted(talk)
    assert "よかったです" in talk.bot[-1]


def test_who_opened_it_and_sees_nothing_is():
    assert noted(on_the_day(BEGUN).says("Zoom開きましたが何も映りません")) == [("trouble", "enter")]


@pytest.mark.parametrize(
    "text",
    ["名前を間違えて入った", "Zoomの名前を間違えた", "夫の名前で参加してます", "ニックネームのまま入っちゃった"],
)
def test_another_name_in_zoom_is_told_to_staff_and_no_data_is_corrected(text):
    talk = on_the_day(BEGUN).says(text)
    assert noted(talk) == [("trouble", "other_name")]
    assert not talk.conversation.flow


def test_a_wrong_name_of_the_booking_is_corrected_as_ever():
    assert on_the_day(BEGUN).says("名前が間違っています").conversation.flow == "correct"


@pytest.mark.parametrize("text", ["キャンセルもここでできますか", "取り消しもLINEでできますか？"])
def test_whether_one_can_cancel_here_is_answered(text):
    assert "「キャンセル」と送る" in "".join(Talk(booking=CONFIRMED).says(text).bot)

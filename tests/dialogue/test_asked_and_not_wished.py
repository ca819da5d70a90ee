"""Questions about a booking are answered as such: none moves it, and who is wrong about its time is put right."""

import pytest

from bot.booking.model import State
from bot.dialogue.turn import NoteTry
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

MORNING, BEGUN = "2026-12-03 09:00", "2026-12-03 14:05"


def with_booking(*texts: str, state: State = State.CONFIRMED, now: str = "2026-11-25 10:00") -> Talk:
    room = ROOM if state is State.CONFIRMED else None
    return Talk(booking=booking(state=state, room=room), now=tokyo(now)).says(*texts)


@pytest.mark.parametrize("begun", [("キャンセルしたい",), ("キャンセルしたい", "都合が悪くなった")])
@pytest.mark.parametrize(
    "text", ["前日でも大丈夫？", "前の日でもいいですか", "当日でも平気ですか", "前日でも間に合いますか"]
)
def test_a_question_while_cancelling_moves_nothing(begun, text):
    talk = with_booking(*begun, text)
    assert talk.conversation.flow == "cancel"
    assert "取り消しは、相談の前日まで" in "".join(talk.bot[-2:])


def test_a_wish_for_another_day_while_cancelling_still_moves():
    assert with_booking("キャンセルしたい", "来週の火曜にできますか").conversation.flow == "change"
    assert with_booking("キャンセルしたい", "12月9日11時").conversation.flow == "change"


@pytest.mark.parametrize("text", ["これでいいですか", "これで確定ですか"])
def test_what_the_last_word_does_is_said_of_the_card_that_is_open(text):
    talk = with_booking("電話番号を変えたい", "08011112222", text)
    assert "相談の日時は、そのままです" in "".join(talk.bot[-2:])
    assert "「申し込む」を押すと" not in "".join(talk.bot[-2:])


@pytest.mark.parametrize("state", [State.REQUESTED, State.CONFIRMED])
@pytest.mark.parametrize(
    "text",
    [
        "予約ってまだありますか？",
        "まだ予約ありますか",
        "予約は残っていますか",
        "予約まだ生きてますか",
        "もう決まりました？",
        "これって確定ですか？",
    ],
)
def test_whether_it_stands_shows_how_it_stands(state, text):
    talk = with_booking(text, state=state)
    assert "12月3日（木）" in talk.bot[-1]
    assert "123456" in talk.bot[-1]


@pytest.mark.parametrize(
    "text", ["来週の予約、行けなくなりました", "来週の相談、都合が悪くなりました", "来週の面談に行けません"]
)
def test_who_can_not_come_next_week_cancels(text):
    assert with_booking(text).conversation.flow == "cancel"


@pytest.mark.parametrize("text", ["行けなくなったので再来週に変えてください", "都合が悪いので来週にしてください"])
def test_who_names_another_week_moves(text):
    assert with_booking(text).conversation.flow == "change"


@pytest.mark.parametrize("now", ["2026-11-25 10:00", MORNING])
@pytest.mark.parametrize("text", ["16時からですよね？", "16時でしたっけ", "3時からで合ってますか", "金曜日でしたよね"])
def test_who_is_wrong_about_the_time_is_put_right(now, text):
    talk = with_booking(text, now=now)
    assert talk.bot[-1].startswith("いいえ、ご予約は12月3日（木）14:00からです")
    assert not talk.conversation.flow


def test_who_is_right_about_the_time_reads_so():
    assert with_booking("14時からですよね？").bot[-1].startswith("はい。ご予約は12月3日（木）14:00からです")
    assert "休み" not in with_booking("土曜は休みですよね").bot[-1][:4]


@pytest.mark.parametrize("now", [MORNING, BEGUN])
@pytest.mark.parametrize(
    "text",
    [
        "マイクがわからない",
        "マイクの使い方がわかりません",
        "カメラが壊れているのですが",
        "スマホの充電がありません",
        "電池がもちません",
        "電話つながりません",
        "英語の画面になった",
    ],
)
def test_a_cry_for_help_on_the_day_is_noted(now, text):
    talk = with_booking(text, now=now)
    assert [one.note.about for one in talk.effects if isinstance(one, NoteTry)] == ["trouble"]
    assert "職員にも伝わります" in "".join(talk.bot)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("待っています", "trouble"),
        ("お待ちしております", "trouble"),
        ("キャンセルになりますか", "late"),
        ("欠席扱いになりますか", "late"),
    ],
)
def test_who_waits_or_fears_to_be_too_late_once_it_has_begun_is_noted(text, about):
    talk = with_booking(text, now=BEGUN)
    assert [one.note.about for one in talk.effects if isinstance(one, NoteTry)] == [about]


@pytest.mark.parametrize("text", ["待っています", "カメラは必要ですか"])
def test_what_is_no_cry_for_help_is_not_noted(text):
    assert not with_booking(text, now=MORNING).effects

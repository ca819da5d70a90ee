"""Who has a booking and wishes for another purpose changes the purpose, and not the time."""

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Correct
from tests.dialogue.talks import last
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

BOOKED = {
    "requested": booking(),
    "confirmed": booking(state=State.CONFIRMED, room=ROOM),
}
WISHED = {
    "面接の練習に変えてほしい": "interview",
    "面接練習に変更したいです": "interview",
    "履歴書の添削のほうにしてもらえますか": "documents",
    "職業相談じゃなくて書類の添削がいいです": "documents",
    "職業相談をやめて模擬面接にしてください": "interview",
}


@pytest.mark.parametrize("state", BOOKED)
@pytest.mark.parametrize("text", WISHED)
def test_it_is_changed_once_seen(text: str, state: str) -> None:
    talk = Talk(booking=BOOKED[state]).says(text)
    assert "日時" not in last(talk, 1)
    assert "相談できます" not in last(talk), "what can be talked about was not asked"
    talk.taps("この内容に変える")
    (effect,) = (one for one in talk.effects if isinstance(one, Correct))
    assert effect.fields == ("purpose",)
    assert effect.after.answers["purpose"].value == WISHED[text]


def test_a_wish_for_another_time_stays_one() -> None:
    talk = Talk(booking=BOOKED["confirmed"]).says("面接の練習は来週の金曜に変えてほしい")
    assert talk.conversation.flow == "change"


@pytest.mark.parametrize("text", ["確定はいつわかりますか", "返事はいつもらえますか"])
def test_what_is_confirmed_is_shown_to_who_asks_when_it_will_be(text: str) -> None:
    talk = Talk(booking=BOOKED["confirmed"], now=tokyo("2026-11-25 10:00")).says(text)
    assert "ご予約（確定しました）" in last(talk)


def test_a_day_that_is_to_be_another_at_the_same_time_is_not_left_as_it_is() -> None:
    talk = Talk(booking=BOOKED["confirmed"]).says("時間は変えないで日にちだけ変えたい")
    assert "何も変えずに" not in last(talk, 1)
    assert "日時を変更する" in talk.every_button() or "変更" in last(talk, 1)


@pytest.mark.parametrize("state", BOOKED)
def test_how_long_one_waits_is_no_question_for_free_times(state: str) -> None:
    assert "キャンセル待ちができます" in last(
        Talk(booking=BOOKED[state]).says("キャンセル待ちってどれくらいで空きますか"), 1
    )

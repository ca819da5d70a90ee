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

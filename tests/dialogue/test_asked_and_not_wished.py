"""Questions at a card about a booking: none of them moves it, and what the last word does is said of that card."""

import pytest

from bot.booking.model import State
from tests.make import ROOM, booking
from tests.talk import Talk


def with_booking(*texts: str) -> Talk:
    return Talk(booking=booking(state=State.CONFIRMED, room=ROOM)).says(*texts)


@pytest.mark.parametrize("begun", [("キャンセルしたい",), ("キャンセルしたい", "都合が悪くなった")])
@pytest.mark.parametrize("text", ["前日でも大丈夫？", "前の日でもいいですか", "当日でも平気ですか"])
def test_a_question_while_cancelling_moves_nothing(begun, text):
    assert with_booking(*begun, text).conversation.flow == "cancel"


@pytest.mark.parametrize("text", ["来週の火曜にできますか", "12月9日11時", "金曜の10時は空いてますか"])
def test_a_wish_for_another_day_while_cancelling_still_moves(text):
    assert with_booking("キャンセルしたい", text).conversation.flow == "change"


@pytest.mark.parametrize("text", ["これでいいですか", "これで確定ですか"])
def test_what_the_last_word_does_is_said_of_the_card_that_is_open(text):
    said = "".join(with_booking("電話番号を変えたい", "08011112222", text).bot[-2:])
    assert "相談の日時は、そのままです" in said
    assert "「申し込む」を押すと" not in said

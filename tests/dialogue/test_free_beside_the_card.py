"""Who asks at the final card whether another time is free, and then says yes, means that one."""

import pytest

from bot.dialogue.turn import Book
from tests.dialogue.talks import at
from tests.make import tokyo
from tests.talk import Talk

STANDS, OTHER = tokyo("2026-12-03 14:00"), tokyo("2026-12-04 10:00")
ASKS = "4日の10時は空いてますか"


def booked(talk: Talk) -> list[object]:
    return [one.booking.start for one in talk.effects if isinstance(one, Book)]


@pytest.mark.parametrize("asks", [ASKS, "12月4日10時も空いてますか", "4日の10時って空いていますか？"])
@pytest.mark.parametrize("yes", ["はい", "じゃあそっちで", "それでお願いします", "そちらに変えてください"])
def test_a_yes_takes_the_time_that_was_asked_about(asks, yes):
    talk = at("review").says(asks, yes)
    assert not booked(talk)
    assert booked(talk.says("はい")) == [OTHER]


@pytest.mark.parametrize("no", ["いいえ", "やっぱり元のままで", "変えません", "今の日時のままで"])
def test_a_no_leaves_the_time_on_the_card(no):
    talk = at("review").says(ASKS, no)
    assert not booked(talk)
    assert booked(talk.says("申し込む")) == [STANDS]


def test_what_may_be_either_is_asked_once_more():
    talk = at("review").says(ASKS, "大丈夫です")
    assert not booked(talk)
    assert booked(talk.says("はい").says("はい")) == [OTHER]


def test_a_yes_to_several_times_books_none():
    talk = at("review").says("火曜も空いてますか", "はい")
    assert not booked(talk)
    assert not booked(talk.says("じゃあそっちで"))


def test_nothing_free_leaves_the_card_as_it_is():
    assert booked(at("review").says("12月5日の10時は空いてますか", "申し込む")) == [STANDS]

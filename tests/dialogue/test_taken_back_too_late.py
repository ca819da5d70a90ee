"""Who takes back what is done already reads that it is done, and has the way back; never that all stays as it is."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Cancel, Move
from tests.make import ROOM, booking
from tests.talk import Talk

AS_IT_IS = ("いまのまま", "変えずにおきます")
TAKEN_BACK = (
    "やっぱりキャンセルしないでください",
    "間違えました、取り消さないでください",
    "元に戻して",
    "やっぱり行きます",
    "キャンセルはなしで",
    "取り消しを取り消したい",
    "前の予約に戻してください",
    "間違えました",
)
MOVE_TAKEN_BACK = (
    "さっきの変更を取り消して",
    "やっぱり変えないでください",
    "あ、やっぱり変更しないでください",
    "元に戻して",
    "やっぱり元の時間がいいです",
    "やっぱりそのままでいいです",
    "変更はなしで",
    "前の時間に戻せますか",
    "やっぱり元の日に戻してください",
)


def with_booking(state: State = State.CONFIRMED) -> Talk:
    return Talk(booking=booking(state=state, room=ROOM if state is State.CONFIRMED else None))


def cancelled() -> Talk:
    return with_booking().says("キャンセル", "都合が悪くなった", "はい")


def moved(state: State = State.CONFIRMED) -> Talk:
    return with_booking(state).says("1時間遅らせたい", "はい")


def last(talk: Talk) -> str:
    return talk.bot[-1]


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_after_a_cancelling_it_is_said_to_be_done_and_the_time_offered_anew(text):
    talk = cancelled().says(text)
    assert "12月3日（木）14:00のオンライン相談は、もう取り消しが済んでいます" in last(talk)
    assert not any(words in last(talk) for words in AS_IT_IS)
    assert {"12月3日（木） 14:00", "予約する"} <= {*talk.buttons()}


def test_a_place_that_another_took_is_not_offered_anew():
    talk = cancelled()
    talk.taken[booking().start] = 99
    talk.says("やっぱりキャンセルしないで")
    assert "もう一度申し込むことができます" in last(talk)
    assert "12月3日（木） 14:00" not in talk.buttons()


def test_the_button_books_what_was_cancelled_anew():
    talk = cancelled().says("やっぱりキャンセルしないで").taps("12月3日（木） 14:00")
    assert talk.conversation.flow in ("book", "rebook")


@pytest.mark.parametrize("text", MOVE_TAKEN_BACK)
@pytest.mark.parametrize("state", [State.CONFIRMED, State.REQUESTED])
def test_after_a_move_it_is_said_to_be_done_and_the_time_before_offered(state, text):
    talk = moved(state).says(text)
    assert "12月3日（木）14:00からの相談は、もう12月3日（木）15:00に変えて" in last(talk)
    assert not any(words in last(talk) for words in AS_IT_IS)
    assert {"12月3日（木） 14:00", "日時を変更する"} <= {*talk.buttons()}


def test_the_button_moves_back_after_the_last_word_only():
    talk = moved().says("やっぱり変えないで").taps("12月3日（木） 14:00")
    assert [type(one) for one in talk.effects] == [Move]
    talk.says("はい")
    assert [type(one) for one in talk.effects] == [Move, Move]
    assert talk.booking is not None
    assert talk.booking.start == booking().start


def test_what_is_wished_for_after_a_move_begins_as_ever():
    assert moved().says("やっぱりキャンセルします").conversation.flow == "cancel"
    assert moved().says("12月10日の11時に変更してください").conversation.flow == "change"
    assert moved().says("また変更したい").conversation.flow == "change"


def test_some_time_later_the_words_are_taken_for_what_stands():
    talk = moved().waits(hours=2).says("変更しないでください")
    assert "15:00からです" in last(talk)


def test_who_has_done_nothing_reads_when_it_is():
    talk = with_booking().says("キャンセルしないでください")
    assert "12月3日（木）14:00からです" in last(talk)
    assert not talk.effects


def test_while_a_flow_is_open_it_is_left_and_nothing_is_done():
    talk = with_booking().says("キャンセル", "都合が悪くなった", "やっぱりキャンセルしないでください")
    assert "いまのまま、何も変えずにおきます" in last(talk)
    assert not any(isinstance(one, Cancel) for one in talk.effects)


def test_a_booking_cancelled_some_time_ago_is_known_too():
    gone = replace(booking(), state=State.CANCELLED_BY_SEEKER)
    talk = Talk(known=gone).says("やっぱりキャンセルしないでください")
    assert "もう取り消しが済んでいます" in last(talk)

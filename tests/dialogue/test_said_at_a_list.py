"""What is said at a list of days or times and chooses none is answered, also while a booking is moved."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking
from tests.talk import Talk

CONFIRMED = replace(booking(state=State.CONFIRMED), room=ROOM, room_version=1)
UNREAD = "読み取れませんでした"


def moving() -> Talk:
    return Talk(booking=CONFIRMED).says("変更")


def said(talk: Talk, text: str) -> str:
    before = len(talk.bot)
    return "\n".join(talk.says(text).bot[before:])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("行けるかまだわからない", "ゆっくりで大丈夫です"),
        ("面接が来週あるので練習したい", "当日に相談できます"),
        *((text, "いまのご予約") for text in ("仕事の都合でちょっと", "体調悪くて", "すみません急に仕事が入って")),
        ("担当者は変わりますか", "093-622-6690"),
        ("変更したらメールも来ますか", "093-622-6690"),
        ("遅い時間ない？", "いちばん遅い時間"),
    ],
)
def test_it_is_heard_while_a_booking_is_moved(text, answer):
    talk = moving()
    told = said(talk, text)
    assert answer in told
    assert UNREAD not in told
    assert talk.conversation.flow == "change"
    assert not talk.effects


@pytest.mark.parametrize("text", ["元の日時に戻したい", "もとの時間でお願いします"])
def test_who_wants_back_what_he_has_keeps_it(text):
    talk = moving().says(text)
    assert not talk.conversation.flow
    assert not talk.effects


@pytest.mark.parametrize("text", ["仕事の都合で8日がいい", "体調悪くて来週にしたい", "用事があるので4日の10時で"])
def test_a_day_beside_the_reason_is_read(text):
    assert "いまのご予約（12月3日（木）14:00）の日時を変えます。希望" not in said(moving(), text)


@pytest.mark.parametrize("text", ["もっと遅い時間ないですか", "遅い時間空いてますか", "遅い時間がいい"])
def test_the_latest_are_offered_to_who_asks_for_them(text):
    assert "いちばん遅い時間" in said(at("time"), text)


def test_until_when_is_no_wish_for_the_latest():
    assert "いちばん遅い時間の空き" not in said(at("time"), "一番遅い時間は何時ですか")


@pytest.mark.parametrize(
    ("text", "day"),
    [("やっぱり木曜に戻して", "2026-11-26"), ("木曜日に戻してほしい", "2026-11-26"), ("4日に戻りたい", "2026-12-04")],
)
def test_going_back_to_a_day_is_a_day(text, day):
    talk = at("day").says(text)
    assert value(talk, "day") == day
    assert value(talk, "support") == "none"


@pytest.mark.parametrize("text", ["前に戻って", "一個前の質問に戻って", "戻る"])
def test_going_back_without_a_day_asks_the_question_before(text):
    assert "support" not in at("day").says(text).conversation.answers


@pytest.mark.parametrize("text", ["これって何分かかる？", "30分かかりますか"])
def test_how_long_it_lasts_is_told(text):
    assert "1回30分" in said(at("time"), text)


@pytest.mark.parametrize("text", ["やっぱり一人で大丈夫", "一人で参加します"])
def test_who_comes_alone_after_all_takes_nobody_along(text):
    assert value(at("support").says("母が同席します", text), "support") == "none"


def test_who_came_alone_before_says_nothing_new():
    assert value(at("day").says("一人で大丈夫"), "support") == "none"


@pytest.mark.parametrize("text", ["他にありますか", "ほかにない？", "明日は？"])
def test_what_may_ask_for_times_is_read_as_that(text):
    assert "お尋ね" not in said(at("day"), text)

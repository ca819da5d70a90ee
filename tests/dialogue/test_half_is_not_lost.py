"""What is told in one text with an answer is taken with it: a help, a day, a number, a question."""

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, value
from tests.make import booking
from tests.talk import Talk


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        *(
            ("name", "高木一郎。手話お願いします", "高木一郎"),
            ("telephone", "090-2222-3333です。手話通訳が必要です", ""),
        ),
        *(
            ("purpose", "面接の練習と、あと手話通訳も", "interview"),
            ("purpose", "書類の添削で、手話もお願いします", "documents"),
        ),
    ],
)
def test_a_help_beside_the_answer(question, text, answer):
    talk = at(question).says(text)
    assert value(talk, "support") == "sign_language"
    assert value(talk, question) == (answer or "090-2222-3333")


def test_none_beside_a_day():
    talk = at("support").says("なし。12月4日の10時")
    assert (value(talk, "support"), value(talk, "time")) == ("none", "2026-12-04T10:00:00+09:00")


@pytest.mark.parametrize(
    ("question", "text", "name", "told"),
    [
        *(("day", "4日の10時で、電話番号は090-2222-3333に変更", "telephone", "090-2222-3333"),),
        *(("time", "10時で、電話番号は090-2222-3333に変更", "telephone", "090-2222-3333"),),
        *(("day", "4日の10時で、メールはやっぱりいらない", "email", ""),),
    ],
)
def test_data_put_right_beside_the_day_or_time_that_is_asked_for(question, text, name, told):
    talk = at(question).says(text)
    assert value(talk, name) == told
    assert value(talk, "time").endswith("T10:00:00+09:00")


def test_the_day_is_kept_where_the_name_is_asked_for_again():
    talk = at("day").says("4日がいいです。名前の漢字まちがえました")
    assert value(talk, "day") == "2026-12-04"
    assert "name" not in talk.conversation.answers


def test_a_number_that_is_not_known_in_the_end():
    talk = at("review").says("名前は高木一郎、番号はわからないに")
    assert (value(talk, "name"), value(talk, "number")) == ("高木一郎", "")


def test_what_is_asked_beside_what_is_not_known():
    talk = at("number").says("わかりません、あと子どもがいてもいいですか")
    assert value(talk, "number") == ""
    assert "お子さん" in talk.bot[-2]


@pytest.mark.parametrize("question", ["day", "time"])
@pytest.mark.parametrize(
    "text", ["14時半。メールはやっぱりいらない", "4日で。やっぱり通訳いらない", "10時、やっぱりいいや"]
)
def test_a_time_before_what_is_of_something_else_breaks_nothing(question, text):
    assert at(question).says(text).bot


@pytest.mark.parametrize(
    ("question", "text", "start"),
    [
        ("review", "時間を11時 30分に", "2026-12-03T11:30:00+09:00"),
        ("review", "１１時　３０分", "2026-12-03T11:30:00+09:00"),
        ("review", "11じ はん に してください", "2026-12-03T11:30:00+09:00"),
        ("review", "4日の13時 30分に", "2026-12-04T13:30:00+09:00"),
        ("name", "希望は16日の11時 30分です", "2026-12-16T11:30:00+09:00"),
        ("purpose", "面接の練習 16日 11時 30分で", "2026-12-16T11:30:00+09:00"),
        ("telephone", "090-1234-5678 16日の11時 30分希望", "2026-12-16T11:30:00+09:00"),
        ("email", "taro@example.com　来週の水曜 11時 30分希望", "2026-12-02T11:30:00+09:00"),
    ],
)
def test_minutes_that_stand_apart_from_their_hour(question, text, start):
    talk = at(question).says(text)
    assert value(talk, "time") == start
    assert value(talk, "name") in ("", "山田 太郎")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("number", "13010-12345678 16日の11時希望"),
        ("telephone", "090-1234-5678 16日の11時希望"),
        ("support", "必要ない 16日の11時希望"),
    ],
)
def test_a_time_that_only_a_blank_parts_from_the_answer(question, text):
    talk = at(question).says(text)
    assert value(talk, "time") == "2026-12-16T11:00:00+09:00"
    assert question in talk.conversation.answers


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("11時 30分に変更してください", "12月3日（木）11:30"),
        ("12月18日10時 30分に変えられますか", "12月18日（金）10:30"),
        ("10時 30分は空いてますか", "10:30ですね"),
    ],
)
def test_minutes_that_stand_apart_once_it_is_booked(text, told):
    talk = Talk(booking=booking(state=State.CONFIRMED)).says(text)
    assert any(told in one for one in talk.bot)


def test_minutes_that_stand_apart_before_anything_is_asked():
    assert "12月16日（水）11:30は、いま空いています" in Talk().says("12月16日の11時 30分空いてますか").bot[-1]

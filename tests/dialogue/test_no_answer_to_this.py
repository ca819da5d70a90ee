"""What is no answer to the open question is not stored as one, and what it tells or asks is heard."""

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking
from tests.talk import Talk

DETAILS = ("name", "number", "telephone", "email")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "つらい、もう無理",
            "電話番号はそちらの教えて",
            "求人を紹介してほしい",
            "これ誰が返事してるの",
            "電話したけど出ない",
        ),
        *("おじいちゃんの代わりです", "田中の妻です", "長いね", "今電車です", "いま会議中です"),
    ],
)
def test_a_sentence_is_no_name(text):
    assert value(at("name").says(text), "name") == ""


@pytest.mark.parametrize(
    "name",
    ["はるか", "木村さやか", "𠮷田 髙子", "Nguyen Thi Lan", "今井", "車", "望月 希", "青井", "ジョン・スミス", "安"],
)
def test_a_name_is_one(name):
    assert value(at("name").says(name), "name") == name


def test_who_despairs_at_the_name_or_the_conditions_is_heard():
    for question in ("name", "eligible"):
        assert "おつらいなか" in "".join(at(question).says("つらい、もう無理").bot[-2:])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *(("電話番号はそちらの教えて", "093-622-6690"), ("電話したけど出ない", "お電話がつながりにくく")),
        ("うちの電話は壊れてます", ""),
    ],
)
def test_what_is_said_of_calls_is_no_purpose(text, answer):
    talk = at("purpose").says(text)
    assert value(talk, "purpose") == ""
    assert answer in "".join(talk.bot[-2:])


@pytest.mark.parametrize(
    "text", ["仕事の話を聞いてほしい", "仕事の話がしたい", "電話応対の仕事がしたい", "カメラマンになりたい"]
)
def test_a_purpose_in_other_words_is_one(text):
    assert value(at("purpose").says(text), "purpose") == "consultation"


@pytest.mark.parametrize("question", [*DETAILS, "purpose"])
@pytest.mark.parametrize(
    ("text", "wished"), [("手話通訳が必要です", "sign_language"), ("筆談でお願いします", "writing")]
)
def test_a_help_that_is_wished_for_early_is_kept(question, text, wished):
    talk = at(question).says(text)
    assert value(talk, "support") == wished
    assert value(talk, question) == ""


@pytest.mark.parametrize("text", ["手話の仕事がしたい", "通訳は必要ありません", "介助の資格が必要ですか"])
def test_what_only_names_a_help_keeps_none(text):
    assert value(at("purpose").says(text), "support") == ""


def test_who_hears_badly_reads_that_it_is_asked_later():
    assert "このあとうかがいます" in at("purpose").says("耳が聞こえません").bot[-2]


def test_a_help_is_not_taken_from_what_is_written_on_a_card():
    assert value(at("support").says("カードに書いてあるとおり"), "support") == ""


def test_who_says_that_something_is_wrong_at_the_terms_loses_nothing():
    talk = at("consent").says("違います")
    assert talk.conversation.answers["eligible"].value == "all"


@pytest.mark.parametrize("text", ["名前は直さなくていい、大丈夫です", "氏名は変えなくていい、大丈夫"])
def test_a_name_that_is_to_stay_stays(text):
    assert value(at("review").says(text), "name") == "山田 太郎"


def test_what_is_said_of_zoom_at_the_number_is_answered():
    talk = at("number").says("Zoomよくわからない")
    assert "number" not in talk.conversation.answers
    assert "Zoomを使います" in talk.bot[-2]


@pytest.mark.parametrize("question", DETAILS)
@pytest.mark.parametrize("text", ["水曜はだめです", "いつでもいいです", "一番早いので", "今日は行けません"])
def test_days_that_are_ruled_out_or_left_to_us_are_no_data(question, text):
    talk = at(question)
    before = dict(talk.conversation.answers)
    talk.says(text)
    assert "希望日時は、このあとうかがいます" in talk.bot[-2]
    assert talk.conversation.answers == before


def test_a_help_that_is_not_needed_is_no_job_seeker_number():
    assert "number" not in at("number").says("通訳はいらなくなった").conversation.answers


@pytest.mark.parametrize("text", ["水曜はだめです", "水曜は都合が悪い", "金曜は行けません"])
def test_a_weekday_that_is_not_the_booking_s_begins_no_cancelling(text):
    talk = Talk(booking=booking(state=State.CONFIRMED, room=ROOM)).says(text)
    assert talk.conversation.flow == ""
    assert "12月3日（木）14:00からです" in talk.bot[-1]


def test_twin_the_booking_s_weekday_begins_it():
    assert Talk(booking=booking(state=State.CONFIRMED, room=ROOM)).says("木曜はだめです").conversation.flow == "cancel"

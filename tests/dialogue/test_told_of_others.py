"""What is told of others, of another time, or only holds such a word: nothing is kept, nothing begins."""

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking
from tests.talk import Talk

CONFIRMED = booking(state=State.CONFIRMED, room=ROOM)


@pytest.mark.parametrize(
    "text",
    [
        "母が同意してくれません",
        "息子が面接に落ちて落ち込んでます",
        "夫には内緒にしてください",
        "父が倒れて介護してます",
        "姉に手話を習ってます",
        "子どもが10時に寝ます",
        "英語の勉強中です",
        "昨日は筆談で話しました",
    ],
)
def test_who_only_speaks_of_somebody_or_something_chooses_no_help(text):
    assert value(at("support").says(text), "support") == ""
    assert value(at("purpose").says(text), "support") == ""


@pytest.mark.parametrize(
    "text", ["母が一緒です", "母と", "夫が隣にいます", "娘に手伝ってもらいます", "付き添いの母です"]
)
def test_who_brings_somebody_along_says_so(text):
    assert value(at("support").says(text), "support") == "companion"


@pytest.mark.parametrize("text", ["友達は10時に予約したらしいです", "10時は電車が混むんですよね"])
def test_what_is_told_of_a_time_chooses_none(text):
    assert value(at("time").says(text), "time") == ""


@pytest.mark.parametrize(
    "text", ["取り消し線の入れ方がわからない", "予約を変更しろって母がうるさい", "3日に面接が入ってるけど大丈夫"]
)
def test_with_a_booking_nothing_begins(text):
    for stands in (booking(), CONFIRMED):
        assert not Talk(booking=stands).says(text).conversation.flow


@pytest.mark.parametrize("place", ["number", "email"])
@pytest.mark.parametrize("text", ["書類が間に合うかわからない", "電話番号を知らない人に教えたくない"])
def test_who_does_not_know_something_else_lacks_nothing(place, text):
    assert place not in at(place).says(text).conversation.answers


def test_what_somebody_was_told_is_no_name():
    assert value(at("name").says("やめたほうがいいって言われた"), "name") == ""


@pytest.mark.parametrize("text", ["10時の電車に乗ります", "14時に家を出ます"])
def test_what_somebody_does_then_is_no_time_that_he_wishes_for(text):
    assert value(at("time").says(text), "time") == ""


@pytest.mark.parametrize("text", ["仕事は12月3日で終わりです", "10日に失業認定日があります"])
def test_what_falls_on_a_day_is_no_day_that_he_wishes_for(text):
    assert value(at("day").says(text), "day") == ""


def test_who_cancelled_often_cancels_nothing_now():
    assert not Talk(booking=CONFIRMED).says("キャンセルは何回もしてます").conversation.flow


@pytest.mark.parametrize("text", ["はいってどういう意味", "夜勤明けで眠い", "いつも断られてばかりです"])
def test_a_remark_is_no_name(text):
    assert value(at("name").says(text), "name") == ""


def test_who_can_not_call_for_want_of_money_may_have_an_address():
    assert "email" not in at("email").says("お金ないので電話できません").conversation.answers


def test_who_watches_signs_asks_for_none():
    assert value(at("support").says("手話の動画を見てます"), "support") == ""

"""What is said of the times that staff offered: one that fits, one that does not, all of them, or a question."""

import pytest

from bot.booking.model import State
from bot.dialogue.turn import RefuseOffer, TakeOffer
from tests.make import booking, tokyo
from tests.talk import Talk

TIMES = (tokyo("2026-12-04 10:00"), tokyo("2026-12-07 14:00"), tokyo("2026-12-08 11:00"))


def offered(*texts: str) -> Talk:
    held = booking(state=State.OFFERED, offers=TIMES, held_until=tokyo("2026-12-02 17:15"))
    return Talk(booking=held).says(*texts)


@pytest.mark.parametrize("text", ["7日の14時だけは絶対無理です", "月曜は絶対あかん", "7日はバイトなんで無理やけん"])
def test_what_is_ruled_out_is_not_asked_for(text):
    talk = offered(text)
    assert talk.effects == []
    assert "12月7日（月） 14:00" not in talk.buttons()
    assert {"12月4日（金） 10:00", "12月8日（火） 11:00"} <= set(talk.buttons())


@pytest.mark.parametrize(
    "text", ["金曜の10時がいいです", "4日の午前中のやつで", "きんようび の 10じ いい", "金曜がいい", "金曜の午前"]
)
def test_one_that_is_named_in_words_is_asked_about(text):
    talk = offered(text)
    assert talk.effects == []
    assert "12月4日（金）10:00でお受けしますか" in talk.bot[-1]
    assert isinstance(talk.says("はい").effects[-1], TakeOffer)


@pytest.mark.parametrize(
    "text",
    [
        "3つ ぜんぶ しごと ある。ちがう ひ おねがい",
        "3つとも仕事です",
        "全部シフト入ってます",
        "どれも行けそうにないです",
        "どれも無理に決まってんだろ",
        "全部あかんわ",
        "どの日も都合つかん",
    ],
)
def test_none_of_them_fits(text):
    talk = offered(text)
    assert talk.effects == []
    talk.says("はい")
    assert [type(one) for one in talk.effects] == [RefuseOffer]
    assert "ほかの日時を選ぶ" in talk.buttons()


@pytest.mark.parametrize(
    "text", ["全部無理ってわけじゃない", "どれも大丈夫です", "どれも無理なら電話すればいいですか", "7日以外は全部無理"]
)
def test_what_is_not_said_against_all_of_them_lets_none_go(text):
    assert offered(text).effects == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("いつまでに選べばいいですか？明日でもいい？", "12月2日"),
        ("返事の期限は？", "12月2日"),
        ("もともとの3日はだめだったんですか？", "12月3日（木）14:00"),
        ("なんで変わってるの", "12月3日（木）14:00"),
        ("元の日に戻して", "12月3日（木）14:00"),
        ("これ選んだら確定ですか", "ミーティングID"),
        ("少し考えてもいいですか", "お決まりになってから"),
    ],
)
def test_questions_about_the_offer_are_answered_and_it_stays(text, said):
    talk = offered(text)
    assert talk.effects == []
    assert said in talk.bot[-1]
    assert "どれも合いません" in talk.buttons()


def test_a_list_that_comes_twice_offers_a_person():
    talk = offered("ぴよぴよ", "ぴよぴよ")
    assert "heard.person" in [say.key for say in talk.said]

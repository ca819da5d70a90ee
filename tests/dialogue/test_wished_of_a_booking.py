"""What is wished of a booking in few words: the day that was asked about, a weekday alone, two things at once."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)  # on Thursday, 3 December, 14:00


def said(*texts: str) -> Talk:
    return Talk(booking=CONFIRMED).says(*texts)


@pytest.mark.parametrize("text", ["それに変更", "そっちに変えて", "その枠に移してください", "そこに変えて"])
def test_the_time_that_was_asked_about_is_taken(text):
    talk = said("4日の10時は空いてますか", text)
    assert value(talk, "time").startswith("2026-12-04T10:00")
    assert not talk.effects


@pytest.mark.parametrize("text", ["それは無理です", "その時間に変えたいけど迷う", "それより遅い時間に変えて"])
def test_what_only_points_at_it_takes_nothing(text):
    assert not value(said("4日の10時は空いてますか", text), "time")


def test_the_day_that_was_asked_about_is_taken():
    talk = said("4日の午前は空いてますか", "そっちに変更したい", "10時半で")
    assert value(talk, "time").startswith("2026-12-04T10:30")


@pytest.mark.parametrize("text", ["金曜に変えてください", "時間は変えずに金曜にしたい", "金曜の10時に変更"])
def test_which_of_two_days_a_weekday_is_gets_asked(text):
    talk = said(text)
    assert "どちらの日でしょうか" in "".join(talk.bot)
    assert ["11月27日" in one for one in talk.every_button()].count(True) == 1
    assert ["12月4日" in one for one in talk.every_button()].count(True) == 1
    assert not value(talk, "time")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("後の方", "2026-12-04"),
        ("来週の方", "2026-12-04"),
        ("最初の方で", "2026-11-27"),
        ("今週の金曜で", "2026-11-27"),
    ],
)
def test_one_of_the_two_is_taken_by_its_place_or_its_week(text, day):
    assert value(said("変更", "金曜", text), "day") == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("来週の金曜に変更", "2026-12-04"),
        ("今週の金曜に変えてください", "2026-11-27"),
        ("金曜に延期したい", "2026-12-04"),
        ("月曜に変更", "2026-11-30"),
    ],
)
def test_a_weekday_that_is_one_day_is_not_asked_about(text, day):
    assert value(said(text), "day") == day


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("4日の10時に変更して、あと手話もつけてください", "通訳・介助のことは"),
        ("4日に変更したいのと、メールも変えたいです", "メールアドレスのことは"),
        ("4日の10時に変えて、相談内容も面接練習に変えてください", "相談内容のことは"),
        ("8日にして、筆談もお願いできますか", "日時は、まだ変えていません"),
    ],
)
def test_the_wish_that_waits_is_named(text, left):
    assert left in "".join(said(text).bot)


@pytest.mark.parametrize(
    "text",
    ["通訳の人が来られなくなったので4日に変えてください", "手話の方の都合で4日に変えたい", "手話をつけてください"],
)
def test_a_reason_is_no_wish(text):
    assert "まだ変えていません" not in "".join(said(text).bot)


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("number", "わからない、090-1111-2222、なし、職業相談、なし", ("unknown", "none", "consultation", "none")),
        ("number", "番号は不明で電話は09011112222、メールなしです", ("unknown", "none", "", "")),
    ],
)
def test_what_its_place_tells_is_read_in_one_breath(question, text, told):
    talk = at(question).says(text)
    assert [value(talk, name) for name in ("number", "email", "purpose", "support")] == [
        "" if one in ("unknown", "none") and name != "support" else one
        for one, name in zip(told, ("number", "email", "purpose", "support"), strict=True)
    ]
    assert {"number", "telephone", "email"} <= talk.conversation.answers.keys()


def test_a_help_is_read_behind_the_purpose():
    assert value(at("purpose").says("面接の練習、筆談"), "support") == "writing"


@pytest.mark.parametrize("text", ["職業相談、わからない", "職業相談じゃない、なし"])
def test_what_may_mean_anything_answers_nothing(text):
    assert not value(at("purpose").says(text), "support")


@pytest.mark.parametrize("text", ["都合が悪くなった", "体調が悪くて", "急用ができました"])
def test_a_reason_leaves_open_whether_somebody_stops(text):
    talk = at("telephone").says("キャンセル", text)
    assert "入力をやめますか" in talk.bot[-1]
    assert talk.conversation.answers

"""What is said of the times that are shown is told by their place, or by the day that is asked about."""

import pytest

from tests.dialogue.talks import at, value
from tests.make import booking
from tests.talk import Talk


def shown(text: str) -> Talk:
    return at("day").says(text)


def starts(talk: Talk) -> list[str]:
    return [label for label in talk.every_button() if ":" in label]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("後の方で", "2026-12-04T14:00:00+09:00"),
        ("あとのほうでお願いします", "2026-12-04T14:00:00+09:00"),
        ("やっぱり遅い方がいいです", "2026-12-04T14:00:00+09:00"),
        ("先の方で", "2026-12-03T14:00:00+09:00"),
        ("どっちでもいい", "2026-12-03T14:00:00+09:00"),
        ("どちらでも構いません", "2026-12-03T14:00:00+09:00"),
        ("後の方は無理です", ""),
        ("後の方は空いてますか", ""),
        ("どっちがいいですか", ""),
    ],
)
def test_of_two_times_the_one_is_taken_that_is_meant(text, start):
    talk = shown("12月3日か4日の14時").says(text)
    assert value(talk, "time") == start
    assert talk.effects == []


@pytest.mark.parametrize(
    ("first", "text", "offered"),
    [
        ("一番早い日は？", "もう少し遅く", "11月26日（木） 11:30"),
        ("12月3日の午後", "もう少し遅く", "12月3日（木） 15:00"),
        ("12月3日の午後", "もっと早い時間で", "12月3日（木） 11:30"),
    ],
)
def test_somewhat_later_or_earlier_is_told_by_what_is_shown(first, text, offered):
    assert offered in starts(shown(first).says(text))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2番目の", "2026-12-03T10:30:00+09:00"),
        ("3番目の時間でお願いします", "2026-12-03T11:00:00+09:00"),
        ("99番目の", ""),
    ],
)
def test_a_place_among_the_times_of_a_day(text, start):
    assert value(shown("12月3日").says(text), "time") == start


@pytest.mark.parametrize("text", ["やっぱり30分後で", "その30分後", "30分後がいいです"])
def test_the_card_takes_what_is_counted_in_minutes(text):
    assert value(at("review").says(text), "time") == "2026-12-03T14:30:00+09:00"


@pytest.mark.parametrize("text", ["じゃあ11日は？", "では11日は？", "それじゃあ11日は空いてますか"])
def test_another_day_is_asked_for(text):
    assert value(shown("12月10日").says(text), "day") == "2026-12-11"


def test_an_earlier_day_is_no_earlier_time_of_the_day():
    assert "11月26日（木） 10:00" in starts(at("review").says("もっと早い日はありますか"))


@pytest.mark.parametrize(
    ("text", "start"), [("15時", "2026-12-03T15:00:00+09:00"), ("11時で", "2026-12-03T11:00:00+09:00")]
)
def test_a_time_alone_is_of_the_one_day_that_is_shown(text, start):
    talk = Talk(booking=booking()).says("もう少し遅くできますか", text)
    assert value(talk, "time") == start
    assert talk.effects == []


def test_a_time_alone_among_several_days_asks_for_the_day():
    assert value(shown("14時").says("15時"), "time") == ""


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("12月8日は空いてますか", "10時で予約"),
        ("12月8日の午前は空いてますか", "10時でお願いします"),
        ("じゃあ12月8日", "10時"),
    ],
)
def test_outside_of_a_flow_a_time_is_of_the_day_that_was_asked_about(asked, then):
    talk = Talk().says(asked, then)
    assert "12月8日（火）10:00" in talk.bot[-1]
    assert value(talk.says("はい"), "time") in ("", "2026-12-08T10:00:00+09:00")
    assert talk.conversation.flow == "book"


def test_half_a_day_that_was_asked_about_is_moved_to():
    talk = Talk(booking=booking()).says("4日の午前って空いてますか", "じゃあ10時半に変えて")
    assert value(talk, "time") == "2026-12-04T10:30:00+09:00"
    assert talk.effects == []

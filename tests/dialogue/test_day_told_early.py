"""A day told before it is asked for is kept and said; when somebody may be called is no wish for a day."""

import pytest

from tests.dialogue.talks import at, value

EARLY = ("name", "number", "telephone", "email", "purpose", "support")
DAY, OTHER = "2026-12-04T10:30:00+09:00", "2026-12-07T11:00:00+09:00"


@pytest.mark.parametrize("question", EARLY)
@pytest.mark.parametrize("text", ["12/4 10:30でお願いします", "12月4日の10時半がいいです"])
def test_a_day_and_time_are_kept_and_the_question_stands(question, text):
    before = at(question)
    asked = before.said[-1].key
    talk = before.says(text)
    assert value(talk, "time") == DAY
    assert value(talk, question) == ""
    assert "12月4日（金）10:30" in "".join(talk.bot[-2:])
    assert talk.said[-1].key == asked


@pytest.mark.parametrize("question", EARLY)
def test_a_changed_day_replaces_the_one_that_is_kept(question):
    talk = at(question).says("12月4日の10時半がいいです").says("7日の11時に変えてください")
    assert value(talk, "time") == OTHER
    assert "12月7日（月）11:00" in "".join(talk.bot[-2:])


def test_a_day_without_a_time_is_kept_and_its_times_are_shown_in_the_end():
    talk = at("purpose").says("来週の木曜日").taps("職業相談", "必要ない")
    assert value(talk, "day") == "2026-12-03"
    assert value(talk, "time") == ""


@pytest.mark.parametrize(
    "text",
    ["12月3日に面接があるので練習したい", "12月3日の14時は空いてますか", "12月3日は無理です", "3日に登録しました"],
)
def test_a_day_that_is_only_spoken_of_is_not_kept(text):
    talk = at("purpose").says(text)
    assert value(talk, "day") == value(talk, "time") == ""


@pytest.mark.parametrize("name", ["三日月 朝日", "木曜 花子", "朝"])
def test_a_name_is_no_day(name):
    assert value(at("name").says(name), "day") == ""


@pytest.mark.parametrize(
    "text",
    ["夜は電話に出られません", "夜分はご遠慮願います", "午前中は電話に出られません", "夜間の電話は控えてください"],
)
def test_when_somebody_may_not_be_called_is_no_wish_for_a_time(text):
    talk = at("consent").says(text)
    assert "day" not in talk.conversation.held
    assert "希望日時" not in talk.bot[-2]


def test_a_wish_beside_a_word_of_calls_is_kept():
    assert at("day").says("12月3日の14時、電話は控えてください").conversation.answers.keys() >= {"day", "time"}


@pytest.mark.parametrize("question", ["name", "purpose", "support"])
@pytest.mark.parametrize("said", ["孫が来る水曜日がいいです", "再来週のどこか午前中で孫が来る水曜日がいいです"])
def test_who_is_there_on_a_day_is_no_help_and_the_day_is_kept(question, said):
    talk = at(question).says(said)
    assert value(talk, "support") == ""
    assert "水曜日" in talk.conversation.held["day"]
    assert "希望日時は、このあとうかがいます。" in talk.bot[-2]


def test_who_comes_with_somebody_still_is_a_companion():
    assert value(at("purpose").says("孫が付き添います"), "support") == "companion"
    assert value(at("support").says("孫が来ます"), "support") == "companion"

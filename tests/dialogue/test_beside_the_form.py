"""What people say beside the form and in the middle of it: good mornings, interruptions, struggles and counts."""

import pytest

from bot.dialogue.reading import Value, read_name
from tests.dialogue.talks import at, last, value
from tests.talk import Talk


@pytest.mark.parametrize("text", ["おはようございます", "おはようございます。山田です。"])
def test_a_good_morning_asks_for_no_early_time(text):
    assert "いちばん早" not in last(at("day").says(text))


@pytest.mark.parametrize(
    "text", ["ちょっと待って、子どもが", "あ、電話がきたので少々お待ちください", "手が離せないので少し待ってください"]
)
@pytest.mark.parametrize("question", ["telephone", "email", "day"])
def test_who_is_called_away_is_told_to_take_the_time(question, text):
    talk = at(question).says(text)
    assert "ゆっくりで大丈夫です" in last(talk)
    assert not value(talk, question)


@pytest.mark.parametrize("text", ["履歴書の書き方がわからん", "履歴書の書き方がわからない"])
def test_who_does_not_know_how_wants_a_consultation(text):
    assert "予約はまだしません" not in last(Talk().says(text))


def test_who_wants_none_is_left_alone():
    assert "予約はまだしません" in last(Talk().says("予約はしません"))


def test_who_finds_it_hard_to_talk_is_not_given_a_telephone_number():
    assert "うまく話せなくても大丈夫です" in last(Talk().says("人と話すのが苦手です"))


@pytest.mark.parametrize("text", ["来週中に1回", "来週に2人で"])
def test_a_count_is_no_hour(text):
    assert not any(":" in one for one in at("day").says(text).every_button())


@pytest.mark.parametrize("text", ["山田のまま", "山田花子のままで", "山田花子だっちゃ", "山田花子と言うものですが"])
def test_what_stands_behind_a_name_is_none_of_it(text):
    read = read_name(text)
    assert isinstance(read, Value)
    assert read.value in ("山田", "山田花子")


def test_when_somebody_may_be_called_is_no_time_of_the_consultation():
    assert value(at("day").says("12月3日の14時。電話は夕方にお願いします"), "time").startswith("2026-12-03T14:00")
    assert value(at("day").says("連絡は金曜にください。希望は4日の10時です"), "time").startswith("2026-12-04T10:00")


@pytest.mark.parametrize("text", ["電話は午後にお願いします", "日中は仕事で出れません"])
def test_at_the_telephone_number_it_goes_to_staff_and_counts_as_no_mistake(text):
    talk = at("telephone").says(text)
    assert "「伝言」" in last(talk)
    assert not talk.conversation.tries


def test_who_has_no_telephone_goes_on_without_one():
    talk = at("telephone").says("電話は使えません", "電話は使えません")
    assert "telephone" in talk.conversation.answers


@pytest.mark.parametrize("question", ["telephone", "day"])
def test_who_wonders_whether_to_stop_is_asked(question):
    talk = at(question).says("やめようかな")
    assert "入力をやめますか" in talk.bot[-1]
    assert talk.conversation.answers


def test_how_staff_are_to_speak_is_no_sign_language():
    talk = at("support").says("耳が遠いので大きな声で")
    assert "「伝言」" in last(talk)
    assert not value(talk, "support")
    assert value(at("support").says("耳が遠いので筆談で"), "support") == "writing"
    assert value(at("support").says("手話でゆっくりお願いします"), "support") == "sign_language"

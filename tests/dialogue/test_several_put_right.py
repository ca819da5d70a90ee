"""What is put right at the card beside something else is not lost; a line is offered where no rule knows."""

import pytest

from tests.dialogue.talks import at, value

FRIDAY = "2026-12-04T14:00:00+09:00"


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        *(("やっぱり面接練習で、日にちは4日", "interview"), ("日にちは4日で、履歴書の相談で", "documents")),
        ("模擬面接にします。日にちは金曜で", "interview"),
    ],
)
def test_a_purpose_beside_a_day(text, purpose):
    talk = at("review").says(text)
    assert (value(talk, "purpose"), value(talk, "time")) == (purpose, FRIDAY)


@pytest.mark.parametrize("text", ["やっぱり面接練習で", "面接の練習にする", "職業相談のほうがいい"])
def test_a_purpose_alone(text):
    assert "相談内容を" in at("review").says(text).bot[-2]


@pytest.mark.parametrize("text", ["電話番号消して、日にちは金曜に", "日にちは金曜で、電話番号は消して"])
def test_a_number_that_is_to_be_taken_out_is_asked_for_and_the_day_is_kept(text):
    talk = at("review").says(text)
    assert value(talk, "time") == FRIDAY
    assert "電話番号なしで進みます" in talk.bot[-2]
    assert "telephone" not in talk.conversation.answers
    talk.says("電話は使えません")
    assert value(talk, "telephone") == ""
    assert "申し込みの内容です" in talk.bot[-1]


def test_whether_it_may_be_taken_out_is_only_answered():
    assert value(at("review").says("電話番号は消してもらえるんですか"), "telephone") == "090-1234-5678"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("名前、山本はなこに直して", "山本はなこ"), ("氏名は佐々木翔太に変更", "佐々木翔太")),
        ("名前も直したい、山本花子です", "山本花子"),
    ],
)
def test_a_name_with_kana_is_taken(text, name):
    assert value(at("review").says(text), "name") == name


def test_a_name_beside_the_number_that_is_asked_for():
    talk = at("number").says("13010-1234567です。名前も直したい、山本花子です")
    assert (value(talk, "number"), value(talk, "name")) == ("13010-1234567", "山本花子")


@pytest.mark.parametrize(
    "text", ["名前を変えたい、お願いします", "名前は直さなくていい、大丈夫です", "名前の漢字に直して"]
)
def test_what_is_no_name_is_not_taken(text):
    assert value(at("review").says(text), "name") in ("山田 太郎", "")


@pytest.mark.parametrize(("text", "button"), [("求職番号が1個違う", "求職番号を変更")])
def test_a_line_that_is_very_likely_meant_is_offered(text, button):
    talk = at("review").says(text)
    assert button in talk.every_button()
    assert value(talk, "number") == "13010-12345678"


def test_with_a_question_no_line_is_offered():
    assert "この項目を直しますか" not in at("review").says("この内容でいけますか").bot[-2]


def test_who_stops_in_a_playful_way_is_asked():
    assert "やめますか" in at("review").says("やーめた").bot[-1]


@pytest.mark.parametrize("text", ["面接練習に変更して、時間も11時にして", "やっぱり面接練習に変えて、11時で"])
def test_a_purpose_beside_the_time_that_is_asked_for(text):
    talk = at("time").says(text)
    assert (value(talk, "purpose"), value(talk, "time")) == ("interview", "2026-12-03T11:00:00+09:00")


def test_a_purpose_beside_a_time_without_a_day_is_kept_and_the_day_is_asked_for():
    talk = at("day").says("面接練習に変更して、時間も11時にして")
    assert value(talk, "purpose") == "interview"
    assert "12月4日（金） 11:00" in talk.buttons()


def test_a_help_beside_the_day_that_is_asked_for():
    talk = at("day").says("12月4日の10時で、手話通訳も")
    assert (value(talk, "support"), value(talk, "time")) == ("sign_language", "2026-12-04T10:00:00+09:00")


@pytest.mark.parametrize(
    ("text", "purpose"), [("面接練習から仕事相談に", "consultation"), ("職業相談じゃなくて書類の相談に", "documents")]
)
def test_the_second_of_two_purposes_is_the_one_that_is_meant(text, purpose):
    assert value(at("review").says(text), "purpose") == purpose

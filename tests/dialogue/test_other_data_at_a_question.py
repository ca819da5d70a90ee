"""Data that is told where other data is asked for is kept, and a value is read whole or not at all."""

import pytest

from tests.dialogue.talks import at, value


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("name", "taro2@example.com", "email"),
        ("name", "090-9999-8888", "telephone"),
        ("name", "13010-99999999", "number"),
        ("number", "taro2@example.com", "email"),
        ("telephone", "taro2@example.com", "email"),
        ("telephone", "ｔａｒｏ２＠example.com", "email"),
    ],
)
def test_data_of_a_later_question_is_kept_and_this_one_asked_again(question, text, told):
    talk = at(question).says(text)
    assert value(talk, told)
    assert question not in talk.conversation.answers
    assert "受け取りました" in "".join(talk.bot[-2:])


def test_a_telephone_number_for_the_job_seeker_number_is_asked_about():
    talk = at("number").says("090-1234-5678")
    assert not value(talk, "telephone")
    assert "電話の番号のようです" in talk.bot[-1]


def test_another_telephone_number_at_a_later_question_replaces_none():
    talk = at("email").says("090-9999-8888")
    assert value(talk, "telephone") == "090-1234-5678"
    assert "1つだけ" in talk.bot[-2]


@pytest.mark.parametrize(
    "text",
    [
        "taro2＠example.comです あとさっきの電話番号、最後5じゃなくて8です",
        "taro2@example.com　電話番号間違えてました",
    ],
)
def test_an_answer_beside_what_was_wrong_before_is_taken(text):
    talk = at("email").says(text)
    assert value(talk, "email") == "taro2@example.com"
    assert "telephone" not in talk.conversation.answers
    assert "電話番号を入力" in talk.bot[-1]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("20020 - 888 8888", "20020-8888888"),
        ("20020-888 8888", "20020-8888888"),
        ("20020 888 8888", "20020-8888888"),
        ("13010 1234 5678", "13010-12345678"),
        ("13010-1234 5678", "13010-12345678"),
    ],
)
def test_a_number_in_groups_is_read_whole(text, number):
    assert value(at("number").says(text), "number") == number


@pytest.mark.parametrize("text", ["2002 0888 8888", "200208888888", "2002-0888-8888"])
def test_my_number_is_refused_as_before(text):
    talk = at("number").says(text)
    assert not value(talk, "number")
    assert "マイナンバー" in "".join(talk.bot[-2:])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("女性です 中村あかり", "中村あかり"),
        ("大学生の中村太郎です", "中村太郎"),
        ("大学4年の中村太郎です", "中村太郎"),
        ("30代の中村太郎", "中村太郎"),
        ("男 35 中村太郎", "中村太郎"),
        ("28歳女 山口美紀", "山口美紀"),
        ("あ、名前は伊藤洋介", "伊藤洋介"),
        ("あ、伊藤洋介です", "伊藤洋介"),
        ("高橋(たかはし)ゆうこ", "高橋ゆうこ"),
        ("男鹿 太郎", "男鹿 太郎"),
        ("女鹿太郎", "女鹿太郎"),
        ("生野花子", "生野花子"),
        ("高橋優子（たかはしゆうこ）", "高橋優子（たかはしゆうこ）"),
    ],
)
def test_a_name_is_told_from_what_stands_around_it(text, name):
    assert value(at("name").says(text), "name") == name


@pytest.mark.parametrize("text", ["男 35", "女性です", "大学生です"])
def test_what_is_said_of_oneself_is_no_name(text):
    assert not value(at("name").says(text), "name")


@pytest.mark.parametrize(
    "text", ["携帯水没した", "スマホ修理に出してます", "携帯壊れてて今使えない", "電話なくしました"]
)
def test_who_has_no_telephone_for_now_reads_how_it_goes_on(text):
    talk = at("telephone").says(text)
    assert "電話番号なしで進みます" in talk.bot[-2]
    assert "email" not in talk.conversation.answers
    assert at("telephone").says(text, "電話は使えません").conversation.answers["telephone"].mark == "telephone_none"


def test_another_number_beside_why_is_taken():
    assert value(at("telephone").says("携帯壊れたので家の電話 093-555-6666"), "telephone") == "093-555-6666"

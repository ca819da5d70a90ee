"""A number or an address and nothing besides is read at once: as it is where each of its meanings is looked for."""

import pytest

from tests.dialogue.talks import at, value
from tests.talk import Talk

BEFORE = {
    "number": ("予約", "1", "1", "山田 太郎"),
    "telephone": ("予約", "1", "1", "山田 太郎", "13010-12345678"),
    "email": ("予約", "1", "1", "山田 太郎", "13010-12345678", "090-1234-5678"),
}
VALUES = (
    *(("number", one) for one in ("13010-12345678", "40010-1234567", "13010-87654321")),
    *(("telephone", one) for one in ("090-1234-5678", "09012345678", "093-661-1111", "+81-90-1234-5678", "110")),
    *(("email", one) for one in ("t@example.com", "taro.yamada+1@example.co.jp", "taro@gmial.com", "a@b")),
)
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def told(question: str, text: str) -> Talk:
    return Talk().says(*BEFORE[question], text)


@pytest.mark.parametrize(("question", "value"), VALUES)
def test_it_is_taken_as_the_same_in_wide_letters_which_are_looked_at_for_all_meanings(question: str, value: str):
    plain, wide = told(question, value), told(question, value.translate(WIDE))
    kept, known = (talk.conversation.answers.get(question) for talk in (plain, wide))
    assert (kept and kept.key, kept and kept.mark) == (known and known.key, known and known.mark)
    assert [say.key for say in plain.said] == [say.key for say in wide.said]


@pytest.mark.parametrize(("question", "value"), [("number", "090-1234-5678"), ("telephone", "t@example.com")])
def test_a_value_of_another_question_is_no_answer_to_this(question: str, value: str):
    assert question not in told(question, value).conversation.answers


def test_what_stands_beside_it_is_heard():
    assert "telephone" not in told("telephone", "090-1234-5678でもいいですか").conversation.answers
    assert "telephone" not in told("telephone", "090-1234-5678は使わないでください").conversation.answers


def test_digits_that_are_said_before_those_that_are_typed_are_read_whole():
    assert value(at("telephone").says("ゼロキューゼロ１２３４５６７８"), "telephone") == "090-1234-5678"
    assert value(at("telephone").says("ゼロキューゼロ１２３４５６７８９"), "telephone") == ""


@pytest.mark.parametrize(
    "text",
    [
        *("1301012345678 09012345678", "09012345678 1301012345678", "1301012345678 電話は09012345678"),
        *("１３０１０１２３４５６７８、０９０１２３４５６７８", "1301012345678です。電話番号は09012345678です"),
    ],
)
def test_thirteen_digits_beside_a_telephone_number_are_a_number(text: str):
    talk = told("number", text)
    answers = talk.conversation.answers
    assert (answers["number"].value, answers["telephone"].value) == ("13010-12345678", "090-1234-5678")
    assert [say.key for say in talk.said] == ["book.understood", "book.email.ask"]


def test_a_shorter_number_beside_a_telephone_number_is_not_told_to_be_unknown():
    talk = told("number", "130101234 09012345678")
    assert talk.conversation.answers["number"].value == "13010-1234"
    assert "求職番号「13010-1234」、電話番号「090-1234-5678」" in talk.bot[-2]


def test_thirteen_digits_among_all_the_rest():
    talk = at("name").says("山田太郎 1301012345678 09012345678")
    assert [value(talk, name) for name in ("name", "number", "telephone")] == [
        *("山田太郎", "13010-12345678", "090-1234-5678")
    ]


@pytest.mark.parametrize("text", ["8613812345678", "6281234567890"])
def test_a_foreign_telephone_number_without_its_sign_is_no_number(text: str):
    assert value(at("name").says(f"山田太郎 {text} taro@example.com"), "number") == ""

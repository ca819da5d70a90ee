import re

import pytest

from bot.dialogue.reading import Retry, Value, contains_my_number, read_number
from bot.dialogue.reading.contact.digits import MAY_BE_A_DIGIT, with_digits
from bot.dialogue.reading.text import fold

DASHES = "-－ーｰ‐‑‒–—―−─━一〜～⁃➖﹘ 　の・"
MY_NUMBER = "123456789018"  # made up; only its check digit is right


@pytest.mark.parametrize("dash", DASHES)
@pytest.mark.parametrize("number", ["13010{}12345678", "１３０１０{}１２３４５６７８", "13010 {} 12345678"])
def test_every_dash_in_use_is_understood(dash: str, number: str) -> None:
    assert read_number(number.format(dash)) == Value("13010-12345678", "1301012345678")


@pytest.mark.parametrize(
    ("typed", "value", "key"),
    [
        ("1301012345678", "13010-12345678", "1301012345678"),
        ("求職番号は13010-00012345です", "13010-00012345", "1301012345"),
        ("13010-12345", "13010-12345", "1301012345"),
        ("60010-1", "60010-1", "600101"),
        ("01010-1234", "01010-1234", "010101234"),
        ("09010-123456", "09010-123456", "09010123456"),
        ("13010-0000", "13010-0000", "130100"),
        ("一三〇一〇-一二三四五六七八", "13010-12345678", "1301012345678"),
        ("一三〇一〇二二三四五六七八", "13010-22345678", "1301022345678"),
        ("一三〇一〇一一二三四五六七八", "13010-12345678", "1301012345678"),
        ("一三〇一〇の一二三四", "13010-1234", "130101234"),
        ("ハローワーク飯田橋 13010-123", "13010-123", "13010123"),
        ("13010-1234567", "13010-1234567", "130101234567"),
    ],
)
def test_a_job_seeker_number_is_shown_as_typed_and_compared_without_zeros(typed: str, value: str, key: str) -> None:
    assert read_number(typed) == Value(value, key)


@pytest.mark.parametrize(
    "typed",
    [
        "わかりません",
        "分かりません。",
        "わからない",
        "持っていません",
        "持ってないです",
        "ない",
        "ないです",
        "なし",
        "不明",
        "番号は忘れました",
        "知らない",
        "まだ登録していません",
        "手元にありません",
        "I don't know",
    ],
)
def test_not_knowing_is_an_answer(typed: str) -> None:
    assert read_number(typed) == Value("", "", "number_unknown")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("09012345678", "looks_like_telephone"),
        ("０６０１２３４５６７８", "looks_like_telephone"),
        ("090-1234-5678", "looks_like_telephone"),
        ("03-1234-5678", "looks_like_telephone"),
        ("0312345678", "looks_like_telephone"),
        ("+819012345678", "looks_like_telephone"),
        ("1301-123456-7", "insured_number"),
        ("12345678", "lower_part_only"),
        ("1234", "lower_part_only"),
        ("123", "too_short"),
        ("1301-12345", "too_short"),
        ("13010-123456789", "too_long"),
        ("12345678901234", "too_long"),
        ("", "not_a_number"),
        ("abc", "not_a_number"),
        ("12-3", "not_a_number"),
    ],
)
def test_another_number_gets_its_reason(typed: str, reason: str) -> None:
    assert read_number(typed) == Retry(reason)


@pytest.mark.parametrize(
    "typed",
    [
        MY_NUMBER,
        "1234-5678-9018",
        "1234 5678 9018",
        "１２３４　５６７８　９０１８",
        "1234ー5678ー9018",
        "1234\u200b5678\u200b9018",
        "1234\n5678\n9018",
        "一二三四五六七八九〇一八",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "番号は123456789018です",
        "13010-12345678、マイナンバー 1234 5678 9018",
    ],
)
def test_my_number_may_never_be_taken(typed: str) -> None:
    assert contains_my_number(typed)
    assert read_number(typed) == Retry("my_number", final=True)


@pytest.mark.parametrize(
    "typed", ["123456789019", "12345-6789018", "1123456789018", "090-1234-5678", "+123456789018", "山田", "", "\ud800"]
)
def test_other_digits_are_no_my_number(typed: str) -> None:
    assert not contains_my_number(typed)


def test_twelve_digits_written_five_and_seven_are_a_job_seeker_number() -> None:
    assert read_number("12345-6789018") == Value("12345-6789018", "123456789018")


@pytest.mark.parametrize(
    "typed",
    ["12/4 10:30でお願いします", "１２／４　１０：３０", "12-4 10:30", "12 4 10 30", "12/10の14:00", "2026/12/4 10:30"],
)
def test_a_day_and_a_time_are_no_job_seeker_number(typed: str) -> None:
    assert read_number(typed) == Retry("not_a_number")


@pytest.mark.parametrize("text", [MY_NUMBER, "1234 5678 9018", "一二三四五六七八九〇一八", "⑩⑩⑩⑩⑫⑬"])
def test_my_number_is_known_in_however_few_signs(text: str):
    assert contains_my_number(text)
    assert not contains_my_number(text[:-1])


def test_no_sign_is_more_than_one_digit_of_my_number():
    told = {sign: with_digits(sign) for sign in map(chr, range(0x20000)) if len(fold(sign)) == 1}
    digits = {sign: len(re.findall(r"\d", one)) for sign, one in told.items()}
    assert max(digits.values()) == 1
    assert [sign for sign, count in digits.items() if count and not MAY_BE_A_DIGIT.search(fold(sign))] == []


SAID = (
    "ぜろ",
    "ゼロ",
    "いち",
    "にい",
    "さん",
    "ヨン",
    "ゴー",
    "ろく",
    "シチ",
    "はち",
    "きゅう",
    "く",
    "〇",
    "八",
    "٣",
    "８",
)


@pytest.mark.parametrize("word", SAID)
def test_what_is_said_for_a_digit_may_be_one(word: str):
    assert len(re.findall(r"\d", with_digits("、".join([word] * 3)))) == 3
    assert MAY_BE_A_DIGIT.search(fold(word))

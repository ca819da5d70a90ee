"""What is wished, told or thought at the question for a name is no name; what was done before is no yes to the card."""

import pytest

from bot.dialogue.turn import Book
from tests.dialogue.talks import at, last, value

NO_NAMES = (
    *("明日雨だったらやめとこうかな", "どうしようかな", "できれば午後、無理なら午前", "平日の夕方", "お昼過ぎ"),
    *("最短で", "なるはや", "できるだけ早く", "早めがいい", "急ぎです", "いつでも", "わたしです", "妻のです"),
    "明日のやつ無理です",
)
NAMES = ("八日市 太郎", "早川 急", "三日月 明日香", "今日子 山田", "はやし かな", "午来 次郎", "私市 一郎", "早見優")


@pytest.mark.parametrize("text", NO_NAMES)
def test_it_is_asked_for_again(text: str) -> None:
    talk = at("name").says(text)
    assert not value(talk, "name")
    assert "氏名" in last(talk, 1)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_that_holds_such_a_word_is_taken(text: str) -> None:
    assert value(at("name").says(text), "name") == text


@pytest.mark.parametrize("text", ["夕方 太郎", "平日 花子", "早め 太郎"])
def test_a_name_that_is_one_is_taken_when_it_is_told_again(text: str) -> None:
    assert value(at("name").says(text, text), "name") == text


TOLD = (
    *("妹の名前で予約してしまった", "間違えて申し込んでしまいました", "もう申し込みしてあります", "予約してます"),
    *("予約してるんですが", "母が予約してくれました", "申し込んであるはず"),
)


@pytest.mark.parametrize("text", TOLD)
def test_who_tells_of_an_application_has_not_agreed_to_this_one(text: str) -> None:
    assert not any(isinstance(effect, Book) for effect in at("review").says(text).effects)


@pytest.mark.parametrize(
    "text",
    ["これで予約してください", "予約しておいてください", "申し込みをお願いします", "これで申し込みます", "送信して"],
)
def test_who_asks_for_it_has(text: str) -> None:
    assert any(isinstance(effect, Book) for effect in at("review").says(text).effects)


@pytest.mark.parametrize("text", ["0901111222", "0803333444", "0701112223"])
def test_a_mobile_telephone_that_lacks_a_digit_is_no_job_seeker_number(text: str) -> None:
    talk = at("number").says(text)
    assert not value(talk, "number")
    assert "電話の番号のようです" in last(talk, 1)


def test_a_number_of_an_office_that_begins_so_is_taken() -> None:
    assert value(at("number").says("08010-12222"), "number") == "08010-12222"

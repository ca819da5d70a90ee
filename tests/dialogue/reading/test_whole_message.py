"""A seeker says everything, or several things, in one message."""

import pytest

from bot.dialogue.incoming import Sort
from bot.dialogue.reading.text import fold
from bot.dialogue.reading.whole_message import pieces_in
from tests.dialogue.talks import ONE
from tests.make import tokyo
from tests.talk import Talk

LINES = (
    "氏名：山田 太郎\n求職番号：13010-12345678\n電話：090-1234-5678\nメール：taro@example.com\n希望日時：12月3日 14:00"
)
NUMBERED = "1. 山田太郎\n2. 13010-12345678\n3. 090-1234-5678\n4. taro@example.com\n5. 12/3 14時"
POLITE = (
    "お世話になっております。山田太郎と申します。オンライン相談の予約をお願いします。求職番号は13010-12345678、電話番号は"
    "090-1234-5678、メールはtaro@example.comです。12月3日（木）の14時からを希望します。よろしくお願いいたします。"
)
NO_NAMES = (
    "就職活動中",
    "職業相談希望",
    "大丈夫です",
    "北九州市在住",
    "未経験",
    "面接練習",
    "十二月三日",
    "至急",
    "初心者です",
)


def answers(talk: Talk) -> dict[str, str]:
    return {name: answer.value for name, answer in talk.conversation.answers.items()}


@pytest.mark.parametrize(
    "message", [ONE, LINES, LINES.replace("\n", " "), LINES.replace("\n", "、").replace("：", "は"), NUMBERED, POLITE]
)
def test_one_message_books_with_five_taps(message):
    talk = Talk().says(message).taps("はい、すべて", "同意する")
    assert "090-1234-5678" in "".join(talk.bot[-2:])
    talk.taps("職業相談", "必要ない", "申し込む")
    assert (talk.taps_made, talk.texts_typed) == (5, 1)
    booked = talk.booking
    assert booked.start == tokyo("2026-12-03 14:00")
    assert booked.answers["name"].value.replace(" ", "") == "山田太郎"
    assert (booked.answers["number"].value, booked.answers["email"].value) == ("13010-12345678", "taro@example.com")


def test_what_comes_early_is_named_but_not_repeated_before_consent():
    talk = Talk().says(ONE)
    told = "".join(talk.bot)
    assert "読み取りました：氏名・求職番号・電話番号・メールアドレス・希望日時" in told
    assert "090-1234-5678" not in told
    assert "求職登録" in talk.bot[-1]


def test_who_does_not_agree_after_all_is_forgotten():
    talk = Talk().says(ONE).taps("はい、すべて", "同意しない")
    assert not talk.conversation.answers
    assert not talk.conversation.past
    assert "山田太郎" not in repr(talk.conversation)


def test_what_was_understood_is_shown_after_consent_and_changed_with_one_tap():
    talk = Talk().says(ONE).taps("はい、すべて", "同意する")
    assert "答えは" in "".join(talk.bot[-3:])
    talk.taps("氏名を変更").says("山田 花子")
    assert answers(talk)["name"] == "山田 花子"
    assert "相談内容" in talk.bot[-1]


def test_only_what_is_missing_is_asked():
    talk = Talk().says("予約希望です。090-1234-5678、12/3の14時", "1", "1")
    assert "氏名" in talk.bot[-1]
    talk.says("山田 太郎")
    assert "求職番号" in talk.bot[-1]
    talk.says("わからない")
    assert "メールアドレス" in talk.bot[-1]


def test_what_is_uncertain_is_asked_with_the_choices_that_fit():
    talk = Talk().says(
        "山田太郎、13010-12345678、090-1234-5678、taro@example.com、来週の火曜か水曜の14時", "1", "1", "1", "1"
    )
    assert set(talk.buttons()) == {"12月1日（火） 14:00", "12月2日（水） 14:00"}
    assert talk.taps("12月2日（水） 14:00").taps("申し込む").booking.start == tokyo("2026-12-02 14:00")


def test_a_time_that_is_not_free_is_told_when_its_turn_comes():
    talk = Talk().says(ONE.replace("12/3の14時", "12/5の14時"), "1", "1", "1", "1")
    assert "お休みの日" in talk.bot[-1]


def test_several_answers_in_the_middle_of_the_questions():
    talk = Talk().says("予約", "1", "1", "山田太郎です。番号は13010-12345678、電話は090-1234-5678です")
    assert "メールアドレス" in talk.bot[-1]
    assert answers(talk)["name"] == "山田太郎"


def test_what_was_answered_stays_unless_it_is_corrected_by_name():
    talk = Talk().says("予約", "1", "1", "山田 太郎", "わからない", "090-1234-5678")
    talk.says("taro@example.com、緊急のときは 093-622-6690、12/3の14時")
    assert answers(talk)["telephone"] == "090-1234-5678"
    talk.says("1", "1", "電話番号は090-9999-8888に変わりました")
    assert answers(talk)["telephone"] == "090-9999-8888"
    assert "申し込む" in talk.buttons()


def test_a_wish_alone_begins_with_its_time():
    talk = Talk().says("12/3の14時で予約したいです")
    assert answers(talk)["time"].startswith("2026-12-03T14:00")
    assert "求職登録" in talk.bot[-1]


def test_an_unsent_message_takes_back_all_it_told():
    talk = Talk().says(ONE)
    talk.sends(Sort.UNSEND, message_id="m1")
    assert not talk.conversation.answers


def test_who_has_a_booking_is_shown_it_instead():
    talk = Talk().says(ONE, "1", "1", "1", "1").taps("申し込む").says(ONE)
    assert "申込中" in talk.bot[-1]
    assert not talk.conversation.answers


def test_a_my_number_among_the_answers_is_refused_and_nothing_kept():
    talk = Talk().says("予約", "1", "1", "山田太郎、マイナンバー123456789018、090-1234-5678です")
    assert "お預かりできません" in talk.bot[-2]
    assert "name" not in talk.conversation.answers
    assert "123456789018" not in repr(talk.conversation)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(
            (f"{said}、090-1234-5678", "山田太郎")
            for said in ("山田太郎です", "私は山田太郎です", "山田太郎と申します")
        ),
        ("𠮷田さくらと申します。090-1234-5678", "𠮷田さくら"),
        ("名前は髙橋葛󠄀子で電話番号は09012345678", "髙橋葛󠄀子"),
        ("名前は後で送ります。090-1234-5678、12/3の14時", ""),
        ("名前：鈴木一郎 番号:13010-12345678 TEL:090-1111-2222", "鈴木一郎"),
        ("①山田太郎 ②13010-12345678 ③090-1234-5678 ④taro@example.com ⑤12/3 14時", "山田太郎"),
        ("1. 山田太郎\n2. 13010-12345678\n3. 090-1234-5678", "山田太郎"),
        ("山田 はなこ 090-1234-5678", "山田 はなこ"),
        ("Nguyen Van Aと申します。090-1234-5678", "Nguyen Van A"),
        *((f"{said}、090-1234-5678、12/3の14時", "") for said in NO_NAMES),
        ("母の山田花子の代わりに山田太郎が申し込みます。090-1234-5678", ""),
        ("山田太郎、山田花子、090-1234-5678", ""),
    ],
)
def test_a_name_without_a_label_is_taken_only_when_it_can_be_nothing_else(text, name):
    found = pieces_in(text).found
    assert (found["name"].text if "name" in found else "") == name


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("090-1111-2222 か 090-3333-4444", "telephone"),
        ("0120-123-456", "telephone"),
        ("taro@gmial.com", "email"),
        ("a@example.com b@example.com", "email"),
        ("1301012345678", "number"),
        ("13010-12345678 13010-87654321", "number"),
        ("電話番号は後で", "telephone"),
    ],
)
def test_what_may_be_wrong_is_left_to_be_asked(text, question):
    assert question not in pieces_in(f"山田太郎、{text}").found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("40130 3456789です。電話は090-2345-6789です", "40130 3456789"),
        ("番号は４０１３０　３４５６７８９で、メールは taro@example.com", "40130 3456789"),
        ("01010 3456789です", "01010 3456789"),
        ("09012 345678です", ""),  # a telephone, written oddly
        ("12345 678", ""),
    ],
)
def test_a_number_with_a_blank_for_its_dash_is_taken_unless_it_may_be_a_telephone(text, number):
    found = pieces_in(text).found
    assert (fold(found["number"].text) if "number" in found else "") == number


def test_on_the_card_of_what_was_understood_no_button_stands_out():
    talk = Talk().says(ONE).taps("はい、すべて", "同意する")
    card = next(one for one in talk.messages if "最初から" in str(one))
    assert [button["style"] for button in card["contents"]["footer"]["contents"]] == ["secondary"]


@pytest.mark.parametrize(
    "message", [LINES.replace("山田 太郎", "evil.example"), POLITE.replace("山田太郎", "evil.com")]
)
def test_an_address_of_the_web_in_one_message_is_no_name(message):
    talk = Talk().says(message).taps("はい、すべて", "同意する")
    assert "name" not in answers(talk)

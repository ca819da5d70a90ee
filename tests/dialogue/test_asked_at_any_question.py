"""What is asked or told of other things at an open question is answered, and the question comes back."""

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Book
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

DETAILS = ("name", "number", "telephone", "email")


@pytest.mark.parametrize("question", [*DETAILS, "day", "review"])
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        *(("応募先の会社から連絡がまだ来ない", "求人への応募"), ("職業訓練のことも聞きたい", "職業訓練など")),
        *(("申し込んだらどうなりますか", "職員に申し込みが届きます"), ("途中でやめても平気ですか", "24時間お預かり")),
    ],
)
def test_it_is_answered_and_nothing_is_stored(question, text, answer):
    talk = at(question)
    before = dict(talk.conversation.answers)
    talk.says(text)
    assert answer in "".join(talk.bot[-2:])
    assert talk.conversation.answers == before


def test_who_asks_when_he_is_called_reads_for_what():
    assert "職員がお電話します" in at("telephone").says("電話はいつかかってきますか").bot[-2]


def test_who_finds_an_address_too_much_reads_that_he_needs_none():
    assert "お持ちでないときは「持っていない」" in at("email").says("めんどくさい").bot[-2]


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [("name", "わたしの？それとも娘の？", "ご本人の氏名"), ("email", "メールはほとんど見ません", "お持ちでないときは")],
)
def test_what_is_said_of_what_is_asked_for(question, text, answer):
    assert answer in "".join(at(question).says(text).bot[-2:])


def test_a_family_name_behind_a_question_is_taken():
    talk = at("name").says("苗字だけでもいいですか？中村")
    assert value(talk, "name") == "中村"
    assert value(at("name").says("名字だけは無理？"), "name") == ""


@pytest.mark.parametrize("text", ["10時15分は無理？", "16時は無理ですか", "9時はだめ？"])
def test_why_a_time_can_not_be_had_is_said_to_who_asks_whether_it_can_not(text):
    assert "ご用意がありません" in at("time").says(text).bot[-1]


def test_which_day_is_free_is_answered_by_the_list():
    assert "読み取れません" not in "".join(at("day").says("いちばん空いてる日はどれ？").bot[-2:])


def test_who_can_not_choose_yet_is_given_time():
    assert "ゆっくりで大丈夫" in at("day").says("選べません").bot[-2]


CONFIRMED = booking(state=State.CONFIRMED, room=ROOM, room_version=1)


@pytest.mark.parametrize("text", ["3日に参加します", "当日参加します"])
def test_who_says_before_the_day_that_he_comes_is_awaited(text):
    talk = Talk(booking=CONFIRMED).says(text)
    assert "お待ちしています" in talk.bot[-1]
    assert talk.effects == []


def test_a_bad_line_that_may_come_is_no_trouble_yet():
    talk = Talk(booking=CONFIRMED, now=tokyo("2026-12-03 09:00")).says("電波が悪かったらどうなりますか")
    assert "もう一度入って" in talk.bot[-1]
    assert talk.effects == []


@pytest.mark.parametrize("text", ["ほかの日に申し込みもできますか", "別の日の予約も取れますか"])
def test_who_asks_for_one_more_begins_no_move(text):
    talk = Talk(booking=booking()).says(text)
    assert talk.conversation.flow == ""
    assert "一度にお取りできる予約は1つ" in "".join(talk.bot)


def test_who_wants_to_practise_begins_to_book():
    assert value(Talk().says("模擬面接やってみたい"), "purpose") == "interview"


@pytest.mark.parametrize("text", ["ほな申し込むわ", "手続き進めてください"])
def test_who_applies_in_his_own_words_applies(text):
    assert isinstance(at("review").says(text).effects[-1], Book)


@pytest.mark.parametrize("text", ["申し込むわけじゃない", "手続きは進めないで", "申し込むで合ってる？"])
def test_twin_who_does_not_say_so_does_not(text):
    assert at("review").says(text).effects == []


@pytest.mark.parametrize(
    ("text", "answer"), [("無断欠席って何分から", "開始から10分"), ("Zoomってやつは持ってない", "Zoomを使います")]
)
def test_what_is_asked_beside_the_conditions_and_the_terms(text, answer):
    assert answer in at("consent").says(text).bot[-2]


def test_who_has_no_time_to_register_reads_where_to_do_so():
    assert "先に登録をお願いします" in at("eligible").says("登録しに行く時間がない").bot[-1]


@pytest.mark.parametrize("text", ["16時には帰らなあかん", "15時までに出ないといけん"])
def test_until_when_somebody_has_time_begins_no_cancelling(text):
    assert Talk(booking=CONFIRMED).says(text).conversation.flow == ""

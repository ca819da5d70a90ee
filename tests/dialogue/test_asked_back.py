"""A yes or no answers what was asked last, and nothing before it; a question is no yes to anything."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Book, Cancel, Move
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking
from tests.talk import Talk

CONFIRMED = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
DEEDS = Book | Cancel | Move
STOPPED, WHETHER, WHICH = "入力をやめました", "入力をやめますか", "それとも、ご予約を取り消しますか"


def deeds(talk: Talk) -> list[object]:
    return [one for one in talk.effects if isinstance(one, DEEDS)]


@pytest.mark.parametrize("place", ["eligible", "consent", "name", "telephone", "support", "day", "review"])
@pytest.mark.parametrize(("asks", "yes"), [("キャンセル", "はい"), ("もういいです", "うん、お願いします")])
def test_a_yes_to_whether_to_stop_stops_at_every_question(place, asks, yes):
    talk = at(place).says(asks)
    assert WHETHER in talk.bot[-1]
    talk.says(yes)
    assert not deeds(talk)
    assert STOPPED in "".join(talk.bot[-2:])
    assert not talk.conversation.flow


@pytest.mark.parametrize(
    "yes", ["はい、やめます", "それでお願いします", "ええ、消してください", "やめてください", "OK"]
)
def test_it_is_stopped_in_other_words_too(yes):
    talk = at("review").says("申し込まないで", yes)
    assert not deeds(talk)
    assert not talk.conversation.flow


@pytest.mark.parametrize("no", ["いいえ", "続けます", "はい、続けます", "やめないでください", "このままで"])
def test_a_no_goes_on_at_the_same_question(no):
    talk = at("review").says("キャンセル", no)
    assert "申し込みの内容です" in "".join(talk.bot[-20:])
    assert not deeds(talk)
    assert deeds(talk.says("はい"))  # now it is the card that is asked about


@pytest.mark.parametrize(
    "vague", ["大丈夫です", "いいです", "はい、申し込みます", "いえ、やめます", "わかりました", "内容はあっています"]
)
def test_what_is_neither_is_asked_once_more(vague):
    talk = at("review").says("取り消して", vague)
    assert WHETHER in talk.bot[-1]
    assert not deeds(talk)
    assert not deeds(talk.says("はい"))


def test_no_at_a_question_where_none_is_an_answer_leaves_it_open():
    talk = at("support").says("もういいです", "いいえ")
    assert "support" not in talk.conversation.answers


def test_without_what_was_asked_being_held_the_yes_would_book():
    talk = at("review").says("キャンセル")
    talk.conversation = replace(talk.conversation, held={})
    assert deeds(talk.says("はい"))


@pytest.mark.parametrize(
    "begun",
    [
        ["電話番号を変えたい"],
        ["伝言"],
        ["電話番号を変えたい", "08011112222"],
        ["消去"],
        ["変更"],
        ["伝言", "こんにちは"],
    ],
)
def test_cancel_within_a_small_task_is_asked_about(begun):
    talk = Talk(booking=CONFIRMED).says(*begun, "キャンセル", "はい", "はい", "お願いします")
    assert WHICH in talk.bot[-1]
    assert talk.effects == []


@pytest.mark.parametrize("begun", ["電話番号を変えたい", "伝言", "消去"])
def test_which_of_them_is_meant_can_be_said(begun):
    stopped = Talk(booking=CONFIRMED).says(begun, "キャンセル", "やめる")
    assert not stopped.conversation.flow
    assert not stopped.conversation.draft
    assert Talk(booking=CONFIRMED).says(begun, "キャンセル", "予約の取り消しです").conversation.flow == "cancel"
    assert Talk(booking=CONFIRMED).says(begun, "キャンセル", "予約をキャンセルしたい").conversation.flow == "cancel"


def test_who_names_the_booking_is_not_asked():
    assert Talk(booking=CONFIRMED).says("電話番号を変えたい", "予約をキャンセルしたい").conversation.flow == "cancel"


@pytest.mark.parametrize(
    ("state", "said", "flow"),
    [
        (State.CONFIRMED, ("じゃあ12月7日の13時で", "それで大丈夫です"), "change"),
        (State.CONFIRMED, ("15時に変更", "はい", "もとの14時に戻して", "はい"), "change"),
        (State.REQUESTED, ("やっぱり取り下げます", "はい"), "cancel"),
    ],
)
def test_a_yes_takes_the_one_thing_that_was_offered(state, said, flow):
    talk = Talk(booking=replace(CONFIRMED, state=state)).says(*said[:-1])
    done = len(talk.effects)
    talk.says(said[-1])
    assert talk.conversation.flow == flow
    assert len(talk.effects) == done


def test_a_no_takes_nothing():
    assert not Talk(booking=CONFIRMED).says("じゃあ12月7日の13時で", "いいえ").conversation.flow


@pytest.mark.parametrize(
    "asks",
    [
        "それで大丈夫ですかね",
        "それでいいですかね",
        "間違いないですよね",
        "これでええかねえ",
        "申し込んでいいですか",
        "大丈夫でしょ",
    ],
)
def test_who_asks_at_the_last_card_has_not_applied(asks):
    talk = at("review").says(asks)
    assert not deeds(talk)
    assert WHETHER not in "".join(talk.bot[-20:])


@pytest.mark.parametrize("says", ["それで大丈夫です", "間違いないです", "大丈夫ですよ"])
def test_who_asks_nothing_has(says):
    assert deeds(at("review").says(says))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("メールはまた今度", "メールアドレスを「なし」に直しました"),
        ("求職番号は後日で", "求職番号を"),
        ("番号はまた今度", "電話番号と求職番号の、どちら"),
        ("電話番号はあとで", "どこを直しますか"),
    ],
)
def test_one_line_that_is_left_for_later_stops_nothing(said, told):
    talk = at("review").says(said)
    assert told in "".join(talk.bot[-20:])
    assert not deeds(talk)


def test_all_that_is_left_for_later_is_asked_about():
    assert WHETHER in at("review").says("また今度").bot[-1]


@pytest.mark.parametrize(
    ("asks", "told"),
    [
        ("12月4日の10時は空いてますか", "12月4日（金）10:00"),
        ("12月4日は空いてますか", "次の時刻が空いています"),
        ("直したいところがあります", "どこを直しますか"),
        ("番号を間違えました", "どちらを直しますか"),
        ("やめようかな", "入力をやめました"),
    ],
)
def test_a_yes_behind_something_else_is_no_word_to_the_card(asks, told):
    talk = at("review").says(asks)
    before = len(talk.bot)
    talk.says("はい")
    assert told in "".join(talk.bot[before:])
    assert not deeds(talk)


def test_the_other_time_is_on_the_card_then():
    talk = at("review").says("12月4日の10時は空いてますか", "はい")
    assert talk.conversation.answers["time"].value.startswith("2026-12-04")
    assert deeds(talk.says("はい"))


def test_an_answer_to_the_open_question_is_taken_all_the_same():
    assert value(at("support").says("キャンセル", "必要ない"), "support") == "none"
    assert value(at("purpose").says("キャンセル", "面接の練習"), "purpose") == "interview"


@pytest.mark.parametrize("said", ["相談に行けなくなった", "面接の練習はできなくなりました", "都合が悪くなったので"])
def test_why_somebody_stops_is_no_answer_to_the_open_question(said):
    talk = at("purpose").says("キャンセル", said)
    assert value(talk, "purpose") == ""
    assert "やめますか" in talk.bot[-1]


def test_a_message_that_is_called_off_in_other_words_is_asked_about():
    talk = Talk(booking=CONFIRMED).says("伝言", "キャンセルしてください")
    assert WHICH in talk.bot[-1]

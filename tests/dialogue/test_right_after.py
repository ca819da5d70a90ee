"""What is said right after applying, moving or correcting finds its way back, and undoes nothing by itself."""

from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Book, Cancel, Correct, Move
from tests.dialogue.talks import at, value
from tests.make import ROOM, booking
from tests.talk import Talk

FIFTEEN, FOURTH = "2026-12-03T15:00:00+09:00", "2026-12-04T14:00:00+09:00"


def applied() -> Talk:
    return at("review").taps("申し込む")


def corrected() -> Talk:
    return Talk(booking=booking()).says("電話番号を変えたい", "08011112222", "はい")


def moved() -> Talk:
    return Talk(booking=booking()).says("11月27日の14時半に変更", "はい")


@pytest.mark.parametrize(
    "text",
    [
        "申し込まないでください",
        "やっぱり申し込みやめます",
        "やっぱりやめます",
        "間違えました",
        "間違えて申し込みました",
        "元に戻して",
    ],
)
def test_who_does_not_want_to_have_applied_reads_that_it_is_there_and_how_it_is_undone(text):
    talk = applied().says(text)
    assert "もう受け付けています" in talk.bot[-1]
    assert {"予約を取り消す", "日時を変更する"} <= {*talk.buttons()}
    assert [type(one) for one in talk.effects] == [Book]


def test_who_says_so_much_later_only_undoes_what_he_names():
    assert "もう受け付けています" in applied().waits(hours=3).says("申し込まないでください").bot[-1]
    assert "もう受け付けています" not in applied().waits(hours=3).says("間違えました").bot[-1]


@pytest.mark.parametrize("text", ["ありがとうございます", "このままで大丈夫です", "申し込みはできましたか"])
def test_who_is_content_or_asks_undoes_nothing(text):
    assert "もう受け付けています" not in "".join(applied().says(text).bot[-2:])


@pytest.mark.parametrize("text", ["あ、時間間違えました", "日にちを間違えました", "時間がちがいます"])
def test_who_told_a_wrong_time_is_asked_for_the_right_one(text):
    talk = applied().says(text)
    assert "正しい日時を" in talk.bot[-1]
    assert value(talk.says("3時です"), "time") == FIFTEEN


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("3時です", FIFTEEN),
        ("あ、やっぱり15時で", FIFTEEN),
        ("すみません、3時にしてください", FIFTEEN),
        ("やっぱり4日にしてください", FOURTH),
        ("いや、12月7日の11時で", "2026-12-07T11:00:00+09:00"),
        ("次の日でお願いします", FOURTH),
    ],
)
def test_another_time_right_after_applying_comes_to_the_card_that_moves(text, start):
    talk = applied().says(text)
    assert talk.conversation.flow == "change"
    assert value(talk, "time") == start
    assert [type(one) for one in talk.effects] == [Book]


@pytest.mark.parametrize("text", ["14時ですね", "3時に起きます", "15時ですよね", "3時は空いてますか", "15時は無理です"])
def test_what_names_no_other_wish_begins_no_move(text):
    assert value(applied().says(text), "time") == ""


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("いや、その前の日で", "2026-11-26T14:30:00+09:00"),
        ("やっぱり15時で", "2026-11-27T15:00:00+09:00"),
        ("11時がいいです", "2026-11-27T11:00:00+09:00"),
    ],
)
def test_another_time_right_after_a_move_is_counted_from_the_new_one(text, start):
    talk = moved().says(text)
    assert value(talk, "time") == start
    assert [type(one) for one in talk.effects] == [Move]


@pytest.mark.parametrize(
    "text",
    ["やっぱり前の番号に戻して", "元に戻して", "前の番号のままで", "間違えました", "さっきの番号でお願いします"],
)
def test_former_contact_data_is_asked_for_as_it_is_kept_no_longer(text):
    talk = corrected().says(text)
    assert "電話番号は、もう変わっています" in talk.bot[-2]
    assert talk.conversation.flow == "correct"
    assert [type(one) for one in talk.effects] == [Correct]
    assert "090-1234-5678" in talk.says("09012345678").bot[-1]


def test_a_correction_that_another_thing_follows_is_not_taken_back():
    assert talk_of(corrected().says("ありがとうございます")) == ""
    assert talk_of(corrected().says("確認")) == ""


def talk_of(talk: Talk) -> str:
    return talk.conversation.flow


@pytest.mark.parametrize("yes", ["はい", "お願いします", "それでお願いします", "その日時で"])
def test_a_yes_to_the_one_time_that_is_offered_begins_the_move_there(yes):
    talk = moved().says("やっぱり元の日に戻せますか", yes)
    assert value(talk, "time") == "2026-12-03T14:00:00+09:00"
    assert [type(one) for one in talk.effects] == [Move]


def test_a_yes_to_the_one_free_time_begins_to_book_it():
    assert Talk().says("12/4 10:30は空いてますか", "はい").conversation.flow == "book"


@pytest.mark.parametrize("text", ["ありがとう", "いいえ", "はい、ありがとうございました。ほかの日は？"])
def test_no_other_word_takes_the_one_time(text):
    assert Talk().says("12/4 10:30は空いてますか", text).conversation.flow == ""


def test_a_yes_to_several_times_takes_none():
    assert Talk().says("いつが空いてますか", "はい").conversation.flow == ""


def test_a_cancelling_right_after_is_begun_as_ever():
    talk = applied().says("やっぱりキャンセルで")
    assert talk.conversation.flow == "cancel"
    assert Cancel not in [type(one) for one in talk.effects]


def test_nothing_is_said_of_a_request_where_staff_offered_other_times():
    offered = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1)
    assert "もう受け付けています" not in Talk(booking=offered).says("申し込まないでください").bot[-1]


@pytest.mark.parametrize("text", ["👍", "🙇‍♀️", "😊✨"])
def test_a_picture_alone_is_a_kind_word_and_does_nothing(text):
    for talk in (applied(), Talk()):
        before = len(talk.effects)
        assert "こちらこそ、ありがとうございます" in talk.says(text).bot[-1]
        assert len(talk.effects) == before


@pytest.mark.parametrize("text", ["😭", "❌", "🤔"])
def test_other_pictures_are_no_thanks(text):
    assert "こちらこそ" not in Talk().says(text).bot[-1]

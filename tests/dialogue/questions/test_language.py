"""Who wishes an interpreter is asked for the language, or says that he brings one; nobody else is asked."""

import pytest

from bot.booking.model import State
from bot.dialogue.flows.book import LANGUAGE
from tests.make import ROOM, answers, booking, tokyo
from tests.talk import FIRST_BOOKING, Talk

BEFORE = ("予約", "はい、すべて", "同意する", *FIRST_BOOKING, "職業相談")


def asked(easy: bool = False) -> Talk:
    talk = Talk()
    if easy:
        talk.says("やさしい日本語")
    return talk.says("予約", "1", "1", *FIRST_BOOKING, "1").says("2")


def language(talk: Talk) -> str:
    return talk.conversation.answers["language"].value


def test_who_wishes_an_interpreter_says_of_which_language_and_it_is_kept():
    talk = asked()
    assert "どの" in talk.bot[-1] or "言語を選んでください" in talk.bot[-1]
    talk.taps("ベトナム語").says("12/3の14時")
    assert "通訳の言語" in talk.bot[-1]
    assert "ベトナム語" in talk.bot[-1]
    talk.taps("申し込む")
    kept = talk.booking.answers
    assert (kept["support"].value, kept["language"].value) == ("interpreter", "vietnamese")


def test_who_brings_an_interpreter_says_so():
    talk = asked().taps("通訳と一緒に参加する").says("12/3の14時")
    assert "通訳と一緒に参加する" in talk.bot[-1]
    talk.taps("申し込む")
    assert talk.booking.answers["language"].value == "own"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("ウルドゥー語", "ウルドゥー語"),
        ("ウルドゥー語の通訳をお願いします", "ウルドゥー語"),
        ("中国語です", "chinese"),
        ("English", "english"),
        ("友だちを連れて行きます", "own"),
        ("2", "english"),
    ],
)
def test_a_language_can_be_typed(typed, value):
    assert language(asked().says(typed)) == value


@pytest.mark.parametrize("typed", ["外国語です", "英語と中国語", "わかりません", "hello"])
def test_what_names_no_language_or_two_is_asked_again(typed):
    talk = asked().says(typed)
    assert "language" not in talk.conversation.answers
    assert "ウルドゥー語" in talk.bot[-1] or "言語" in talk.bot[-1]


def test_another_language_is_asked_for_by_name():
    talk = asked().taps("そのほかの言語")
    assert "ウルドゥー語" in talk.bot[-1]


def test_every_language_has_its_button_beside_the_way_back():
    assert len([one for one in asked().buttons() if one.endswith(("語", "する", "言語"))]) == len(LANGUAGE.values) + 1


def test_in_easy_words_each_language_is_named_as_its_speakers_name_it():
    assert "ベトナム語（tiếng Việt）" in asked(easy=True).buttons()


@pytest.mark.parametrize("other", ["必要ない", "手話", "筆談（チャット）", "付き添い・介助の人"])
def test_nobody_else_is_asked(other):
    talk = Talk().says(*BEFORE, other)
    assert "希望日時" in talk.bot[-1]
    assert talk.says("12/3の14時").taps("申し込む").booking.answers.keys() == answers().keys()


def test_who_needs_no_interpreter_any_more_is_kept_no_language():
    talk = asked().taps("ネパール語").says("12/3の14時", "通訳・介助を変更", "必要ない")
    assert "通訳の言語" not in talk.bot[-1]
    assert "language" not in talk.taps("申し込む").booking.answers


def test_going_back_takes_the_language_first():
    talk = asked().taps("ネパール語").says("戻る")
    assert "language" not in talk.conversation.answers
    assert "ネパール語" in talk.buttons()


def test_who_corrects_to_an_interpreter_is_asked_for_the_language_too():
    made = booking(state=State.CONFIRMED, room=ROOM)
    talk = Talk(now=tokyo("2026-12-01 09:00"), booking=made).says("登録内容の変更").taps("通訳・介助", "外国語の通訳")
    talk.taps("韓国語", "この内容に変える")
    assert {name: talk.booking.answers[name].value for name in ("support", "language")} == {
        "support": "interpreter",
        "language": "korean",
    }


def test_who_corrects_to_none_holds_no_language_any_more():
    made = booking(state=State.CONFIRMED, room=ROOM, answers=answers(support="interpreter", language="korean"))
    talk = Talk(now=tokyo("2026-12-01 09:00"), booking=made).says("登録内容の変更").taps("通訳・介助", "必要ない")
    assert "language" not in talk.taps("この内容に変える").booking.answers

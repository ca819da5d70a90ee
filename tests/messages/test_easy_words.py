"""やさしい日本語 is whole: every text that a seeker reads has one, with the same places and the same promises."""

import ast
import re
import string
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.booking.model import State
from bot.dialogue.turn import Option, Row, Say, Send
from bot.dialogue.words import Said, Words
from bot.messages.catalogue import load_words
from bot.messages.line import render, text_of
from bot.messages.texts import FOLDER, shipped_texts
from tests.folders import ROOT
from tests.make import OFFICE, WORDS

FILES = {
    *(
        "answers",
        "book",
        "cancel",
        "change",
        "calendar",
        "card",
        "common",
        "correct",
        "details",
        "erase",
        "guide",
        "heard",
        "lobby",
        "notices",
        "offer",
    ),
    *("counsellor", "daily_limits", "rebook", "record", "refused", "rooms", "staff_message", "style", "terms", "wait"),
}
NOT_FOR_SEEKERS = {"commands", "console", "day", "staff"}
FOR_STAFF = re.compile(r"^(notices\.staff_|rooms\.staff)")
CLOCK = re.compile(r"\d{1,2}[:：]\d\d|[〜～]|令和|平成|昭和|（[月火水木金土日]）")
KANJI = re.compile(r"[一-龠]")
EASY = WORDS.in_style(easy=True)


def file_of(key: str) -> str:
    return key.partition(".")[0]


def for_seekers(texts: Mapping[str, str]) -> set[str]:
    """Give the keys of what a seeker reads."""
    states = {f"staff.state.{state.value}" for state in State}  # in 私の記録
    return {key for key in texts if file_of(key) in FILES and not FOR_STAFF.search(key)} | states


def missing(words: Words) -> set[str]:
    return for_seekers(words.texts) - set(words.simple)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_file_of_words_is_known_to_be_for_seekers_or_not():
    found = {file_of(file.name) for file in FOLDER.iterdir() if file.name.endswith(".toml")}
    assert found == FILES | NOT_FOR_SEEKERS


def test_every_text_for_seekers_has_an_easy_one():
    assert len(for_seekers(WORDS.texts)) > 300
    assert missing(WORDS) == set()


def test_an_easy_text_that_is_missing_would_be_found():
    key = "notices.details"
    without = replace(WORDS, simple={one: text for one, text in WORDS.simple.items() if one != key})
    assert missing(without) == {key}


def test_no_easy_text_is_left_over():
    assert set(WORDS.simple) == set(shipped_texts(easy=True))
    assert set(WORDS.simple) - for_seekers(WORDS.texts) == set()


def test_an_easy_text_has_the_same_places():
    assert {key for key, text in WORDS.simple.items() if places(text) != places(WORDS.texts[key])} == set()


def test_no_easy_text_has_a_clock_of_24_hours_an_era_or_a_short_weekday():
    assert {key for key, text in WORDS.simple.items() if CLOCK.search(text)} == set()


@pytest.mark.parametrize("wrong", ["10:00", "9時〜17時", "令和8年", "12月3日（木）"])
def test_such_a_notation_would_be_found(wrong):
    assert CLOCK.search(f"あ{wrong}い")


@pytest.mark.parametrize("words", [WORDS, EASY], ids=["ordinary", "easy"])
def test_the_words_that_seekers_are_told_to_look_for_are_the_same(words):
    values = {"number": "123456", "when": "12月3日", "answer_by": "12月2日"}
    assert words("book.review.option.apply") == "申し込む"
    for receipt in ("book.receipt", "notices.received"):
        assert "申し込みを受け付けました" in words(receipt, values)
    assert "埋まりました" in words("book.time.retry.gone", values).replace(" ", "")


def test_what_a_text_names_to_be_typed_is_the_same():
    """A word in 「」 that works anywhere stands in the easy text as it must be typed."""
    anywhere = ("予約", "確認", "変更", "キャンセル", "やめる", "続きから", "キャンセル待ち")
    for key, easy in WORDS.simple.items():
        named = {word for word in anywhere if f"「{word}」と送" in WORDS.texts[key]}
        assert {word for word in named if f"「{word}」" not in easy} == set(), key


def test_what_the_office_is_called_and_when_it_opens_stands_in_easy_words():
    assert "8時30分" in EASY("lobby.phone_closed")
    assert "午後5時15分" in EASY("lobby.phone_closed")
    assert "8:30" in WORDS("lobby.phone_closed")
    assert "17:15" in WORDS("lobby.phone_closed")


def test_a_value_is_worded_in_the_style_of_the_text():
    when = Said("12月3日（木）14:00", "2026年12月3日（木曜日）午後2時")
    values = {"when": when, "number": "1", "answer_by": "12月2日"}
    assert when.easy in EASY("offer.receipt", values)
    assert when in WORDS("offer.receipt", values)
    assert EASY.value(when) == when.easy
    assert WORDS.value(when) == when
    assert type(WORDS.value(when)) is str


def test_values_are_joined_in_both_wordings():
    joined = Said.joined((Said("a", "あ"), "b", Said("c", "う")), "・")
    assert (str(joined), joined.easy) == ("a・b・c", "あ・b・う")


def test_what_staff_read_is_the_same_in_both_styles():
    keys = [key for key in WORDS.texts if file_of(key) in ("console", "commands", "day") or FOR_STAFF.search(key)]
    assert len(keys) > 100
    assert not set(keys) & set(WORDS.simple)


def test_a_card_that_is_told_as_text_has_its_values_in_easy_words():
    when = Said("12月3日（木）14:00", "2026年12月3日（木曜日）午後2時")
    row = Row("book.time.title", when, Option("book.time.option.change", Send("変更")))
    card = Say("book.review.ask", rows=(row, *[replace(row, value="あ" * 2000)] * 20), look="card")
    told = [text_of(one) for one in render((card,), EASY)]
    assert when.easy in told[0]
    assert when not in "".join(told)


SAYING = {"say_when", "say_day", "say_days", "say_date", "say_time", "short_day", "said"}


def lost(source: str) -> list[str]:
    """Give where a value of two wordings is put into a string of one: an f-string, or str.join."""
    found = []
    for node in ast.walk(ast.parse(source)):
        joins = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join"
        if isinstance(node, ast.JoinedStr) or joins:
            calls = (one for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name))
            found += [one.func.id for one in calls if one.func.id in SAYING]
    return found


def test_no_value_of_two_wordings_is_put_into_a_string_of_one():
    for folder in ("dialogue", "service", "messages"):
        for path in (ROOT / "bot" / folder).rglob("*.py"):
            assert lost(path.read_text("utf-8")) == [], path


@pytest.mark.parametrize("source", ['f"{say_day(day)}から"', '"、".join(say_when(one) for one in times)'])
def test_such_a_string_would_be_found(source):
    assert lost(source)


# --- the ways to cancel are the same wherever they are told ---


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
@pytest.mark.parametrize("reply_to", ["", "madoguchi@example.jp"], ids=["nobody reads mail", "mail is read"])
@pytest.mark.parametrize("key", ["answers.until_when_cancel.text", "answers.cancellation_fee.text", "book.consent.ask"])
def test_a_way_to_cancel_is_told_where_there_is_one(key, reply_to, easy):
    told = load_words(OFFICE, reply_to).in_style(easy=easy)(key)
    assert ("メール" in told) is bool(reply_to)
    assert "電話" in told
    assert "LINE" in told or "トーク" in told or "「キャンセル」" in told
    assert "電話だけ" in told or "だけです" in told  # on the day
    if key == "answers.until_when_cancel.text":
        assert (reply_to or OFFICE.telephone) in told

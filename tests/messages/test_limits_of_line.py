"""F31: whatever is said, LINE takes it: split, joined or visibly shortened, and never cut within a letter."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.incoming import Tap
from bot.dialogue.turn import Copy, Open, Option, Page, Row, Say, Send
from bot.dialogue.words import Words
from bot.messages.fitting import cut, pieces, units
from bot.messages.line import render
from bot.playground.line.api.answers import require_messages
from bot.playground.line.limits.requests import MESSAGES
from tests.faults.rows import fault, twin
from tests.make import WORDS

FAMILY = "👨‍👩‍👧‍👦"
THUMB = "👍🏽"
VALUES = Words({**WORDS.texts, "x": "{value}", "y": "{value}。", "title": "章", "text": "{office}"}, WORDS.common)
letters = st.sampled_from(["あ", "漢", "a", "。", "\n", "\n\n", "が", "が", "𠮷", "🙂", FAMILY, THUMB, "ｶﾞ"])
long_texts = st.builds(
    lambda parts, times: "本" + "".join(parts) * times, st.lists(letters, max_size=8), st.integers(1, 1000)
)
short_texts = st.builds(lambda parts: "本" + "".join(parts), st.lists(letters, max_size=30))
actions = st.sampled_from([Tap("c", "q", "v", "d"), Send("予約"), Open("tel:0930000000"), Copy("91234567890")])
options = st.builds(lambda value, action: Option("x", action, {"value": value}), short_texts, actions)
rows = st.builds(lambda value, option: Row("title", value, option), long_texts, options)


@st.composite
def says(draw: st.DrawFn) -> Say:
    look = draw(st.sampled_from(["text", "card", "pages"]))
    say = Say(
        draw(st.sampled_from(["x", "y"])),
        {"value": draw(long_texts)},
        tuple(draw(st.lists(options, max_size=16))),
        look=look,
        numbered=draw(st.booleans()),
    )
    if look == "card":
        return replace(say, rows=tuple(draw(st.lists(rows, max_size=6)))) if say.options else say
    return replace(say, pages=(Page("title", "text"),) * draw(st.integers(1, 14))) if look == "pages" else say


@fault("F31", injected="longer texts, more messages and more buttons than LINE takes")
@settings(max_examples=40, deadline=None)
@given(st.lists(says(), min_size=1, max_size=8))
def test_f31_line_takes_whatever_is_said(said):
    messages = render(said, VALUES)
    require_messages(MESSAGES, {"messages": messages})
    assert 1 <= len(messages) <= 5
    for message in messages:
        assert units(message.get("text", "")) <= 5000
        assert units(message.get("altText", "")) <= 1500
        assert len(message.get("quickReply", {}).get("items", [])) <= 13
        bubble = message.get("contents", {})
        assert bubble.get("type") == "carousel" or len(json.dumps(bubble, ensure_ascii=False).encode()) <= 32_000
    json.dumps(messages, ensure_ascii=False).encode()  # no half of a pair


@settings(max_examples=25, deadline=None)
@given(st.lists(says(), min_size=1, max_size=8))
def test_f31_nothing_is_left_out_without_a_sign(said):
    messages = render(said, VALUES)
    told = squeezed(json.dumps(messages, ensure_ascii=False)) + squeezed(
        json.dumps("".join(texts(messages)), ensure_ascii=False)
    )
    if squeezed(json.dumps(VALUES("common.cut_off"), ensure_ascii=False)[1:-1]) in told:
        return
    for say in said:
        for value in (say.values["value"], *(row.value for row in say.rows)):
            assert all(squeezed(json.dumps(part, ensure_ascii=False)[1:-1]) in told for part in pieces(value, 100))


def texts(part: object) -> Iterator[str]:
    """Give every text of some messages in their order: one that was split goes on in the next."""
    match part:
        case {"text": str(text)}:
            yield text
        case dict():
            yield from (text for value in part.values() for text in texts(value))
        case list() | tuple():
            yield from (text for value in part for text in texts(value))


def squeezed(text: str) -> str:
    return "".join(text.replace("\\n", "").split())


def test_f31_six_sayings_are_all_said():
    said = [Say("x", {"value": f"その{number}"}) for number in range(1, 8)]
    told = "".join(message["text"] for message in render(said, VALUES))
    assert [number for number in range(1, 8) if f"その{number}" in told] == list(range(1, 8))


def test_f31_what_is_longer_than_five_messages_ends_with_a_sign():
    messages = render([Say("x", {"value": "長" * 30_000})], VALUES)
    assert len(messages) == 5
    assert messages[-1]["text"].endswith(VALUES("common.cut_off"))


def test_f31_more_choices_than_buttons_stand_in_the_text():
    said = Say("x", {"value": "どれ"}, tuple(Option("x", Send("a"), {"value": f"選択{one}"}) for one in range(1, 17)))
    (message,) = render([said], VALUES)
    assert len(message["quickReply"]["items"]) == 13
    assert "・選択16" in message["text"]


@pytest.mark.parametrize("letter", ["🙂", "𠮷", FAMILY, THUMB, "か\u3099", "ｶﾞ"])
@pytest.mark.parametrize("most", range(40, 60))
def test_f31_no_letter_is_cut_in_two(letter, most):
    text = letter * 100
    shortened = cut(text, most)
    assert units(shortened) <= most
    assert shortened.removesuffix("…") == letter * (len(shortened.removesuffix("…")) // len(letter))
    assert "".join(pieces(text, most)) == text
    assert all(part == letter * (len(part) // len(letter)) for part in pieces(text, most))


@twin("F31", without="cutting at the end of a letter")
def test_f31_a_plain_slice_would_cut_letters():
    assert (FAMILY * 100)[:50] != FAMILY * 7


def test_f31_a_text_is_split_after_a_paragraph():
    assert pieces("一" * 60 + "\n\n" + "二" * 60, 100) == ["一" * 60, "二" * 60]

"""No pattern that reads people's texts takes a repeated piece of its own in two ways."""

import importlib
import pkgutil
import re
import time as stopwatch
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import product
from re import _constants as opcodes  # the names of what a parsed pattern holds
from re import _parser as parser
from typing import Any

import pytest

import bot.adapters.line
import bot.booking
import bot.dialogue
import bot.messages
import bot.service
from bot.booking.text import LONGEST_TEXT
from bot.messages.understanding import shared_lexicon

TIMES = tuple(range(8, 44, 4))  # repetitions, few more each time, so that what grows is found before it hangs
PACKAGES = (bot.booking, bot.dialogue, bot.messages, bot.service, bot.adapters.line)
MOST = 0.05  # seconds of CPU for so short a text
DEEPEST = 5  # tables within tables
MOST_PAIRED = 10  # pieces of which each pair is tried
REPEATS = (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT, opcodes.POSSESSIVE_REPEAT)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of modules that see people's texts, and those made of an office's words, by its text."""
    found: dict[str, re.Pattern[str]] = {}
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                found |= {one.pattern: one for one in within(value)}
    return found | {one.pattern: one for one in within(shared_lexicon())}


def within(value: Any, depth: int = 0) -> Iterator[re.Pattern[str]]:
    """The patterns that a value holds."""
    if isinstance(value, re.Pattern):
        yield from (value,) if isinstance(value.pattern, str) else ()
    elif depth < DEEPEST:
        for one in held_by(value):
            yield from within(one, depth + 1)


def held_by(value: Any) -> Iterable[Any]:
    """What a table, a row or a record is made of."""
    if isinstance(value, dict):
        return (*value.keys(), *value.values())
    if isinstance(value, tuple | list | frozenset | set):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name, None) for field in fields(value)]
    return ()


def pieces(parsed: Iterable[tuple[Any, Any]]) -> Iterator[str]:
    """Short texts that a part of a pattern takes: each run of letters, one of each class."""
    run = ""
    for kind, held in parsed:
        if kind is opcodes.LITERAL:
            run += chr(held)
            continue
        if run:
            yield run
        run = ""
        yield from of_one(kind, held)
    if run:
        yield run


def of_one(kind: Any, held: Any) -> Iterator[str]:
    if kind is opcodes.IN:
        yield from (chr(value) for what, value in held if what is opcodes.LITERAL)
        yield from (chr(value[0]) for what, value in held if what is opcodes.RANGE)
        yield from (" " for what, value in held if value is opcodes.CATEGORY_SPACE)
    elif kind in REPEATS:
        yield from pieces(held[2])
    elif kind is opcodes.SUBPATTERN:
        yield from pieces(held[3])
    elif kind is opcodes.BRANCH:
        for branch in held[1]:
            yield from pieces(branch)
    elif kind is opcodes.ATOMIC_GROUP:
        yield from pieces(held)


def seconds(pattern: re.Pattern[str], text: str) -> float:
    before = stopwatch.process_time()
    pattern.fullmatch(text)
    pattern.search(text)
    return stopwatch.process_time() - before


def grows(pattern: re.Pattern[str]) -> str:
    """Give the piece whose repetition takes the pattern ever longer, "" for none."""
    alone = dict.fromkeys(pieces(parser.parse(pattern.pattern, pattern.flags)))
    some = list(alone)[:MOST_PAIRED]
    for piece in (*alone, *("".join(pair) for pair in product(some, some))):
        texts = (*(piece * times + "\x01" for times in TIMES), (piece * LONGEST_TEXT)[:LONGEST_TEXT] + "\x01")
        if any(seconds(pattern, text) > MOST for text in texts):
            return piece
    return ""


EVERY = patterns()


def test_there_are_patterns_to_look_at():
    assert len(EVERY) > 100


def test_no_pattern_takes_a_repeated_piece_of_its_own_in_two_ways():
    assert {text: piece for text, one in EVERY.items() if (piece := grows(one))} == {}


@pytest.mark.parametrize("text", [r"(?:で|は|では)*", r"(?:\s*-\s*)+x", r"(?:a|aa)*b"])
def test_a_pattern_that_does_is_found(text):
    assert grows(re.compile(text))

"""No text takes a reader long, whatever it repeats: CPU time per text, far above what any text needs (some 10 ms)."""

import re
import time as stopwatch
from datetime import datetime, time, timedelta, timezone

import pytest

from bot.booking.text import LONGEST
from bot.dialogue.reading import (
    clean,
    contains_my_number,
    half_width,
    read_choice,
    read_email,
    read_name,
    read_number,
    read_telephone,
    read_when,
)
from bot.dialogue.reading.contact.digits import BETWEEN
from bot.dialogue.reading.contact.name_in_text import name_in
from bot.dialogue.reading.text import fold
from bot.dialogue.reading.whole_message import pieces_in
from bot.dialogue.route import command_of, style_in, wish_in
from tests.make import WORDS

MOST = 0.5  # seconds of CPU
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=timezone(timedelta(hours=9)))
STARTS = (time(10), time(14))
LABELS = (("a", "12月3日（木）"), ("b", "14:00"), ("c", "はい"), ("d", "職業相談"))
# What readers look at, and what grows when it is folded.
PIECES = (
    *("-", "- ", " -", "ー", "～", "一", "ハイフン", "の", "/", "・"),
    *(" ", "\u3000", "\n", "\u1680", "…", "⁇", "ﷺ", "、", ",", "."),
    *("1", "12", "090", "１", "二〇", "十", "+81", "あ", "山田", "a", "@", "a@b.jp"),
    *("👨‍👩‍👧", "\u0301\u0323", "(", "「", "です", "と申します", "お願いします", "電話番号は", "氏名:"),
    *("年", "月", "12/3", "時", "午後", "来週", "火曜", "から"),
)
# Those that do most; every other reader is called by one of them.
READERS = {
    "name": read_name,
    "number": read_number,
    "telephone": read_telephone,
    "email": read_email,
    "when": lambda text: read_when(text, now=NOW, starts=STARTS),
    "choice": lambda text: read_choice(text, LABELS),
    "whole message": pieces_in,
    "command": lambda text: command_of(text, WORDS),
    "wish": lambda text: wish_in(text, WORDS),
}
EVERY_READER = {
    **READERS,
    "time of a day": lambda text: read_when(text, now=NOW, starts=STARTS, day=NOW.date()),
    "clean": lambda text: clean(text, "氏名", "電話番号"),
    "fold": fold,
    "half width": half_width,
    "My Number": contains_my_number,
    "name in a text": name_in,
    "style": lambda text: style_in(text, WORDS),
}


def repeated(piece: str, length: int = LONGEST) -> str:
    return (piece * length)[:length]


def too_long(readers, texts) -> list[tuple[str, str]]:
    """Give each reader and the beginning of each text that takes it too long."""
    found = []
    for text in texts:
        for name, reader in readers.items():
            before = stopwatch.process_time()
            reader(text)
            if stopwatch.process_time() - before > MOST:
                found.append((name, text[:20]))
    return found


@pytest.mark.parametrize("first", range(len(PIECES)))
def test_no_pair_of_pieces_takes_a_reader_long(first):
    """Each pair in one order: repeated, the other is the same from its second piece on."""
    assert too_long(READERS, [repeated(PIECES[first] + second) for second in PIECES[first:]]) == []


@pytest.mark.parametrize("around", ["{}", "1{}1", "1{}x", "あ{}あ", "電話番号は{}", "{}です", "a@{}b", "第{}日"])
def test_no_repeated_piece_takes_any_reader_long_whatever_stands_around_it(around):
    assert too_long(EVERY_READER, [around.format(repeated(piece)) for piece in PIECES]) == []


@pytest.mark.parametrize(
    "text",
    [
        "090-1234-5678\n" + "- " * 34 + "\n山田太郎",
        "あ" + "…" * 4998 + "あ",
        "です" * 5000,
        "e" + "\u0301\u0323" * 5000,
        "ﷺ" * 5000,
        "1" * 5000,
        "(" * 5000,
        "👨‍👩‍👧‍👦" * 1000,
        "\u202e\u05d0" * 2500,
        "99999年" * 1000,
    ],
    ids=lambda text: ascii(text[:8]),
)
def test_no_text_of_any_length_takes_a_reader_long(text):
    assert too_long(EVERY_READER, [text]) == []


def test_a_pattern_that_may_take_each_blank_two_ways_would_take_ever_longer():
    twice = re.compile(r"(?<=\d)(?:\s*[-]\s*)+(?=\d)")

    def seconds(pattern: re.Pattern[str], dashes: int) -> float:
        before = stopwatch.process_time()
        pattern.sub("-", "1" + " - " * dashes + "x")
        return stopwatch.process_time() - before

    assert seconds(twice, 11) > 4 * seconds(twice, 8)
    assert seconds(BETWEEN, LONGEST) < MOST

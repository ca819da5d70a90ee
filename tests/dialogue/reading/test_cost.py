"""No text takes a reader long, whatever it repeats: CPU time per text, far above what any text needs (some 10 ms)."""

import re
import time as stopwatch

import pytest

from bot.booking.text import LONGEST_TEXT
from bot.dialogue.reading.contact.digits import BETWEEN
from tests.dialogue.reading.pieces import MOST, PIECES, repeated
from tests.dialogue.reading.readers import EVERY_READER, READERS


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
    assert seconds(BETWEEN, LONGEST_TEXT) < MOST

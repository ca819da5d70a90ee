"""What people write is cut before it is folded, and again after it."""

import time as stopwatch
import unicodedata

from bot.booking.text import LONGEST_TEXT, compatible
from bot.console.forms.forms import half
from tests.folders import ROOT

MARKS = "e" + "\u0301\u0323"


def seconds(fold, text: str) -> float:
    before = stopwatch.process_time()
    fold(text)
    return stopwatch.process_time() - before


def test_folding_makes_a_text_no_longer_than_the_limit():
    assert compatible("ﷺ" * LONGEST_TEXT) == ("صلى الله عليه وسلم" * LONGEST_TEXT)[:LONGEST_TEXT]
    assert compatible("１２㈱") == "12(株)"


def test_folding_takes_no_time_however_long_a_text_is():
    assert seconds(compatible, MARKS * 250_000) < 0.5
    assert seconds(half, MARKS * 250_000) < 0.5  # the sign-in's code, which anybody may send


def test_folding_an_uncut_text_takes_four_times_as_long_for_twice_its_length():
    def uncut(text: str) -> str:
        return unicodedata.normalize("NFKC", text)

    marks = "\u0301\u0323"
    assert seconds(uncut, "e" + marks * 8000) > 2.8 * seconds(uncut, "e" + marks * 4000)


def test_nothing_else_folds():
    modules = [path for top in ("bot", "workers") for path in (ROOT / top).rglob("*.py")]
    assert [path.name for path in modules if "unicodedata.normalize(" in path.read_text()] == ["text.py"]

"""Keeps texts within LINE's limits: counts as LINE does, cuts where a reader sees it, splits between lines.

Messaging API, "Character counting in a text": UTF-16 units; labels count in what looks like one character.
"""

import re
import unicodedata

MAX_TEXT = 5000  # UTF-16 units
ELLIPSIS = "…"
JOINER = "\u200d"
EASY_WEEKDAY = re.compile(r"(?<=日)(?=（.曜日）)")
BREAKS = ("\n\n", "\n", "。", "、", " ")  # where a long text is split best


def units(text: str) -> int:
    """Count a text in UTF-16 units: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """Shorten a text to so many units; what is left out shows as "…"."""
    return text if 2 * len(text) <= most or units(text) <= most else text[: _end(text, most - 1)] + ELLIPSIS


def with_weekday_below(text: str) -> str:
    """Put the weekday of an easy day on a line of its own: one for both is broken where letters are large."""
    return EASY_WEEKDAY.sub("\n", text)


def pieces(text: str, most: int = MAX_TEXT) -> list[str]:
    """Split a text into parts of at most so many units, after a paragraph, a line or a sentence where there is one."""
    parts = []
    while units(text) > most:
        end = _good_end(text, _end(text, most))
        parts.append(text[:end])
        text = text[end:]
    parts.append(text)
    told = [part.strip("\n") for part in parts]
    return [part for part in told if part.strip()] or parts[:1]


def _end(text: str, most: int) -> int:
    """Give the longest beginning of so many units that ends between two characters as a reader sees them."""
    count = end = 0
    for place, one in enumerate(text):
        count += 2 if one > "\uffff" else 1
        if count > most:
            break
        end = place + 1
    whole = end
    while 0 < whole < len(text) and _belong_together(text[whole - 1], text[whole]):
        whole -= 1
    return whole or end


def _good_end(text: str, end: int) -> int:
    for mark in BREAKS:
        found = text.rfind(mark, end // 2, end)
        if found > 0:
            return found + len(mark)
    return end


def _belong_together(before: str, after: str) -> bool:
    extends = unicodedata.category(after) in ("Mn", "Me", "Mc") or "\U0001f3fb" <= after <= "\U0001f3ff"
    return extends or JOINER in (before, after) or after in "\uff9e\uff9f"

"""Plain text tables; Japanese characters take two columns."""

import unicodedata
from collections.abc import Sequence

WIDE = frozenset("WF")  # ambiguous ones, such as ①, take one column in the terminals of today


def width(text: str) -> int:
    """Give the columns that a text takes in a terminal or in print."""
    return sum(2 if unicodedata.east_asian_width(part) in WIDE else 1 for part in text)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Give rows as lines whose columns stand under each other."""
    widths = [max(width(cell) for cell in column) + 2 for column in zip(*rows, strict=True)]
    lines = ("".join(padded(cell, wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def padded(cell: str, wide: int) -> str:
    """Fill a text with spaces up to a width in columns, with one at least."""
    return cell + " " * max(1, wide - width(cell))

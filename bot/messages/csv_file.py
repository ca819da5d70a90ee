"""Lists for spreadsheets: no cell that a spreadsheet would take for a formula."""

import csv
import io
from collections.abc import Sequence

from bot.booking.text import compatible

TRIGGERS = frozenset("=+-@\t\r\n\0|%")


def harmless(cell: str) -> str:
    """Give a cell that is only text: what could begin a formula gets an apostrophe in front."""
    bare = compatible(cell.lstrip()).lstrip(" \u3000")
    risky = (bare and bare[0] in TRIGGERS) or (cell and cell[0] in TRIGGERS)
    return f"'{cell}" if risky else cell


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """Give the rows as CSV, every cell in quotes."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue()

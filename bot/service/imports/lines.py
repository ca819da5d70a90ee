"""The lines of a list: named columns, in Japanese or in English, and what is wrong with a line."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.errors import RefusedError

MOST_LINES = 2000
ENCODINGS = ("utf-8-sig", "cp932")  # what spreadsheets write in Japan


@dataclass(frozen=True)
class Line:
    """One line: where it stands in the file, its cells by column."""

    place: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Give a cell; a column that is not there is empty."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line, as the last part of a key, and the cell that it is about."""

    place: int
    code: str
    said: str = ""


class FaultError(Exception):
    """A line can't be taken in."""

    def __init__(self, code: str, said: str = "") -> None:
        super().__init__(code)
        self.code, self.said = code, said


def lines_of(content: bytes, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> list[Line]:
    """Read a file by its first line; RefusedError names what can't be read, or the column that is missing.

    columns  by what they hold, the names that they may have
    """
    rows = list(csv.reader(io.StringIO(_text(content), newline="")))
    names = {called.casefold(): name for name, every in columns.items() for called in every}
    head = [names.get(one.strip().casefold(), "") for one in rows[0]] if rows else []
    missing = [columns[name][0] for name in needed if name not in head]
    if missing:
        raise RefusedError("import_columns", said="、".join(missing))
    lines = list(_lines(rows[1:], head))
    if not lines:
        raise RefusedError("import_empty")
    if len(lines) > MOST_LINES:
        raise RefusedError("import_too_long", count=str(MOST_LINES))
    return lines


def _lines(rows: Sequence[Sequence[str]], head: Sequence[str]) -> Iterator[Line]:
    for place, row in enumerate(rows, 2):
        cells = {name: cell.strip().removeprefix("'") for name, cell in zip(head, row, strict=False) if name}
        if any(cells.values()):
            yield Line(place, cells)


def _text(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError("import_encoding")

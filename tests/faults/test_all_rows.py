"""Every row has a test by name, and every guard of a row a twin that shows the harm without it."""

import ast
from pathlib import Path

import pytest

from tests.faults.rows import ROWS

TESTS = Path(__file__).parent.parent


def marked(kind: str) -> dict[str, list[str]]:
    """Give by row the tests that bear a mark of this kind."""
    found: dict[str, list[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for row in _rows_of(node, kind):
                found.setdefault(row, []).append(f"{path.stem}.{getattr(node, 'name', '')}")
    return found


def _rows_of(node: ast.AST, kind: str) -> list[str]:
    if not isinstance(node, ast.FunctionDef):
        return []
    marks = [one for one in node.decorator_list if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    rows = [row for mark in marks if mark.func.id == kind for row in mark.args]
    return [str(row.value) for row in rows if isinstance(row, ast.Constant)]


SHOWN, TWINS = marked("fault"), marked("twin")


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_shown_by_a_test(row):
    assert SHOWN.get(row)


@pytest.mark.parametrize("row", sorted({*SHOWN, *TWINS}))
def test_no_test_shows_a_row_that_there_is_not(row):
    assert row in ROWS

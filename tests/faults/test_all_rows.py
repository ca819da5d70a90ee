"""Every row has a test by name, and every guard of a row a twin that shows the harm without it."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.faults.rows import ROWS

TESTS = Path(__file__).parent.parent


@cache
def marked(kind: str) -> dict[str, list[str]]:
    """Give by row the tests that bear a mark of this kind."""
    found: dict[str, list[str]] = {}
    for path in TESTS.rglob("test_*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if f"@{kind}(" in text else ():
            for row in _rows_of(node, kind):
                found.setdefault(row, []).append(f"{path.stem}.{getattr(node, 'name', '')}")
    return found


def _rows_of(node: ast.AST, kind: str) -> list[str]:
    if not isinstance(node, ast.FunctionDef):
        return []
    marks = [one for one in node.decorator_list if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)]
    rows = [row for mark in marks if mark.func.id == kind for row in mark.args]
    return [str(row.value) for row in rows if isinstance(row, ast.Constant)]


WITHOUT_TWIN = {
    "F08": "the same tolerance as F07",
    "F10": "the same tolerance as F07",
    "F11": "the same tolerance as F07",
    "F12": "the same tolerance as F07",
    "F17": "the test looks before and after",
    "F18": "no guard: a mark on the booking",
    "F19": "no guard: an alarm",
    "F27": "the circuit, whose twin stands under F23",
    "F34": "two sweeps; without either nothing is sent",
    "F42": "no guard: a measure",
    "F45": "the minder; tests/processes/test_pulse.py has its twin",
    "F47": "what a worse setting loses stands under F48",
    "F49": "the server's own doing",
    "F56": "the guards whose twin stands under F04",
    "F61": "no guard: an alarm",
    "F67": "no guard: a second token",
    "F68": "no guard: sessions do not hang on that key",
    "F70": "no guard: the account is looked at with each request",
    "F72": "no guard: an alarm",
}


@pytest.mark.parametrize("row", ROWS)
def test_every_row_is_shown_by_a_test_that_bears_its_name(row):
    assert [name for name in marked("fault").get(row, []) if f".test_{row.lower()}_" in name]


@pytest.mark.parametrize("row", ROWS)
def test_every_row_has_a_twin_or_a_reason_why_not(row):
    assert (row in marked("twin")) != (row in WITHOUT_TWIN)


def test_no_test_shows_a_row_that_there_is_not():
    assert {*marked("fault"), *marked("twin")} <= set(ROWS)

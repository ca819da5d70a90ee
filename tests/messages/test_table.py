"""Tables in plain text: columns stand under each other, and every text comes out as it went in."""

import pytest
from rich.cells import cell_len

from bot.messages.table import table

LONG = "長" * 3000
NAMES = ("abc", "予約", "ｶﾅ", "Ａ", "取消(ご本人)", "①", "葛\U000e0100飾", "か\u3099", "[bold]", "[/]", ":smile:", LONG)


@pytest.mark.parametrize("environment", [{}, {"COLUMNS": "20"}, {"FORCE_COLOR": "1"}, {"TERM": "dumb"}])
def test_columns_stand_under_each_other_and_no_text_is_cut_or_changed(monkeypatch, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    lines = table([(name, "|") for name in NAMES]).splitlines()
    assert [line.removesuffix("|").rstrip() for line in lines] == [*NAMES]
    assert {cell_len(line) for line in lines} == {2 * len(LONG) + 3}


def test_no_line_ends_with_blanks():
    assert table([("a", "bcd"), ("ef", "")]) == "a   bcd\nef"

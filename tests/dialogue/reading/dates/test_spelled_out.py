"""What tells no day by another is not looked through for it, and nothing that does is passed over."""

from datetime import date

import pytest

from bot.dialogue.reading.dates.spelled_out import spelled_out
from tests.folders import ROOT

TODAY = date(2026, 11, 25)
TABLES = sorted((ROOT / "tests").rglob("*.tsv"))
LOOKED_THROUGH = "\n朝"  # behind any text: each pattern is tried


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_what_is_passed_over_would_have_stayed_as_it_stands(table):
    texts = {part for line in table.read_text("utf-8").splitlines() for part in line.split("\t")}
    by_others = {one for one in texts if spelled_out(one + LOOKED_THROUGH, TODAY) != one + LOOKED_THROUGH}
    assert {one for one in by_others if spelled_out(one, TODAY) == one} == set()


@pytest.mark.parametrize("text", ["いっしゅうかん以内", "７より後", "7日~", "5日迄", "さ来月", "朝いちばん", "7,8日"])
def test_few_signs_tell_it(text: str):
    assert spelled_out(text, TODAY) != text


@pytest.mark.parametrize("text", ["1", "090-1234-5678", "山田 太郎"])
def test_a_number_and_a_name_tell_none(text: str):
    assert spelled_out(text, TODAY) == text

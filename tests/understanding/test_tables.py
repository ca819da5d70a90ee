"""What the tables of phrases say, and that nothing is done or acknowledged that was not meant."""

from collections import Counter

import pytest

from bot.dialogue.understanding import Intention, Stage, understand
from bot.messages.understanding import shared_lexicon
from tests.understanding.tables import is_false, is_right, rows_of

LEXICON = shared_lexicon()
TABLES = {
    "phrases.tsv": 0.95,
    "utterances.tsv": 0.95,
    "held_back.tsv": 0.9,
    "held_back_later.tsv": 0.9,
    "held_back_last.tsv": 0.9,
}


@pytest.mark.parametrize(("name", "share"), TABLES.items())
def test_nearly_all_phrases_are_understood_rightly(name, share):
    rows = rows_of(name)
    wrong = [row for row in rows if not is_right(row, understand(row.text, row.stage, LEXICON))]
    assert len(rows) - len(wrong) >= share * len(rows), wrong


@pytest.mark.parametrize("name", TABLES)
def test_nothing_is_done_or_acknowledged_that_was_not_meant(name):
    assert [row for row in rows_of(name) if is_false(row, understand(row.text, row.stage, LEXICON))] == []


def test_the_tables_are_of_some_size_and_share_no_phrase():
    counts = {name: len(rows_of(name)) for name in TABLES}
    assert counts["phrases.tsv"] >= 450
    assert counts["utterances.tsv"] == 103
    seen = Counter((row.stage, row.text) for name in TABLES for row in rows_of(name))
    assert [one for one, count in seen.items() if count > 1] == []


def test_every_stage_and_every_intention_stands_in_a_table():
    rows = [row for name in TABLES for row in rows_of(name)]
    assert {row.stage for row in rows} == set(Stage)
    assert {one for row in rows for one, _ in row.meant} == set(Intention)

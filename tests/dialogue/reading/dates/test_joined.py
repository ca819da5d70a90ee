"""A time whose hour and minutes stand apart is one time, wherever it is typed."""

import pytest

from bot.booking.text import joined
from bot.dialogue.incoming import Incoming, Sort
from tests.make import WEDNESDAY


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("11時 30分", "11時30分"),
        ("１１時　３０分", "１１時３０分"),
        ("11 時 30 分に", "11時30分に"),
        ("11時 半です", "11時半です"),
        ("来週の水曜 11じ はん", "来週の水曜 11時半"),
        ("11じはん", "11時半"),
        ("2じ 30ぷん", "2時30分"),
        ("十一時 三十分", "十一時三十分"),
        ("16日の11： 30", "16日の11:30"),
    ],
)
def test_its_parts_are_written_together(typed, read):
    assert joined(typed) == read
    assert Incoming(Sort.TEXT, "e", WEDNESDAY, text=typed).text == read


@pytest.mark.parametrize(
    "typed",
    [
        *("10時 30分間の相談", "10時 30分ほど", "10時 30分くらい話したい", "10時 30分前に着きます"),
        *("2時間 30分", "10時 半年前から", "十時 半蔵", "十時 はんな", "3時 30代です", "時 30分", "1: 30代です"),
        *("11時\n30分", "090-1234-5678 時間は", "13: 45人"),
    ],
)
def test_all_else_stays_as_it_was_typed(typed):
    assert joined(typed) == typed

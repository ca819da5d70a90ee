"""A day on which no consultation is to be had is told as such when it is named, not at the end of the form."""

import pytest

from tests.make import tokyo
from tests.talk import Talk

SATURDAY = "2026-11-28 10:00"  # what is to be booked for Monday had to be booked on Friday
MONDAY = "2026-11-30 09:00"
CLOSED = {"book.time.retry.too_soon", "book.time.retry.closed_day"}


def told(now: str, *texts: str) -> set[str]:
    return {one.key for one in Talk(now=tokyo(now)).says(*texts).said}


@pytest.mark.parametrize(
    ("now", "texts"),
    [
        (SATURDAY, ("月曜の10時に予約したい",)),
        (SATURDAY, ("土曜の10時に予約したいです",)),
        (SATURDAY, ("予約", "はい", "月曜の10時がいいです")),
        (SATURDAY, ("予約", "はい", "同意します", "山田太郎", "月曜の10時がいいです")),
        (MONDAY, ("今日の午後空いてますか",)),
        (MONDAY, ("今日の14時は空いていますか",)),
    ],
)
def test_a_closed_day_is_told_at_once(now, texts):
    assert told(now, *texts) & CLOSED


@pytest.mark.parametrize(
    ("now", "texts"),
    [
        (SATURDAY, ("火曜の10時に予約したい",)),
        (SATURDAY, ("予約", "はい", "12月1日の10時がいいです")),
        (SATURDAY, ("月曜か火曜の10時に予約したい",)),
        (MONDAY, ("今日はありがとうございました",)),
        (MONDAY, ("予約", "今日登録しました")),
    ],
)
def test_a_day_that_may_be_had_is_not(now, texts):
    assert not told(now, *texts) & CLOSED


def test_who_told_a_closed_day_goes_on_with_the_form():
    talk = Talk(now=tokyo(SATURDAY)).says("予約", "はい", "月曜の10時がいいです")
    assert talk.conversation.flow == "book"
    assert talk.said[-1].key == "book.consent.ask"

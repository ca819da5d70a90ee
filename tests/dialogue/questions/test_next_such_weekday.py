"""Where the coming weekday is closed already, the next one is offered; a time alone that follows is one of that day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import State
from tests.make import ROOM, booking, tokyo
from tests.talk import Talk

MONDAY_EVENING = tokyo("2026-11-30 23:15")
ON_FRIDAY = tokyo("2026-12-04 10:00")


def moving(text: str) -> Talk:
    made = replace(booking(), state=State.CONFIRMED, room=ROOM, room_version=1, start=ON_FRIDAY)
    return Talk(booking=replace(made, end=ON_FRIDAY + timedelta(minutes=30)), now=MONDAY_EVENING).says(text)


@pytest.mark.parametrize("first", ["火曜の午前に変えたい", "火曜に変えたい"])
@pytest.mark.parametrize(
    ("then", "start"),
    [("10時で", "12月8日（火）10:00"), ("10:30でお願いします", "12月8日（火）10:30"), ("11時", "12月8日（火）11:00")],
)
def test_a_time_alone_is_one_of_the_day_that_is_offered(first, then, start):
    talk = moving(first)
    assert "12月8日（火）" in talk.bot[-1]
    assert start in talk.says(then).bot[-1]


@pytest.mark.parametrize(
    ("then", "start"),
    [("じゃあ水曜の10時で", "12月2日（水）10:00"), ("3日の11時", "12月3日（木）11:00"), ("5", "12月2日（水）10:00")],
)
def test_another_day_that_is_named_is_taken(then, start):
    assert start in moving("火曜に変えたい").says(then).bot[-1]

"""What follows from a guard that failed: one table knows them all, and nobody else goes by their names."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from bot.errors import ConflictError, RefusedError
from bot.ports.bookings import BookingIs, NumbersLeft, SlotHasRoom
from bot.ports.health import Count
from bot.ports.store import Guard
from bot.service.conflicts import MEANINGS, tried, tried_for_staff
from tests.make import tokyo

GUARDS = {*get_args(Guard), NumbersLeft}
NAMES = {guard.__name__ for guard in GUARDS}
SOURCES = [path for folder in ("bot", "workers") for path in sorted(Path(folder).rglob("*.py"))]


def test_every_guard_stands_in_the_table():
    assert set(MEANINGS) == GUARDS


def names_of_guards_in(source: str) -> set[str]:
    texts = (one.value for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Constant))
    return {text for text in texts if text in NAMES}


def test_no_module_names_a_guard_in_a_string():
    assert [(path, found) for path in SOURCES for found in names_of_guards_in(path.read_text())] == []


def test_that_look_finds_one():
    assert names_of_guards_in('if failed == "SlotHasRoom": pass') == {"SlotHasRoom"}


class Contested:
    """A store in which the first guard always fails, if there is one."""

    def commit(self, guards, writes):
        if guards:
            raise ConflictError(guards[0])


@pytest.mark.parametrize("commit", [tried, tried_for_staff])
def test_a_commit_that_lost_a_race_is_not_written_and_may_be_tried_again(commit):
    assert commit(Contested(), (), (Count("done"),))
    assert not commit(Contested(), (BookingIs("b1", 1),), (Count("done"),))


def test_staff_are_told_what_another_try_will_not_change():
    with pytest.raises(RefusedError, match="place_taken"):
        tried_for_staff(Contested(), (SlotHasRoom(tokyo("2026-12-03 14:00"), 1),), ())

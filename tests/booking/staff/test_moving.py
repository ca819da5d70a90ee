"""A move and a cancelling by staff, and what stands again when they are taken back."""

from dataclasses import fields, replace

import pytest

from bot.booking.lifecycle import Step, step
from bot.booking.model import Before, DayNote, Hosting, State
from bot.booking.staff.corrections import reopen
from bot.booking.staff.moving import move_by_staff
from tests.make import OFFICE, ROOM, WEDNESDAY, booking, tokyo

START, FRIDAY = tokyo("2026-12-03 14:00"), tokyo("2026-12-04 10:00")
FULL = booking(
    state=State.CONFIRMED,
    room=ROOM,
    room_version=1,
    marks=("arrived", "phone"),
    day_notes=(DayNote(WEDNESDAY, "late"),),
    hosting=(Hosting("host-a", START, tokyo("2026-12-03 14:30"), "m1"),),
    counsellor="c1",
)
CHANGES = {
    "moved": lambda one: move_by_staff(one, FRIDAY, OFFICE, WEDNESDAY, reason="都合"),
    "cancelled": lambda one: step(one, Step.CANCEL_BY_OFFICE, OFFICE, WEDNESDAY),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_taken_back_stands_as_it_did_in_everything(change):
    changed = CHANGES[change](FULL)
    again = reopen(replace(changed, counsellor="c2"))
    assert {one.name: getattr(again, one.name) for one in fields(Before)} == {
        one.name: getattr(FULL, one.name) for one in fields(Before)
    }
    assert (again.version, again.edition, again.before) == (FULL.version + 2, FULL.edition + 2, None)


def test_a_move_leaves_behind_what_is_about_the_time():
    moved = CHANGES["moved"](FULL)
    assert (moved.marks, moved.day_notes, moved.state, moved.room) == (("phone",), (), State.CONFIRMED, ROOM)
    assert moved.moved_from == START
    assert step(moved, Step.ATTEND, OFFICE, FRIDAY).moved_from is None

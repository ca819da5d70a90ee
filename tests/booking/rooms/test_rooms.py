"""Which room a booking needs at Zoom, and when a person has to see to it."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.booking.model import Booking, Hosting, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.notices.reasons import Failure, Reason
from bot.booking.notices.reminders import Plan, plans
from bot.booking.rooms.job import RoomJob, RoomTask, room_job
from bot.booking.rooms.rooms import LOUD, OPENING_GRACE, ROOM_LATE_AFTER, is_stuck, room_jobs, to_change, useless
from tests.make import OFFICE, ROOM, WEDNESDAY, booking, tokyo

START, END = tokyo("2026-12-03 14:00"), tokyo("2026-12-03 14:30")
BEFORE = (tokyo("2026-12-02 10:00"), tokyo("2026-12-02 10:30"))
MINE = Hosting("a", START, END)


def confirmed(*hosting: Hosting, **changes) -> Booking:
    return booking(state=State.CONFIRMED, hosting=hosting, **changes)


def job(state: NoticeState, attempts: int = 0, reason: Reason | Failure = Reason.NONE) -> RoomJob:
    made = room_job(booking(), RoomTask.OPEN, WEDNESDAY, END)
    return replace(made, state=state, attempts=attempts, reason=reason)


def wanted(one: Booking) -> list[tuple[RoomTask, datetime, datetime | None]]:
    return [(made.kind, made.due, made.latest) for made in room_jobs(one, WEDNESDAY)]


def test_while_the_room_is_opened_the_seeker_hears_after_ten_minutes_that_it_follows():
    assert plans(confirmed(MINE), OFFICE, WEDNESDAY) == (Plan(Kind.ROOM_LATE, WEDNESDAY + ROOM_LATE_AFTER, END),)


def test_a_room_that_the_same_host_has_open_is_given_the_new_time():
    same, other = Hosting("a", *BEFORE, "91234567890"), Hosting("b", *BEFORE, "99999999999")
    assert to_change(confirmed(other, same, MINE)) == same
    assert to_change(confirmed(other, MINE)) is None
    assert wanted(confirmed(same, MINE)) == [(RoomTask.CHANGE, WEDNESDAY, END)]
    assert wanted(confirmed(other, MINE)) == [(RoomTask.OPEN, WEDNESDAY, END)]


def test_what_is_of_no_use_is_closed_at_once_and_an_opening_under_way_a_little_later():
    opened, under_way = Hosting("a", *BEFORE, "91234567890"), Hosting("a", *BEFORE)
    cancelled = booking(state=State.CANCELLED_BY_SEEKER)
    assert wanted(replace(cancelled, hosting=(opened,))) == [(RoomTask.CLOSE, WEDNESDAY, None)]
    later = [(RoomTask.CLOSE, WEDNESDAY + OPENING_GRACE, None)]
    assert wanted(replace(cancelled, hosting=(opened, under_way))) == later
    assert wanted(cancelled) == []


def test_the_room_that_is_told_is_of_use_and_one_typed_by_hand_makes_zooms_useless():
    told = Hosting("a", START, END, ROOM.meeting_id)
    assert useless(confirmed(told, room=ROOM)) == ()
    other = Hosting("a", START, END, "99999999999")
    assert useless(confirmed(other, room=ROOM)) == (other,)


@pytest.mark.parametrize(
    ("asked", "stuck"),
    [
        (job(NoticeState.WAITING, LOUD - 1), False),
        (job(NoticeState.WAITING, LOUD), True),
        (job(NoticeState.LEASED, LOUD), True),
        (job(NoticeState.ACCEPTED), False),
        (job(NoticeState.ACCEPTED, reason=Failure("zoom_recording")), True),
        (job(NoticeState.UNDELIVERABLE), True),
        (job(NoticeState.UNKNOWN), True),
        (job(NoticeState.EXPIRED, reason=Reason.TOO_LATE), True),
        (job(NoticeState.EXPIRED, reason=Reason.SUPERSEDED), False),
    ],
)
def test_a_person_sees_to_what_failed_five_times_or_for_good(asked: RoomJob, stuck: bool):
    assert is_stuck(asked) == stuck

"""A room that is being deleted at Zoom while its booking is confirmed again: nobody is told a room that goes."""

from dataclasses import replace

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.booking.lifecycle import Step
from bot.ports.bookings import BookingIs, KeepBooking
from bot.ports.notices import EditionIs
from bot.ports.rooms import KeepRoomJob
from bot.ports.work import Claim
from bot.service.bookings.steps import take_step
from bot.service.rooms.confirm_with_room import confirm_and_open
from bot.service.rooms.zoom_steps import see_to_room
from bot.service.staff.tasks import Task, tasks
from tests.faults.rows import twin
from tests.make import office
from tests.ports import Changed
from tests.service.make_context import with_office
from tests.service.rooms.place import Place, place
from tests.stores import CIPHER, KEYS

__all__ = ["place"]


def moved(place: Place, confirmation: str = "staff") -> tuple[str, list[Claim]]:
    """Have a booking with a room be moved in the chat; give the room and what is to be done at Zoom."""
    place.request()
    confirm_and_open(place.context, "b1", "cli:test")
    place.works()
    room = place.booking().room
    place.context = with_office(place.context, office(confirmation=confirmation))
    place.moves("2026-12-04 11:00")
    assert room
    return room.meeting_id, place.store.claim_rooms(10)


def closes_slowly(place: Place, claims: list[Claim], store: object, *, by_itself: bool) -> None:
    """Have Zoom delete the room only after the booking was confirmed anew and its seeker was told."""
    rooms, acts = place.context.rooms, [1]
    [closing] = [claim for claim in claims if "room_close" in claim.id]

    def close(meeting: str) -> None:
        if acts:
            acts.pop()
            confirmed_anew(place, claims, by_itself=by_itself)
        rooms.close(meeting)

    see_to_room(replace(place.context, store=store, rooms=Changed(rooms, close=close)), closing)


def confirmed_anew(place: Place, claims: list[Claim], *, by_itself: bool) -> None:
    for claim in claims if by_itself else ():
        if "room_open" in claim.id:
            see_to_room(place.context, claim)
    if not by_itself:
        confirm_and_open(place.context, "b1", "staff:s1")
    place.works()


def live(place: Place) -> list[str]:
    return [str(one.id) for one in place.local.meetings.live()]


@pytest.mark.parametrize("by_itself", [False, True])
def test_who_is_confirmed_while_his_old_room_is_being_deleted_is_told_another(place, by_itself):
    first, claims = moved(place, "auto" if by_itself else "staff")
    closes_slowly(place, claims, place.store, by_itself=by_itself)
    place.works_until_done()
    room = place.booking().room
    assert room
    assert room.meeting_id != first
    assert live(place) == [room.meeting_id]
    assert len(place.booking().hosting) == 1
    told = [push for push in place.pushes if room.meeting_id.replace(" ", "")[-4:] in push]
    assert told
    assert not place.troubles()


@twin("F62", without="the note that a room is about to be deleted")
def test_without_the_note_the_seeker_is_told_a_room_that_goes(place):
    first, claims = moved(place)

    def commit(guards, writes):
        kept = [one for one in writes if isinstance(one, KeepBooking)]
        if any(held.closing for one in kept for held in one.booking.hosting):
            return None
        return place.store.commit(guards, writes)

    closes_slowly(place, claims, Changed(place.store, commit=commit), by_itself=False)
    place.works_until_done()
    room = place.booking().room
    assert room
    assert room.meeting_id == first
    assert not live(place)


def confirmed_before_the_note(place: Place, *without: type) -> None:
    """Have the booking be confirmed between the reading of it and the note that its old room goes."""
    _, claims = moved(place)
    [closing] = [claim for claim in claims if "room_close" in claim.id]
    acts = [1]

    def commit(guards, writes):
        kept = [one for one in writes if isinstance(one, KeepBooking)]
        if acts and any(held.closing for one in kept for held in one.booking.hosting):
            acts.pop()
            confirmed_anew(place, claims, by_itself=False)
        return place.store.commit([one for one in guards if not isinstance(one, without)], writes)

    see_to_room(replace(place.context, store=Changed(place.store, commit=commit)), closing)
    place.works_until_done()


def test_a_room_that_is_taken_up_again_before_it_is_given_up_stays(place):
    confirmed_before_the_note(place)
    room = place.booking().room
    assert room
    assert live(place) == [room.meeting_id]


@twin("F62", without="the booking's version when its rooms are given up")
def test_without_the_version_a_room_that_was_taken_up_again_is_deleted(place):
    confirmed_before_the_note(place, BookingIs)
    room = place.booking().room
    assert not room or room.meeting_id not in live(place)


def test_a_move_back_while_the_old_room_is_being_deleted_gets_another(place):
    first, claims = moved(place)
    [closing] = [claim for claim in claims if "room_close" in claim.id]
    rooms = place.context.rooms

    def close(meeting: str) -> None:
        place.moves("2026-12-03 14:00")
        confirmed_anew(place, claims, by_itself=False)
        rooms.close(meeting)

    see_to_room(replace(place.context, rooms=Changed(rooms, close=close)), closing)
    place.works_until_done()
    room = place.booking().room
    assert room
    assert room.meeting_id != first
    assert live(place) == [room.meeting_id]
    assert [(one.meeting, one.closing) for one in place.booking().hosting] == [(room.meeting_id, False)]


def overtaken_by_a_cancelling(place: Place, *without: type) -> list[Task]:
    """Have the seeker cancel between the beginning of the work at Zoom and what comes of it; give the tasks."""
    place.context = with_office(place.context, office(confirmation="auto"))
    place.request()
    [opening] = [claim for claim in place.store.claim_rooms(10) if "room_open" in claim.id]
    acts = [lambda: take_step(place.context, "b1", Step.CANCEL_BY_SEEKER, "staff:s1")]

    def commit(guards, writes):
        told = place.store.commit([one for one in guards if not isinstance(one, without)], writes)
        if acts and any(isinstance(one, KeepRoomJob) for one in writes):
            acts.pop()()
        return told

    see_to_room(replace(place.context, store=Changed(place.store, commit=commit)), opening)
    place.works()
    console = RedisConsoleStore(place.client, KEYS, CIPHER, place.store)
    return tasks(place.context, console, place.clock.now())


def test_an_opening_that_is_overtaken_by_a_cancelling_is_nobodys_task(place):
    assert not overtaken_by_a_cancelling(place)


@twin("F62", without="the booking's edition when a row becomes a task")
def test_without_the_edition_staff_are_asked_for_the_room_of_a_cancelled_booking(place):
    assert [task.row.reason for task in overtaken_by_a_cancelling(place, EditionIs) if task.row] == ["not_confirm"]

"""Rooms that no booking has: ours are deleted, nobody else's ever; on a real Redis and a local Zoom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import Room, State
from bot.playground.zoom.answers import no_user
from bot.ports.bookings import KeepBooking
from bot.ports.health import Count
from bot.ports.rooms import WantedRoom
from bot.service.bookings.steps import confirm_booking
from bot.service.rooms.confirm_with_room import confirm_and_open
from bot.service.rooms.orphans import delete_orphans, rooms_left
from tests.faults.rows import fault
from tests.make import booking, tokyo
from tests.ports import Changed
from tests.service.rooms import place as office

place = office.place
START = tokyo("2026-12-03 14:00")
OURS = "madoguchi-yahata-900001-gone"


def stray(place, mark: str = OURS, start=START, host: str = "host-a", minutes_ago: int = 11) -> str:
    """Let a room be at Zoom that was opened some minutes ago."""
    opened = WantedRoom("相談", mark, start, 30, "123456")
    meeting = place.context.rooms.create(host, opened).meeting_id
    made = place.local.meetings.all[int(meeting)]
    created = place.clock.now() - timedelta(minutes=minutes_ago)
    place.local.meetings.all[int(meeting)] = replace(made, created=created)
    return meeting


def live(place) -> set[str]:
    return {str(one.id) for one in place.local.meetings.live()}


def test_a_room_of_ours_that_no_booking_has_is_deleted_and_counted(place):
    logged = []
    place.context = replace(place.context, log=lambda event, **values: logged.append((event, values)))
    one, other = stray(place), stray(place, f"{OURS}2", host="host-b")
    assert {one, other} == live(place)
    assert delete_orphans(place.context) == 2
    assert live(place) == set()
    assert place.store.counters()["orphan_room_closed"] == 2
    assert ("orphan_room_closed", {"booking": "gone"}) in logged
    assert one not in str(logged)
    assert rooms_left(place.context) == []


def test_a_host_who_is_gone_does_not_hide_what_the_others_left(place):
    stray(place, f"{OURS}2", host="host-b")
    place.local.meetings.refused["host-a"] = no_user("host-a")
    assert (delete_orphans(place.context), live(place)) == (1, set())


def test_a_room_that_was_opened_before_a_restore_is_shown_and_not_deleted(place):
    told = stray(place)
    place.store.commit((), (Count("one of those that are lost"),))
    place.store._client.hset(place.store._keys.store, "seq", 0)
    assert place.store.changed() == "older"
    assert (delete_orphans(place.context), rooms_left(place.context)) == (0, [])
    place.store.accept(())
    assert delete_orphans(place.context) == 0
    assert live(place) == {told}
    assert [meeting for meeting, _ in rooms_left(place.context)] == [told]
    place.clock.advance(3600)
    newer = stray(place, f"{OURS}2")
    assert delete_orphans(place.context) == 1
    assert live(place) == {told} != {newer}


@pytest.mark.parametrize("mark", ["", "社内会議", "madoguchi-kokura-900001-x", "madoguchi-", "x madoguchi-yahata-1-b"])
def test_a_room_of_somebody_else_is_never_touched(place, mark):
    kept = stray(place, mark)
    assert delete_orphans(place.context) == 0
    assert live(place) == {kept}


def test_twin_without_the_mark_a_meeting_of_a_colleague_would_be_deleted(place):
    stray(place, "社内会議")
    rooms = place.context.rooms
    marked = Changed(rooms, upcoming=lambda host: [replace(one, mark=OURS) for one in rooms.upcoming(host)])
    place.context = replace(place.context, rooms=marked)
    assert delete_orphans(place.context) == 1
    assert live(place) == set()


def test_the_room_of_a_booking_stays(place):
    place.request()
    confirm_and_open(place.context, "b1", "cli:test")
    place.works()
    (meeting,) = live(place)
    place.clock.advance(3600)
    assert delete_orphans(place.context) == 0
    assert live(place) == {meeting}


@fault("F63", injected="a second room of one booking")
def test_a_second_room_of_a_booking_that_has_another_goes(place):
    place.request()
    confirm_and_open(place.context, "b1", "cli:test")
    place.works()
    kept = place.booking().room.meeting_id
    stray(place, "madoguchi-yahata-123456-b1")
    assert delete_orphans(place.context) == 1
    assert live(place) == {kept}


def taken_up_while_looking(place, *, again: bool) -> set[str]:
    """Let a booking take a room up while other hosts are looked at; `again` = rooms are looked at once more."""
    meeting = stray(place, "madoguchi-yahata-900001-b1")
    store, rooms = place.context.store, place.context.rooms

    def upcoming(host: str):
        found = rooms.upcoming(host)
        if host == "host-b":
            store.commit((), (KeepBooking(booking(state=State.CONFIRMED, room=Room(meeting, "123456"))),))
        return found

    seen = store if again else Changed(store, booking=lambda _: None)
    delete_orphans(replace(place.context, rooms=Changed(rooms, upcoming=upcoming), store=seen))
    return live(place) & {meeting}


def test_a_room_that_a_booking_takes_up_meanwhile_stays(place):
    assert taken_up_while_looking(place, again=True)


def test_twin_without_another_look_it_would_be_deleted(place):
    assert not taken_up_while_looking(place, again=False)


def test_a_room_that_staff_typed_for_somebody_else_stays(place):
    meeting = stray(place)
    place.request()
    confirm_booking(place.context, "b1", Room(meeting, "123456"), "cli:test")
    assert delete_orphans(place.context) == 0
    assert live(place) == {meeting}


def test_a_room_whose_answer_was_lost_is_left_to_who_looks_it_up(place):
    place.request()
    place.local.faults.add("accept_and_drop", endpoint="create")
    confirm_and_open(place.context, "b1", "cli:test")
    place.works()
    (meeting,) = live(place)
    made = place.local.meetings.all[int(meeting)]
    place.local.meetings.all[int(meeting)] = replace(made, created=place.clock.now() - timedelta(hours=1))
    assert delete_orphans(place.context) == 0
    place.works_until_done(3)
    assert place.booking().room.meeting_id == meeting


@pytest.mark.parametrize(
    ("start", "minutes_ago"), [(START, 9), (tokyo("2026-11-25 09:59"), 60), (tokyo("2026-11-24 14:00"), 60)]
)
def test_what_is_new_or_has_begun_is_left_alone(place, start, minutes_ago):
    kept = stray(place, start=start, minutes_ago=minutes_ago)
    assert delete_orphans(place.context) == 0
    assert live(place) == {kept}


def test_all_pages_are_looked_through(place, monkeypatch):
    monkeypatch.setattr("bot.adapters.zoom.rooms.PAGE", 2)
    for number in range(6):
        stray(place, f"会議{number}", START + timedelta(minutes=number))
    meeting = stray(place, start=START + timedelta(hours=1))
    assert delete_orphans(place.context) == 1
    assert meeting not in live(place)
    assert place.local.calls("list") >= 4


def test_what_cannot_be_deleted_is_shown_to_staff_until_it_can(place):
    meeting = stray(place)
    place.local.faults.add("error_500", endpoint="delete")
    assert delete_orphans(place.context) == 0
    assert rooms_left(place.context) == [(meeting, START)]
    assert delete_orphans(place.context) == 1
    assert rooms_left(place.context) == []


def test_when_many_rooms_seem_to_be_nobodys_nothing_is_deleted(place):
    meetings = {stray(place, f"{OURS}{number}", START + timedelta(hours=number)) for number in range(6)}
    assert delete_orphans(place.context) == 0
    assert live(place) == meetings
    assert {meeting for meeting, _ in rooms_left(place.context)} == meetings


def test_zoom_that_does_not_answer_holds_up_nothing(place):
    stray(place)
    place.local.faults.add("error_500", endpoint="list", times=2)
    assert delete_orphans(place.context) == 0
    assert delete_orphans(place.context) == 1


def test_without_zoom_there_is_nothing_to_do(place):
    assert delete_orphans(replace(place.context, rooms=None)) == 0

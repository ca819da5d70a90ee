"""Rooms of ours at Zoom that no booking has any more: looked for every hour, deleted, shown to staff if that fails.

A room is ours when it bears this office's mark. One whose opening may be under way is left alone. When very many seem
to belong to nobody, the ledger is more likely to be wrong than Zoom, and nothing is deleted.
"""

import json
from datetime import datetime, timedelta

from bot.booking.model import Booking
from bot.booking.notices.notice import PENDING_STATES
from bot.booking.rooms.rooms import awaits_room
from bot.errors import SendError
from bot.ports.audit import Entry, Record
from bot.ports.context import Process, RequestContext
from bot.ports.health import Count
from bot.ports.rooms import FoundRoom, Rooms
from bot.service.rooms.room_at_zoom import marks_of

LEDGER_SETTLES = timedelta(minutes=10)  # for which a new room may still be on its way into the ledger
MOST_AT_ONCE = 5
ORPHANS_NOTE = "rooms left at zoom"
SHOWN_SECONDS = 7200  # seconds, two looks


def delete_orphans(context: RequestContext) -> int:
    """Look at all hosts once; give how many rooms were deleted."""
    if not context.rooms or context.store.changed():
        return 0
    found = [one for host in context.rooms.hosts for one in _of(context, context.rooms, host.id)]
    if len(found) > MOST_AT_ONCE:
        context.log("orphan_rooms_too_many", count=len(found))
        _show(context, found)
        return 0
    since = context.store.confirmed_at()
    left = [one for one in found if _may_be_of_a_lost_booking(one, since) or not _deleted(context, context.rooms, one)]
    _show(context, left)
    return len(found) - len(left)


def _may_be_of_a_lost_booking(room: FoundRoom, since: datetime | None) -> bool:
    """Say whether somebody may have been told of the room by what a restore did not bring back."""
    return since is not None and (room.created is None or room.created < since)


def rooms_left(process: Process) -> list[tuple[str, datetime]]:
    """Give the number and start of each room that a person has to delete."""
    known = json.loads(process.store.noted(ORPHANS_NOTE) or "[]")
    return [(meeting, datetime.fromisoformat(start)) for meeting, start in known]


def _of(context: RequestContext, rooms: Rooms, host: str) -> list[FoundRoom]:
    try:
        found = rooms.upcoming(host)
    except SendError as error:
        context.log("orphan_rooms_unseen", reason=error.reason)
        return []
    now = context.clock.now()
    to_come = (one for one in found if one.start > now and is_ours(context, one))
    ours = [one for one in to_come if one.created is not None and now - one.created > LEDGER_SETTLES]
    bookings = context.store.bookings(now) if ours else ()
    used = {meeting for one in bookings for meeting in _meetings(one)}  # staff may type a room that was another's
    return [one for one in ours if one.meeting not in used and _is_orphan(context, one)]


def is_ours(context: RequestContext, room: FoundRoom) -> bool:
    """Say whether we opened the room, going by its mark."""
    return room.mark.startswith(marks_of(context))


def _is_orphan(context: RequestContext, room: FoundRoom) -> bool:
    booking = context.store.booking(_booking_of(context, room))
    if booking is None:
        return True
    if room.meeting in _meetings(booking) or awaits_room(booking):
        return False
    return not any(job.state in PENDING_STATES for job in context.store.room_jobs(booking.id))


def _booking_of(context: RequestContext, room: FoundRoom) -> str:
    return room.mark.removeprefix(marks_of(context)).partition("-")[2]


def _meetings(booking: Booking) -> set[str]:
    return {one.meeting for one in booking.hosting} | ({booking.room.meeting_id} if booking.room else set())


def _deleted(context: RequestContext, rooms: Rooms, room: FoundRoom) -> bool:
    if not _is_orphan(context, room):
        return True  # taken up meanwhile
    name = _booking_of(context, room)
    try:
        rooms.close(room.meeting)
    except SendError as error:
        context.log("orphan_room_stays", booking=name, reason=error.reason)
        context.store.count("orphan_room_stays")
        return False
    entry = Entry(context.clock.now(), "system", "orphan_room_closed", name)
    context.store.commit((), (Record(entry), Count("orphan_room_closed")))
    context.log("orphan_room_closed", booking=name)
    return True


def _show(process: Process, rooms: list[FoundRoom]) -> None:
    known = [(one.meeting, one.start.isoformat()) for one in rooms]
    process.store.note(ORPHANS_NOTE, json.dumps(known), SHOWN_SECONDS)

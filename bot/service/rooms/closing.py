"""Closes at Zoom the rooms of a booking that are of no use any more, and lets their hosts' times go.

What is to be deleted is written on the booking first: whoever changes it meanwhile sees that these rooms may be gone.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.booking.model import Booking, Hosting
from bot.booking.notices.notice import NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.rooms.job import RoomJob
from bot.booking.rooms.rooms import useless
from bot.errors import SendError
from bot.ports.context import RequestContext
from bot.ports.rooms import Rooms
from bot.ports.work import Claim, LeaseIs, Work
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.rooms.confirm_with_room import BY_ITSELF
from bot.service.rooms.outcome import write_outcome
from bot.service.rooms.room_at_zoom import mark_of


def close_rooms(context: RequestContext, rooms: Rooms, claim: Claim, row: RoomJob, booking: Booking) -> NoticeState:
    """Give the rooms up that are of no use any more, delete them, then let their hosts' times go."""
    spare = _given_up(context, rooms, claim, booking)
    for one in spare:
        if one.meeting:
            rooms.close(one.meeting)
    context.fail_point("after_room_closed")

    def change(now: Booking) -> Booking:
        return replace(now, hosting=tuple(one for one in now.hosting if one not in spare), version=now.version + 1)

    return write_outcome(
        context, claim, replace(row, reason=Reason.NONE), booking, change, "room_closed" if spare else ""
    )


def _given_up(context: RequestContext, rooms: Rooms, claim: Claim, booking: Booking) -> tuple[Hosting, ...]:
    """Write which rooms are about to be deleted, and give them; SendError where the booking changed meanwhile."""
    old = useless(booking)
    kept = tuple(one for one in booking.hosting if one not in old)
    spare = tuple(one for held in old for one in _closing(context, rooms, booking, held, kept))
    if spare != old:
        after = replace(booking, hosting=(*kept, *spare), version=booking.version + 1)
        change = BookingChange(booking, after, BY_ITSELF, "", context.clock.now())
        commit = Commit((LeaseIs(Work.ROOMS, claim.id, claim.lease),)) + commit_of(context, change)
        if not tried(context.store, *commit.parts):
            raise SendError("changed_meanwhile")
    return spare


def _closing(
    context: RequestContext, rooms: Rooms, booking: Booking, held: Hosting, kept: tuple[Hosting, ...]
) -> Iterator[Hosting]:
    """Give a host's time with each room that is open in it, as it is given up; as it is where none is open."""
    meetings = [held.meeting] if held.meeting else _opened_with(rooms, held.host, mark_of(context, booking))
    spare = [one for one in meetings if one not in {other.meeting for other in kept}]
    yield from (replace(held, meeting=one, closing=True) for one in spare)
    if not spare:
        yield held


def _opened_with(rooms: Rooms, host: str, mark: str) -> list[str]:
    """Give the meetings that may have been opened without our hearing of it; a host who is gone has none."""
    try:
        return [found.meeting for found in rooms.find(host, mark)]
    except SendError as error:
        if error.reason != "zoom_no_host":
            raise
        return []

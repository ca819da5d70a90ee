"""Closes at Zoom the rooms of a booking that are of no use any more, and lets their hosts' times go."""

from dataclasses import replace

from bot.booking.model import Booking
from bot.booking.notices.notice import NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.rooms.job import RoomJob
from bot.booking.rooms.rooms import useless
from bot.errors import SendError
from bot.ports.context import RequestContext
from bot.ports.rooms import Rooms
from bot.ports.work import Claim
from bot.service.rooms.outcome import write_outcome
from bot.service.rooms.room_at_zoom import mark_of


def close_rooms(context: RequestContext, rooms: Rooms, claim: Claim, row: RoomJob, booking: Booking) -> NoticeState:
    """Delete the rooms that are of no use any more, then let their hosts' times go."""
    spare = useless(booking)
    keep = {one.meeting for one in booking.hosting if one.meeting and one not in spare}
    for one in spare:
        for meeting in (one.meeting,) if one.meeting else _opened_with(rooms, one.host, mark_of(context, booking)):
            if meeting not in keep:
                rooms.close(meeting)
    context.fail_point("after_room_closed")

    def change(now: Booking) -> Booking:
        return replace(now, hosting=tuple(one for one in now.hosting if one not in spare), version=now.version + 1)

    return write_outcome(
        context, claim, replace(row, reason=Reason.NONE), booking, change, "room_closed" if spare else ""
    )


def _opened_with(rooms: Rooms, host: str, mark: str) -> list[str]:
    """Give the meetings that may have been opened without our hearing of it; a host who is gone has none."""
    try:
        return [found.meeting for found in rooms.find(host, mark)]
    except SendError as error:
        if error.reason != "zoom_no_host":
            raise
        return []

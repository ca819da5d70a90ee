"""Opens or changes the room of a booking, with its host or with another, and writes it with what the seeker is told."""

from collections.abc import Mapping
from dataclasses import replace

from bot.booking.lifecycle import with_room
from bot.booking.model import Booking, Hosting, Room
from bot.booking.notices.notice import NoticeState
from bot.booking.notices.reasons import reason_of
from bot.booking.rooms.job import RoomJob
from bot.booking.rooms.rooms import awaits_room, in_its_time
from bot.errors import SendError
from bot.ports.context import Process, RequestContext
from bot.ports.rooms import OpenRoom, Rooms
from bot.ports.work import Claim, LeaseIs, Work
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.rooms.confirm_with_room import BY_ITSELF
from bot.service.rooms.hosts import HOST_SET_ASIDE, choices
from bot.service.rooms.outcome import write_outcome
from bot.service.rooms.room_at_zoom import OF_THE_HOST, room_at_zoom


def open_room(context: RequestContext, rooms: Rooms, claim: Claim, row: RoomJob, booking: Booking) -> NoticeState:
    """Open the room with the host that the booking holds, or with another when Zoom refuses that one."""
    refused: dict[str, str] = {}
    while held := in_its_time(booking):
        try:
            said = room_at_zoom(context, rooms, booking, held)
        except SendError as error:
            if error.reason not in OF_THE_HOST:
                raise
            refused[held.host] = error.reason
            _set_aside(context, rooms, refused, "zoom_no_host")
            booking = _with_another_host(context, rooms, claim, booking, refused, error.reason)
        else:
            for why in ("zoom_400", "zoom_passcode"):  # not the request's fault, since another host could
                _set_aside(context, rooms, refused, why)
            if held.host in {one.host for one in rooms.aside()}:
                rooms.take_back(held.host)
            context.fail_point("after_room")
            return _opened(context, claim, row, booking, replace(held, meeting=said.meeting_id, closing=False), said)
    raise SendError("zoom_no_host", refused=True)


def _set_aside(process: Process, rooms: Rooms, refused: Mapping[str, str], why: str) -> None:
    """Let others be asked for a while in the place of the hosts who were refused for that reason."""
    for host in (host for host, reason in refused.items() if reason == why):
        rooms.set_aside(host, why, process.clock.now() + HOST_SET_ASIDE)
        process.log("host_set_aside", host=process.store.hashed(host), reason=why)


def _with_another_host(
    context: RequestContext, rooms: Rooms, claim: Claim, booking: Booking, refused: Mapping[str, str], reason: str
) -> Booking:
    """Give the booking with the time of a host who was not refused; SendError when there is none."""
    others = tuple(one for one in booking.hosting if one.start != booking.start or one.host not in refused)
    counsellors = context.office.schedule.counsellors
    for chosen, asked in choices(rooms, replace(booking, hosting=others), context.clock.now(), counsellors):
        held = in_its_time(chosen)
        if not held or held.host in refused:
            continue
        after = replace(chosen, version=booking.version + 1)
        change = BookingChange(booking, after, BY_ITSELF, "", context.clock.now())
        commit = Commit((LeaseIs(Work.ROOMS, claim.id, claim.lease),)) + commit_of(context, change) + Commit(asked)
        if tried(context.store, *commit.parts):
            return after
    raise SendError(reason, permanent=reason != "zoom_no_host", refused=True)  # a host may come back


def _opened(
    context: RequestContext, claim: Claim, row: RoomJob, booking: Booking, held: Hosting, said: OpenRoom
) -> NoticeState:
    """Write the room and plan what the seeker is told, in one commit; a room that is not as asked is a task as well."""
    room = Room(said.meeting_id, said.passcode, said.join_url)

    def change(now: Booking) -> Booking | None:
        mine = in_its_time(now)
        if not awaits_room(now) or not mine or mine.host != held.host:
            return None
        others = tuple(one for one in now.hosting if one != mine and one.meeting != held.meeting)
        return with_room(now, room, (*others, held))

    with_reason = replace(row, reason=reason_of("".join(said.otherwise[:1])))
    return write_outcome(context, claim, with_reason, booking, change, "room_opened")

"""Moving a booking for its seeker: any live one to any free time ahead, told once, taken back while nobody was told."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.booking.lifecycle import with_room
from bot.booking.model import Booking, Room, State
from bot.booking.notices.notice import Kind
from bot.booking.staff.bookable_by_staff import is_past_cut_off, starts_for_staff
from bot.booking.staff.moving import move_by_staff, with_typed_room
from bot.errors import ConflictError, RefusedError
from bot.messages.line import text_of
from bot.ports.context import RequestContext
from bot.service.bookings.answering import HIDDEN
from bot.service.bookings.booking_change import AT_ONCE, BookingChange
from bot.service.bookings.change import commit_of
from bot.service.bookings.steps import LONGEST_REASON, UNKNOWN_VERSION, check_room, find, taken_by_others, tried_again
from bot.service.conflicts import tried_for_staff
from bot.service.events.reader_style import as_read_by
from bot.service.notices.contents import seeker_messages
from bot.service.rooms.confirm_with_room import with_first_free
from bot.service.rooms.typed_meetings import check_meeting


@dataclass(frozen=True)
class MoveTo:
    """Where a booking is to go. `room` of a confirmed one is typed, None lets Zoom open or change it."""

    start: datetime
    room: Room | None = None
    reason: str = ""


def free_for_move(context: RequestContext, booking: Booking, now: datetime) -> tuple[datetime, ...]:
    """Give the times to which staff may move a booking: free ones ahead, and those that it holds itself."""
    own = () if booking.state is State.OFFERED else (booking.start,)
    free = starts_for_staff(context.office, now, taken_by_others(context, booking))
    return tuple(start for start in free if start not in own)


def move_preview(context: RequestContext, booking: Booking, to: MoveTo) -> tuple[Booking, Sequence[str]]:
    """Give the booking as it will be, and the exact texts; RefusedError says why it can't be."""
    after = _moved(context, booking, to, context.clock.now())
    check_meeting(context, after)
    if after.state is State.CONFIRMED and not to.room:
        after = with_room(replace(after, room=None), HIDDEN, ())
    kind = Kind.DETAILS if after.state is State.CONFIRMED else Kind.RECEIVED
    return after, [text_of(one) for one in seeker_messages(as_read_by(context, booking.user), kind, after)]


def move_booking(
    context: RequestContext,
    name: str,
    to: MoveTo,
    actor: str,
    version: int = UNKNOWN_VERSION,
    *,
    delay: timedelta = AT_ONCE,
) -> Booking:
    """Move a booking; the seeker is told once, at once or after `delay`, or as soon as Zoom has the room."""

    def attempt(before: Booking, now: datetime) -> Booking | None:
        after = _moved(context, before, to, now)
        detail = "past cut off" if is_past_cut_off(context.office, to.start, now) else ""
        change = BookingChange(
            before,
            after,
            actor,
            "moved_by_office",
            now,
            detail,
            delay=delay,
        )
        return find(context, name) if _committed(context, change, to) else None

    return tried_again(context, name, version, attempt)


def _moved(context: RequestContext, booking: Booking, to: MoveTo, now: datetime) -> Booking:
    after = move_by_staff(booking, to.start, context.office, now, reason=to.reason[:LONGEST_REASON])
    if to.start not in free_for_move(context, booking, now):
        raise RefusedError("place_taken")
    if after.state is State.CONFIRMED and to.room:
        check_room(to.room)
        return with_typed_room(after, to.room)
    return after


def _committed(context: RequestContext, change: BookingChange, to: MoveTo) -> bool:
    """Write the change, with a host's time where Zoom has to see to the room; say whether nobody was faster."""
    if change.after.state is not State.CONFIRMED or to.room:
        commit = commit_of(context, change)
        return tried_for_staff(context.store, *commit.parts)
    if not context.rooms:
        raise RefusedError("no_zoom")
    with suppress(ConflictError):
        with_first_free(context, context.rooms, replace(change, after=replace(change.after, room=None)))
        return True
    return False

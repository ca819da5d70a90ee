"""A booking that staff move to another time, as agreed with its seeker or because the office has to. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.lifecycle import is_booked_for
from bot.booking.model import LIVE, PAST_CUT_OFF, Booking, Room, State
from bot.booking.offers import stands, unmarked
from bot.booking.office import Office
from bot.booking.staff.bookable_by_staff import is_past_cut_off
from bot.booking.staff.corrections import Mark
from bot.errors import RefusedError

LASTING = frozenset({Mark.PHONE.value, Mark.CONTACT_CHANGED.value})  # marks that are not about the time


def move_by_staff(booking: Booking, start: datetime, office: Office, now: datetime, *, reason: str = "") -> Booking:
    """Move any live booking, under its number: what is confirmed stays so, and keeps its room until another is named.

    A time past its cut-off waits for an answer until it begins, as one that staff enter does.
    """
    if booking.state not in LIVE:
        raise RefusedError("not_move", state=booking.state.value)
    if is_booked_for(booking, start):
        raise RefusedError("same_time")
    late = (PAST_CUT_OFF,) if is_past_cut_off(office, start, now) else ()
    return replace(
        booking,
        state=State.CONFIRMED if booking.state is State.CONFIRMED else State.REQUESTED,
        start=start,
        end=start + timedelta(minutes=office.minutes),
        offers=(),
        held_until=None,
        reason=reason,
        fresh=False,
        marks=(*(one for one in unmarked(booking) if one in LASTING), *late),
        day_notes=(),
        before=stands(booking),
        version=booking.version + 1,
        edition=booking.edition + 1,
    )


def with_typed_room(moved: Booking, room: Room) -> Booking:
    """Give a moved booking the room that staff typed: the same one as before, or the next version."""
    held = moved.room
    if held and replace(held, version=0) == replace(room, version=0):
        return moved
    version = moved.room_version + 1
    return replace(moved, room=replace(room, version=version), room_version=version)

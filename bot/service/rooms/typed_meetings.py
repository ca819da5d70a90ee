"""A meeting that staff typed is for one consultation at a time: who else has it then, and under which passcode."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.booking.model import WITH_OUTCOME, Booking, State
from bot.booking.rooms.rooms import typed_meeting
from bot.booking.schedule.opening import DAY, at, today
from bot.errors import RefusedError
from bot.ports.context import RequestContext
from bot.ports.rooms import MeetingIsFree
from bot.service.commit import Commit

LONGEST = timedelta(minutes=240)  # no office lets a consultation last longer


def meeting_for_itself(context: RequestContext, before: Booking | None, after: Booking, now: datetime) -> Commit:
    """Ask that no other booking has the meeting that this one comes to have at its time; RefusedError names the other.

    Those that were confirmed by an earlier release hold no time in the store, so that they are looked at, too.
    """
    wanted = typed_meeting(after)
    had_it = before is not None and (typed_meeting(before) == wanted or before.state in WITH_OUTCOME)
    if not wanted or after.end <= now or had_it:
        return Commit()
    check_meeting(context, after)
    return Commit((MeetingIsFree(after.id, wanted),))


def check_meeting(context: RequestContext, booking: Booking, also: Sequence[Booking] = ()) -> None:
    """Refuse a typed meeting in which another confirmed consultation takes place at that time; names its number.

    also  others that come to be confirmed together with it
    """
    others = others_in(context, booking, also)
    if others:
        raise RefusedError("meeting_taken", number=others[0])


def others_in(context: RequestContext, booking: Booking, also: Sequence[Booking] = ()) -> list[str]:
    """Name the other confirmed consultations that take place at that time in the meeting typed for this one."""
    if not typed_meeting(booking):
        return []
    about = (*context.store.bookings(booking.start - LONGEST, booking.end), *also)
    return [other.number for other in about if share_a_meeting(booking, other)]


def share_a_meeting(one: Booking, other: Booking) -> bool:
    """Say whether two confirmed consultations would take place in one meeting at a time."""
    overlap = other.start < one.end and one.start < other.end
    return overlap and one.id != other.id and _has_same_meeting(one, other)


def under_other_passcode(context: RequestContext, booking: Booking) -> Booking | None:
    """Give another booking of the same day with the same typed meeting, but with another passcode; None for none."""
    if not typed_meeting(booking):
        return None
    day = at(today(booking.start), time.min)
    others = (one for one in context.store.bookings(day, day + DAY) if one.id != booking.id)
    same = (one for one in others if _has_same_meeting(one, booking))
    return next((one for one in same if one.room and booking.room and one.room.passcode != booking.room.passcode), None)


def _has_same_meeting(one: Booking, other: Booking) -> bool:
    if not (one.state is other.state is State.CONFIRMED and one.room and other.room):
        return False
    return one.room.meeting_id == other.room.meeting_id

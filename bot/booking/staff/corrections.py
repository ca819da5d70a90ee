"""What staff may take back or note on a booking. Each gives the booking as it will be, or raises RefusedError."""

from dataclasses import fields, replace
from datetime import datetime
from enum import StrEnum

from bot.booking.model import LIVE, WAS_CONFIRMED, WITH_OUTCOME, Before, Booking, State, is_entered_by_staff
from bot.booking.offers import take_back_offer
from bot.errors import RefusedError


class Mark(StrEnum):
    """What staff note on a booking of the day, and what they have not seen yet."""

    ARRIVED = "arrived"
    LATE = "late"
    PHONE = "phone"
    ARRANGED = "arranged"  # the help that the seeker needs was ordered
    CONTACT_CHANGED = "contact_changed"  # by the seeker, in chat; staff take it away once they have seen it


class Tried(StrEnum):
    """What a seeker told in chat on the day, or tried that only the telephone can do then."""

    CHANGE = "tried_change"
    CANCEL = "tried_cancel"
    LATE = "tried_late"
    ABSENT = "tried_absent"
    TROUBLE = "tried_trouble"
    ERASE = "tried_erase"
    BACK = "tried_back"  # nothing that was tried: an earlier word of the day no longer holds
    DESPAIR = "tried_despair"  # nothing that was tried: what he wrote is a cause to be careful


def undo_outcome(booking: Booking) -> Booking:
    """Take back what became of a consultation: the outcome is open again, and what was to be told of it is void."""
    if booking.state not in WITH_OUTCOME:
        raise RefusedError("no_outcome_to_undo", state=booking.state.value)
    version, edition = booking.version + 1, booking.edition + 1
    return replace(booking, state=State.CONFIRMED, reason="", before=None, version=version, edition=edition)


def reopen(booking: Booking) -> Booking:
    """Take back an answer that has not been sent yet: the request waits again, as if no room was ever named."""
    if booking.before:
        return as_before(booking, booking.before)
    if booking.state is State.OFFERED:
        return take_back_offer(booking)
    if booking.state not in (State.CONFIRMED, State.DECLINED):
        raise RefusedError("nothing_to_take_back", state=booking.state.value)
    room_version = booking.room_version - (booking.room is not None)
    unproved = booking.state is State.CONFIRMED and not room_version and not is_entered_by_staff(booking)
    return replace(
        booking,
        state=State.REQUESTED,
        room=None,
        room_version=room_version,
        address_proved=False if unproved else booking.address_proved,
        reason="",
        hosting=tuple(one for one in booking.hosting if one.meeting),
        offers=(),
        held_until=None,
        version=booking.version + 1,
        edition=booking.edition + 1,
    )


def as_before(booking: Booking, before: Before) -> Booking:
    """Take back what staff did: the booking stands as it did, with the hosts' times that it still holds."""
    stood = {one.name: getattr(before, one.name) for one in fields(Before)}
    hosting = tuple(one for one in before.hosting if one in booking.hosting)
    return replace(
        booking,
        **{**stood, "hosting": hosting},
        before=None,
        version=booking.version + 1,
        edition=booking.edition + 1,
    )


def restore(booking: Booking, state: State, offers: tuple[datetime, ...] = ()) -> Booking:
    """Take back how the office answered a booking, before anybody was told: it stands again as it was."""
    if booking.state not in (State.CANCELLED_BY_OFFICE, State.OFFERED) or state not in LIVE:
        raise RefusedError("nothing_to_take_back", state=booking.state.value)
    if booking.before:
        return as_before(booking, booking.before)
    version, edition = booking.version + 1, booking.edition + 1
    marks = tuple(one for one in booking.marks if one != WAS_CONFIRMED)
    return replace(
        booking, state=state, offers=offers, marks=marks, reason="", before=None, version=version, edition=edition
    )


def with_mark(booking: Booking, mark: Mark | Tried, *, on: bool) -> Booking:
    """Note something on a booking that is still to come or under way, or take the note away."""
    if not booking.is_live:
        raise RefusedError("not_live", state=booking.state.value)
    others = tuple(one for one in booking.marks if one != mark.value)
    marks = (*others, mark.value) if on else others
    return replace(booking, marks=marks, version=booking.version + 1)

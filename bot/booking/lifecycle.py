"""How a booking goes from state to state. Each step returns the booking as it will be, or raises RefusedError."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.booking.model import ASKED, LIVE, Booking, Hosting, Room, State
from bot.booking.offers import runs_out, stands, unmarked
from bot.booking.office import Office
from bot.booking.schedule.opening import at, cut_off, today
from bot.errors import RefusedError

NO_SHOW_AFTER = timedelta(minutes=10)


class Step(StrEnum):
    """What can be done to a booking."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    CANCEL_BY_OFFICE = "cancel_by_office"
    CANCEL_BY_SEEKER = "cancel_by_seeker"
    EXPIRE = "expire"
    ATTEND = "attend"
    NO_SHOW = "no_show"
    EXCUSE = "excuse"


@dataclass(frozen=True)
class Transition:
    """From which states a step leads where; the notices planned before become void."""

    sources: frozenset[State]
    target: State


_MET = frozenset({State.CONFIRMED})

TRANSITIONS = {
    Step.CONFIRM: Transition(LIVE - {State.OFFERED}, State.CONFIRMED),
    Step.DECLINE: Transition(ASKED, State.DECLINED),
    Step.CANCEL_BY_OFFICE: Transition(LIVE, State.CANCELLED_BY_OFFICE),
    Step.CANCEL_BY_SEEKER: Transition(LIVE, State.CANCELLED_BY_SEEKER),
    Step.EXPIRE: Transition(ASKED, State.EXPIRED),
    Step.ATTEND: Transition(_MET, State.ATTENDED),
    Step.NO_SHOW: Transition(_MET, State.NO_SHOW),
    Step.EXCUSE: Transition(_MET, State.EXCUSED),
}


TAKEN_BACK_WHOLE = frozenset({Step.CANCEL_BY_OFFICE, Step.CANCEL_BY_SEEKER, Step.DECLINE})


def requested(start: datetime, office: Office, **given: Any) -> Booking:
    """Make a request for a start, as it is written first; `given` are its other fields."""
    end = start + timedelta(minutes=office.minutes)
    return Booking(state=State.REQUESTED, start=start, end=end, version=1, **given)


def step(booking: Booking, step: Step, office: Office, now: datetime, *, reason: str = "") -> Booking:
    """Carry out a step that needs nothing but the booking; RefusedError says why it can't be."""
    transition = TRANSITIONS[step]
    if booking.state not in transition.sources:
        raise RefusedError(f"not_{step.value}", state=booking.state.value)
    _check_time(booking, step, office, now)
    return replace(
        booking,
        state=transition.target,
        reason=reason,
        before=stands(booking) if _may_be_taken_back(booking, step) else None,
        version=booking.version + 1,
        edition=booking.edition + 1,
        address_proved=True if step is Step.ATTEND else booking.address_proved,
    )


def _may_be_taken_back(booking: Booking, step: Step) -> bool:
    return step in TAKEN_BACK_WHOLE or (step is Step.CONFIRM and booking.state is State.REQUESTED)


def confirm(booking: Booking, room: Room, office: Office, now: datetime) -> Booking:
    """Fix the booking with its room; confirming once more with another room replaces it, one version up."""
    if booking.room and _same_room(booking.room, room) and booking.state is State.CONFIRMED:
        raise RefusedError("already_confirmed")
    confirmed = step(booking, Step.CONFIRM, office, now)
    version = booking.room_version + 1
    return replace(
        confirmed, room=replace(room, version=version), room_version=version, address_proved=True, fresh=False
    )


def confirm_to_open(booking: Booking, office: Office, now: datetime, *, by_staff: bool = True) -> Booking:
    """Fix the booking with a room still to be opened; a room that it had becomes void."""
    confirmed = replace(step(booking, Step.CONFIRM, office, now), room=None)
    return replace(confirmed, address_proved=True) if by_staff else confirmed


def with_room(booking: Booking, room: Room, hosting: tuple[Hosting, ...]) -> Booking:
    """Give a confirmed booking the room that was opened for it."""
    version = booking.room_version + 1
    return replace(
        booking,
        room=replace(room, version=version),
        room_version=version,
        hosting=hosting,
        version=booking.version + 1,
        edition=booking.edition + 1,
    )


def move(booking: Booking, start: datetime, office: Office, now: datetime) -> Booking:
    """Ask for another time: staff confirm anew, and the room known so far is void. `start` must be one that is free."""
    if booking.state not in LIVE:
        raise RefusedError("not_move", state=booking.state.value)
    if is_booked_for(booking, start):
        raise RefusedError("same_time")
    if now >= cut_off(office, booking.start) and booking.state is not State.OFFERED:
        raise RefusedError("too_late_to_move")
    return replace(
        booking,
        state=State.REQUESTED,
        start=start,
        end=start + timedelta(minutes=office.minutes),
        room=None,
        offers=(),
        held_until=None,
        marks=unmarked(booking),
        day_notes=(),
        before=None,
        version=booking.version + 1,
        edition=booking.edition + 1,
    )


def is_booked_for(booking: Booking, start: datetime) -> bool:
    """Say whether it is booked for this very time, so that moving there would only lose what it has."""
    return booking.state is not State.OFFERED and booking.start == start


def _same_room(one: Room, other: Room) -> bool:
    return replace(one, version=0) == replace(other, version=0)


def _check_time(booking: Booking, step: Step, office: Office, now: datetime) -> None:
    late = {
        Step.CONFIRM: now >= booking.end,
        Step.CANCEL_BY_SEEKER: now >= booking.start and booking.state is not State.OFFERED,
    }
    early = {
        Step.ATTEND: now < booking.start,
        Step.EXCUSE: now < booking.start,
        Step.NO_SHOW: now < booking.start + NO_SHOW_AFTER,
        Step.EXPIRE: now < runs_out(booking, office),
    }
    if late.get(step):
        raise RefusedError(f"too_late_to_{step.value}")
    if early.get(step):
        raise RefusedError(f"too_early_to_{step.value}")


def cancel_until(booking: Booking) -> datetime:
    """Give the moment from which cancelling is by telephone only: the first of the day itself."""
    return at(today(max((booking.start, *booking.offers))), time.min)

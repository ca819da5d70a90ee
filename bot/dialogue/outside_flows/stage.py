"""Where a talk stands outside of any flow, for the understanding of texts."""

from datetime import datetime, timedelta

from bot.booking.day_notes import is_noted
from bot.booking.model import Booking, State
from bot.dialogue.turn import Facts
from bot.dialogue.understanding import Stage

EARLIEST_ENTRY = timedelta(minutes=30)  # who writes earlier that he is in has only made ready
OPEN = {State.OFFERED: Stage.OFFERED, State.REQUESTED: Stage.REQUESTED}


def stage_of(facts: Facts) -> Stage:
    """Tell it from the booking, from the wish on the waiting list, or from the consultation that is over."""
    booking = meant_booking(facts)
    if not booking:
        return Stage.WAITING if facts.wish else Stage.LOBBY
    if is_noted(booking, facts.now):
        return Stage.TODAY if facts.now < booking.start else Stage.BEGUN
    if booking.state is not State.OFFERED and facts.now >= booking.start:
        return Stage.NO_SHOW
    return OPEN.get(booking.state, Stage.CONFIRMED)


def may_be_in(booking: Booking, now: datetime) -> bool:
    """Say whether somebody may be in the room already."""
    return now >= booking.start - EARLIEST_ENTRY


def meant_booking(facts: Facts) -> Booking | None:
    """Give the booking that a text may be about; who waits means the last one only while something of it is noted."""
    last = facts.recent
    if facts.booking or not last:
        return facts.booking
    return last if not facts.wish or is_noted(last, facts.now) else None

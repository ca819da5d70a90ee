"""Where a talk stands outside of any flow, for the understanding of texts."""

from bot.booking.model import State
from bot.booking.opening import today
from bot.dialogue.turn import Facts
from bot.dialogue.understanding import Stage


def stage_of(facts: Facts) -> Stage:
    """Tell it from the booking or the wish on the waiting list."""
    booking = facts.booking
    if not booking:
        return Stage.WAITING if facts.wish else Stage.LOBBY
    if booking.state is State.OFFERED:
        return Stage.OFFERED
    if booking.state is State.REQUESTED:
        return Stage.REQUESTED
    if facts.now >= booking.start:
        return Stage.BEGUN
    return Stage.TODAY if today(facts.now) == today(booking.start) else Stage.CONFIRMED

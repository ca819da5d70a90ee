"""Counts what somebody does in a day, in the very commit that does it. What staff do for him is not counted."""

from datetime import time

from bot.booking.limits.daily_limits import Act
from bot.booking.schedule.opening import DAY, at, today
from bot.dialogue.turn import Facts
from bot.ports.bookings import CountOfDay, NumbersLeft, WithinADay
from bot.ports.context import RequestContext


def within(context: RequestContext, act: Act, facts: Facts, number: str) -> WithinADay:
    """Give the guard that an act is still within the limit of the day."""
    return WithinADay(act, today(facts.now), facts.user, number, context.office.daily.most(act))


def counted(act: Act, facts: Facts, number: str) -> CountOfDay:
    """Give what counts an act."""
    day = today(facts.now)
    return CountOfDay(act, day, facts.user, number, at(day + DAY, time.min))


def numbers_left(context: RequestContext, facts: Facts, number: str) -> NumbersLeft:
    """Give the guard that not too many numbers were refused; it comes before what tells of a number."""
    most = context.office.daily.most(Act.REFUSED_NUMBER)
    return NumbersLeft(Act.REFUSED_NUMBER, today(facts.now), facts.user, number, most)

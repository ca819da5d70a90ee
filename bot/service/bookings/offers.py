"""Offering other times in answer to a request, and taking one for a seeker who says so by telephone."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind
from bot.booking.offers import offer, offer_instead, take_offer
from bot.booking.schedule.opening import free_starts
from bot.errors import RefusedError
from bot.messages.line import text_of
from bot.ports.context import RequestContext
from bot.service.bookings.booking_change import AT_ONCE
from bot.service.bookings.steps import LONGEST_REASON, UNKNOWN_VERSION, carry_out, taken_by_others
from bot.service.events.reader_style import as_read_by
from bot.service.notices.contents import seeker_messages


def offer_times(
    context: RequestContext,
    name: str,
    times: Sequence[datetime],
    actor: str,
    *,
    reason: str = "",
    version: int = UNKNOWN_VERSION,
    delay: timedelta = AT_ONCE,
) -> Booking:
    """Offer up to three other times, which are held from now on; the seeker is told at once, or after `delay`."""

    def change(one: Booking, now: datetime) -> Booking:
        if not set(times) <= set(free_for_offers(context, one, now)):
            raise RefusedError("place_taken")
        _check_other(one, times)
        return offer(one, times, context.office, now, reason=reason[:LONGEST_REASON])

    return carry_out(context, name, version, actor, "offered", change, delay)


def hold_instead(context: RequestContext, booking: Booking, times: Sequence[datetime]) -> Booking:
    """Hold the nearest places for who got no answer in time; he is told of it, and of the apology, at once."""

    def change(one: Booking, now: datetime) -> Booking:
        return offer_instead(one, times, context.office, now)

    return carry_out(context, booking.id, booking.version, "system", "offered_instead", change)


def offer_preview(
    context: RequestContext, booking: Booking, times: Sequence[datetime], reason: str
) -> tuple[Booking, Sequence[str]]:
    """Give the booking as it will be, and the exact text for the seeker; RefusedError says why it can't be."""
    after = offer(booking, times, context.office, context.clock.now(), reason=reason[:LONGEST_REASON])
    if not set(times) <= set(free_for_offers(context, booking, context.clock.now())):
        raise RefusedError("place_taken")
    _check_other(booking, times)
    spoken = as_read_by(context, booking.user)
    return after, [text_of(message) for message in seeker_messages(spoken, Kind.OFFERED, after)]


def _check_other(booking: Booking, times: Sequence[datetime]) -> None:
    """Refuse nothing but the very time that was asked for: that is confirmed, not proposed."""
    if booking.state is State.REQUESTED and set(times) == {booking.start}:
        raise RefusedError("offer_same_time")


def take_for_seeker(
    context: RequestContext, name: str, start: datetime, actor: str, version: int = UNKNOWN_VERSION
) -> Booking:
    """Take an offered time for the seeker, who said so by telephone."""

    def change(one: Booking, now: datetime) -> Booking:
        return take_offer(one, start, context.office, now)

    return carry_out(context, name, version, actor, "offer_taken", change)


def free_for_offers(context: RequestContext, booking: Booking, now: datetime) -> tuple[datetime, ...]:
    """Give the times that can be offered now: free ones, and those that the booking holds itself."""
    return free_starts(context.office, now, taken_by_others(context, booking))

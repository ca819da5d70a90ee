"""A place that falls free goes to the waiting list first, and on sale after a short random delay.

Whoever watches the calendar by machine can't tell when a place will be there: machines have no advantage over people.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.booking.model import Booking
from bot.booking.schedule.opening import cut_off
from bot.booking.waitlist import WaitingWish
from bot.ports.context import RequestContext
from bot.ports.store import Write
from bot.ports.waitlist import DropReleasedPlace, KeepReleasedPlace, ReleasedPlace, ReleasedPlaceIs
from bot.service.bookings.booking_change import AT_ONCE
from bot.service.commit import Commit

SHORTEST_DELAY, LONGEST_DELAY = 60, 300  # seconds until a released place is on sale


def released(
    context: RequestContext, before: Booking, after: Booking, now: datetime, delay: timedelta = AT_ONCE
) -> tuple[Write, ...]:
    """Keep each place back that a booking gives up with its next state; after `delay` while that may be undone."""
    gone = (start for start in before.places if start not in after.places)
    return tuple(write for start in gone for write in kept_back(context, _name(after, start), start, now, delay))


def after_offer(context: RequestContext, wish: WaitingWish, now: datetime) -> tuple[Write, ...]:
    """Keep the place back that was held for somebody who does not take it."""
    return kept_back(context, f"{wish.id}.{wish.version}", wish.offered, now) if wish.offered else ()


def kept_back(
    context: RequestContext, name: str, start: datetime, now: datetime, delay: timedelta = AT_ONCE
) -> tuple[Write, ...]:
    """Keep a place back; one that nobody may apply for any more only while giving it up may be undone."""
    ready = now + delay
    if now >= cut_off(context.office, start):
        return (KeepReleasedPlace(ReleasedPlace(name, start, ready, ready)),) if delay and now < start else ()
    delayed = timedelta(seconds=random.uniform(SHORTEST_DELAY, LONGEST_DELAY))  # noqa: S311 - spreads the moment, guards nothing
    return (KeepReleasedPlace(ReleasedPlace(name, start, ready, ready + delayed)),)


def taken_back(context: RequestContext, before: Booking, starts: Sequence[datetime]) -> Commit:
    """Let a booking take places again that it gave up, whatever the capacity says; one that rests is given once."""
    kept = {one.id for one in context.store.list_now().released} if starts else set()
    resting = [name for name in (_name(before, start) for start in starts) if name in kept]
    return Commit(tuple(map(ReleasedPlaceIs, resting)), tuple(map(DropReleasedPlace, resting)))


def _name(booking: Booking, start: datetime) -> str:
    return f"{booking.id}.{booking.version}.{start.timestamp():.0f}"

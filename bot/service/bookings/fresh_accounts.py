"""Many accounts that are new to us may be one person: their first requests raise an alarm, and may get a share only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.booking.model import Booking
from bot.booking.schedule.opening import places_on, today
from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import Book, Effect, Facts, TakePlace
from bot.ports.audit import Entry, Record
from bot.ports.bookings import FreshShareLeft
from bot.ports.context import Process, RequestContext
from bot.ports.health import Count, Tally

NEW_ACCOUNT = timedelta(hours=24)  # since we first heard of an account; its talk is forgotten after as long a silence
ALARM = "many fresh requests"
HOUR = 3600  # seconds
WHOLE_SHARE = 100  # per cent


def counted(
    context: RequestContext, effect: Effect | None, conversation: Conversation, facts: Facts
) -> Sequence[Tally]:
    """Give what counts a first request of a new account, in the commit that takes it; it tells when there are many."""
    if not isinstance(effect, Book | TakePlace) or not _is_new(conversation, facts):
        return ()
    if facts.has_bookings and context.store.bookings_of(facts.user):  # he has another that is still kept
        return ()
    limit = context.office.many_fresh
    return (Tally(ALARM, limit.minutes * 60, limit.requests, HOUR),)


def tell_of_many(context: RequestContext, now: datetime) -> None:
    """Tell staff that there are many."""
    limit = context.office.many_fresh
    context.store.commit((), (Record(Entry(now, "system", "many_fresh_requests")), Count("many_fresh_requests")))
    context.log("many_fresh_requests", requests=limit.requests, minutes=limit.minutes)


def _is_new(conversation: Conversation, facts: Facts) -> bool:
    """Say whether we first heard of an account within a day; who waits is known for as long."""
    begun = min(conversation.begun or facts.now, facts.wish.since if facts.wish else facts.now)
    return facts.now - begun < NEW_ACCOUNT


def with_share(context: RequestContext, conversation: Conversation, facts: Facts) -> Facts:
    """Leave out the days whose share for requests like his is used up, where there is one and he is new to us."""
    if context.office.many_fresh.share == WHOLE_SHARE or not _has_a_share(context, conversation, facts):
        return facts
    taken = Counter[date]()
    for start, count in context.store.taken_by_fresh().items():
        taken[today(start)] += count
    kept = today(facts.booking.start) if facts.booking else None
    spent = frozenset(day for day in taken if day != kept and taken[day] >= _most(context, day))
    return replace(facts, fresh=True, withheld=spent)


def _has_a_share(process: Process, conversation: Conversation, facts: Facts) -> bool:
    """Say whether an account is new and nobody answered a request of it; who withdraws one and asks again still is."""
    if facts.booking:
        return facts.booking.fresh
    return _is_new(conversation, facts) and all(one.fresh for one in process.store.bookings_of(facts.user))


def share_left(context: RequestContext, booking: Booking, facts: Facts) -> tuple[FreshShareLeft, ...]:
    """Give the guard for a request that comes to a day with a share; within its own day it only changes its time."""
    day = today(booking.start)
    moves_within = facts.booking is not None and today(facts.booking.start) == day
    if not booking.fresh or moves_within or context.office.many_fresh.share == WHOLE_SHARE:
        return ()
    return (FreshShareLeft(day, _most(context, day)),)


def _most(context: RequestContext, day: date) -> int:
    return context.office.many_fresh.most_of(places_on(context.office, day))


def warnings(process: Process) -> list[str]:
    """Name what staff should look at: who is behind the newest requests."""
    return ["many_fresh_requests"] if process.store.noted(ALARM) else []

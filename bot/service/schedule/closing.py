"""Closing days: who is hit, what each will read, and all of it written at once. RefusedError says why it can't be.

Who waits for an answer, or has a confirmed booking, is offered other times, which are held; where there are none, the
booking is cancelled. Nobody can book a start while it is closed: one commit asks that the schedule, the number of
bookings at each start and every booking hit are as they were shown, and each booking made meanwhile asks that the
schedule is as it was read. A request that comes in meanwhile may have to run out earlier: then all is read anew.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from bot.booking.lifecycle import Step, step
from bot.booking.model import ASKED, Booking
from bot.booking.notices.notice import Kind
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.offers import offer, offer_for_confirmed, times_lasting
from bot.booking.schedule.opening import DAY, TOKYO, at, free_starts, times_on, today
from bot.booking.schedule.schedule import Closure, check_closure
from bot.errors import ConflictError, RefusedError
from bot.messages.line import text_of
from bot.ports.audit import Entry, Record
from bot.ports.bookings import NoMoreAsked, SlotCountIs
from bot.ports.context import RequestContext
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.ports.store import Guard
from bot.service.bookings.booking_change import BookingChange, Places
from bot.service.bookings.change import assigned_to, commit_of
from bot.service.commit import Commit
from bot.service.counsellors.assigning import assignments, fitting
from bot.service.events.reader_style import as_read_by
from bot.service.fingerprint import fingerprint
from bot.service.notices.contents import seeker_messages
from bot.service.schedule.cut_offs import moved_cut_offs

TRIES = 5  # to close while other requests come in, which change nothing of what was shown
SCHEDULE = "schedule"  # stands in the audit log in place of a booking


@dataclass(frozen=True)
class Hit:
    """One booking that a closure touches: as it will be, the exact texts, the times proposed instead."""

    before: Booking
    after: Booking
    texts: Sequence[str]
    instead: tuple[datetime, ...]

    @property
    def is_offered(self) -> bool:
        """Say whether it lives on, with the times held."""
        return self.after.is_live


@dataclass(frozen=True)
class Closing:
    """A closure that is thought of, with all whom it hits. `mark` changes when anything of that does.

    held  counts what holds each start, as it was looked at
    """

    closure: Closure
    hits: tuple[Hit, ...]
    held: Mapping[datetime, int]

    @property
    def mark(self) -> str:
        """Give a fingerprint of what is shown."""
        told = repr((self.closure.first, self.closure.last, self.closure.starts, self.closure.reason))
        seen = "".join(f" {hit.before.id}:{hit.before.version} {hit.texts}" for hit in self.hits)
        return fingerprint(told + seen)


def look_at_closing(context: RequestContext, closure: Closure) -> Closing:
    """Say whom a closure would hit; each is proposed times of his own."""
    now = context.clock.now()
    check_closure(closure, today(now))
    first, over = at(closure.first, time.min), at(closure.last + DAY, time.min)
    holding = sorted(context.store.holding(first, over), key=lambda one: (one.start, one.id))
    schedule = context.office.schedule.with_closure(closure)
    then = replace(context, office=replace(context.office, schedule=schedule))
    held, hits = context.store.taken(), []
    taken, seen = Counter(held), assignments(context, now)
    for one in (one for one in holding if any(start > now and _covers(closure, start) for start in one.places)):
        taken.subtract(one.places)
        free = fitting(context, then.office, one, free_starts(then.office, now, taken), seen)
        instead = times_lasting(free, one.start, then.office, now)
        taken.update(instead)
        hits.append(_hit(then, one, instead, closure.reason, now))
    return Closing(closure, tuple(hits), held)


def _covers(closure: Closure, start: datetime) -> bool:
    here = start.astimezone(TOKYO)
    return closure.covers(here.date(), here.time())


def _hit(context: RequestContext, one: Booking, instead: tuple[datetime, ...], reason: str, now: datetime) -> Hit:
    spoken = as_read_by(context, one.user)
    if instead:
        hold = offer if one.state in ASKED else offer_for_confirmed
        after, kind = hold(one, instead, context.office, now, reason=reason), Kind.OFFERED
    else:
        after, kind = step(one, Step.CANCEL_BY_OFFICE, context.office, now, reason=reason), Kind.CANCELLED
        after = replace(after, before=None)  # taken back with the closure, and only so
    return Hit(one, after, [text_of(message) for message in seeker_messages(spoken, kind, after)], instead)


def close_days(context: RequestContext, closure: Closure, actor: str, mark: str) -> Closing:
    """Close days and answer the bookings hit, all at once; each is told half a minute later."""
    for _ in range(TRIES):
        asked, seen = len(context.store.asked()), look_at_closing(context, closure)
        if seen.mark != mark:
            break
        try:
            context.store.commit(*_closed(context, seen, actor, asked).parts)
        except ConflictError as conflict:
            if not isinstance(conflict.guard, NoMoreAsked):
                break
        else:
            return seen
    raise RefusedError("schedule_changed")


def _closed(context: RequestContext, seen: Closing, actor: str, asked: int) -> Commit:
    """Give all that is asked and written; `asked` counts the requests that may run out at another moment with it."""
    closure, now = seen.closure, context.clock.now()
    hit = tuple((one.before.id, one.before.state.value, one.before.offers) for one in seen.hits)
    schedule = context.office.schedule.with_closure(replace(closure, at=now, hit=hit))
    entry = Entry(now, actor, "days_closed", SCHEDULE, f"{closure.first} {closure.last} {len(hit)}")
    then = replace(context, office=replace(context.office, schedule=schedule))
    guards = (*_same_places(context, seen), NoMoreAsked(asked))
    whole = Commit(guards, (KeepSchedule(schedule), Record(entry)))
    held = assignments(context, now)
    for one in seen.hits:
        action = "offered" if one.is_offered else "cancel_by_office"
        change = BookingChange(
            one.before,
            one.after,
            actor,
            action,
            now,
            "with reason",
            delay=UNDO_WINDOW,
            places=Places.COUNTED,
            seen=held,
        )
        held, whole = held.also(assigned_to(then, change)[0]), whole + commit_of(then, change)
    return whole + moved_cut_offs(context, then, {one.before.id for one in seen.hits})


def _same_places(context: RequestContext, seen: Closing) -> tuple[Guard, ...]:
    """Ask that nobody took or left a place that is closed or offered, and nobody changed the schedule."""
    office, closure, now = context.office, seen.closure, context.clock.now()
    days = (closure.first + ahead * DAY for ahead in range((closure.last - closure.first).days + 1))
    closed = {at(day, clock) for day in days for clock in times_on(office, day) if closure.covers(day, clock)}
    touched = {start for hit in seen.hits for start in (*hit.before.places, *hit.after.places)}
    coming = sorted(start for start in closed | touched if start > now)
    return (ScheduleIs(office.schedule.version), *(SlotCountIs(start, seen.held.get(start, 0)) for start in coming))

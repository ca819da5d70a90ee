"""Closing days: who is hit, what each will read, and all of it written at once. RefusedError says why it can't be.

Nobody can book a start while it is closed: one commit asks that the schedule, the number of bookings at each start and
every booking hit are as they were shown, and each booking made meanwhile asks that the schedule is as it was read.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.booking.lifecycle import Step, step
from bot.booking.model import Booking, Channel, Kind, Notice
from bot.booking.opening import DAY, TOKYO, at, free_starts, nearest, times_on, today
from bot.booking.schedule import Closure, check_closure
from bot.dialogue.reading import say_when
from bot.errors import RefusedError
from bot.ports import BookingIs, Entry, Guard, KeepBooking, KeepSchedule, Record, ScheduleIs, Services, SlotHolds, Write
from bot.service.ledger import keep_all, planned, still_waiting, void_rows
from bot.service.notices import seeker_messages

HOLD = timedelta(seconds=30)
SCHEDULE = "schedule"  # stands in the audit log in place of a booking


@dataclass(frozen=True)
class Hit:
    """One booking that a closure ends: as it will be, the exact texts, the times proposed instead."""

    before: Booking
    after: Booking
    texts: Sequence[str]
    instead: tuple[datetime, ...]


@dataclass(frozen=True)
class Closing:
    """A closure that is thought of, with all whom it hits. `mark` changes when anything of that does."""

    closure: Closure
    hits: tuple[Hit, ...]

    @property
    def mark(self) -> str:
        """Give a fingerprint of what is shown."""
        told = repr((self.closure.first, self.closure.last, self.closure.starts, self.closure.reason))
        seen = "".join(f" {hit.before.id}:{hit.before.version} {hit.texts}" for hit in self.hits)
        return hashlib.sha256((told + seen).encode()).hexdigest()[:16]


def look_at_closing(services: Services, closure: Closure) -> Closing:
    """Say whom a closure would hit; each is proposed times of his own."""
    now = services.clock.now()
    check_closure(closure, today(now))
    bookings = services.store.bookings(now, now + (services.office.horizon_days + 1) * DAY)
    live = [one for one in bookings if one.is_live]
    schedule = services.office.schedule.with_closure(closure)
    then = replace(services, office=replace(services.office, schedule=schedule))
    taken, hits = Counter(one.start for one in live), []
    for one in (one for one in live if _covers(closure, one.start)):
        instead = nearest(free_starts(then.office, now, taken), one.start)
        taken.update(instead)
        hits.append(_hit(then, one, instead, closure.reason, now))
    return Closing(closure, tuple(hits))


def _covers(closure: Closure, start: datetime) -> bool:
    here = start.astimezone(TOKYO)
    return closure.covers(here.date(), here.time())


def _hit(services: Services, one: Booking, instead: tuple[datetime, ...], reason: str, now: datetime) -> Hit:
    times = "、".join(say_when(start) for start in instead)
    whole = services.words("notices.closed_instead", {"reason": reason, "said": times}) if instead else reason
    after = step(one, Step.CANCEL_BY_OFFICE, services.office, now, reason=whole)
    messages = seeker_messages(services, Kind.CANCELLED, after)
    return Hit(one, after, [str(message.get("text") or message.get("altText", "")) for message in messages], instead)


def close_days(services: Services, closure: Closure, actor: str, mark: str) -> Closing:
    """Close days and cancel the bookings hit, all at once; each is told half a minute later."""
    seen, now = look_at_closing(services, closure), services.clock.now()
    if seen.mark != mark:
        raise RefusedError("schedule_changed")
    hit = tuple((one.before.id, one.before.state.value) for one in seen.hits)
    schedule = services.office.schedule.with_closure(replace(closure, at=now, hit=hit))
    detail = f"{closure.first} {closure.last} {len(hit)}"
    guards: list[Guard] = [*_same_places(services, seen)]
    writes: list[Write] = [KeepSchedule(schedule), Record(Entry(now, actor, "days_closed", SCHEDULE, detail))]
    for one in seen.hits:
        void = void_rows(services, one.after)
        guards += [BookingIs(one.before.id, one.before.version), *still_waiting(void)]
        rows = [_held_back(row, now + HOLD) for row in planned(services, one.after, now)]
        entry = Entry(now, actor, "cancel_by_office", one.after.id, "with reason")
        writes += [KeepBooking(one.after), *void, *keep_all(rows), Record(entry)]
    if services.store.commit(guards, writes):
        raise RefusedError("schedule_changed")
    return seen


def _same_places(services: Services, seen: Closing) -> list[Guard]:
    """Ask that nobody took or left a place on the days, and nobody changed the schedule."""
    held = Counter(hit.before.start for hit in seen.hits)
    office, closure, now = services.office, seen.closure, services.clock.now()
    days = (closure.first + ahead * DAY for ahead in range((closure.last - closure.first).days + 1))
    starts = {at(day, clock) for day in days for clock in times_on(office, day) if closure.covers(day, clock)}
    coming = sorted(start for start in starts | set(held) if start > now)
    return [ScheduleIs(office.schedule.version), *(SlotHolds(start, held[start]) for start in coming)]


def _held_back(row: Notice, earliest: datetime) -> Notice:
    """Let what can't be undone wait: the notice to the seeker, the end of the room at Zoom."""
    return replace(row, due=max(row.due, earliest)) if row.channel in (Channel.LINE, Channel.ROOM) else row

"""Gives each booking a counsellor as it comes to hold its time; no two bookings the same one at once."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.model import Booking, State
from bot.booking.office import Office
from bot.booking.schedule.opening import DAY, on_duty, today
from bot.booking.staff.assigning import (
    Assignments,
    choose,
    counsellors_of,
    free_counsellors,
    holds_counsellor,
    needs_of,
    with_own,
)
from bot.booking.staff.counsellors import Counsellor
from bot.errors import ConflictError, RefusedError
from bot.ports.bookings import CounsellorIsFree, NoteAssigned
from bot.ports.context import RequestContext
from bot.service.bookings.booking_change import BookingChange
from bot.service.commit import Commit
from bot.service.counsellors.own_counsellor import own_for


def assignments(context: RequestContext, since: datetime) -> Assignments:
    """Give what the office's counsellors hold from a day before a moment on; no trip where there are none."""
    names = [one.id for one in context.office.schedule.counsellors]
    return context.store.assignments(names, since - DAY) if names else Assignments()


def given(context: RequestContext, change: BookingChange) -> tuple[Booking, Commit]:
    """Give a booking with its counsellor, where it begins to hold a time or is confirmed, and what must hold for it.

    No other step changes it, but handing over. Who held that time for it is preferred, then the person's own
    counsellor, then who had it so far. Of offered times each has a counsellor of its own. ConflictError where the one
    who alone will do is not free.
    """
    after = change.after
    if not context.office.schedule.counsellors:
        return after, Commit()
    if after.state is State.OFFERED:
        return _offered(context, change)
    if not holds_counsellor(after) or after.end <= change.now or not (change.counsellor or _is_due(change)):
        return after, Commit()
    every = assignments(context, after.start) if change.seen is None else change.seen
    name, commit = _chosen(context, _named(every, change.kept_as, after.id), change)
    return replace(after, counsellor=name), commit


def held_again(context: RequestContext, change: BookingChange) -> tuple[Booking, Commit]:
    """Give a booking that stands again as it did, with whom it had; nobody where that one holds another by now."""
    after = change.after
    known, held = {one.id for one in context.office.schedule.counsellors}, _held_before(change)
    fresh = [(start, name) for start, name in counsellors_of(after) if name and held.get(start) != name]
    if after.end <= change.now or not fresh:
        return after, Commit()
    length, commit, lost = after.end - after.start, Commit(), set[datetime]()
    every = assignments(context, min(start for start, _ in fresh)) if change.seen is None else change.seen
    for start, name in fresh:
        if name not in known or name in every.busy(start, length, after.id):
            lost.add(start)
        else:
            own = every.count_own(after.id, name, start, length)
            commit += Commit((CounsellorIsFree(name, start, start + length, 1 + own),))
    return _without(after, lost), commit


def _held_before(change: BookingChange) -> dict[datetime, str]:
    """Give who held each of its times before."""
    return dict(counsellors_of(change.before)) if change.before else {}


def _without(booking: Booking, starts: Collection[datetime]) -> Booking:
    """Let nobody in particular hold some times of a booking."""
    names = tuple("" if start in starts else name for start, name in counsellors_of(booking))
    if booking.state is State.OFFERED:
        return replace(booking, offer_counsellors=names)
    return replace(booking, counsellor="") if starts else booking


def _named(every: Assignments, kept_as: str, booking: str) -> Assignments:
    """Let what is kept for a booking under another name count as its own."""
    own = (replace(one, booking=booking) if one.booking == kept_as else one for one in every.held)
    return replace(every, held=tuple(own))


def _offered(context: RequestContext, change: BookingChange) -> tuple[Booking, Commit]:
    """Give each time that is offered, or of which another is to let go, a counsellor; the others keep theirs."""
    before, after = change.before, change.after
    held = _held_before(change) if before and before.edition == after.edition else {}
    kept = {start: name for start, name in counsellors_of(after) if held.get(start) == name}
    times = [start for start in after.places if start not in kept]
    every = assignments(context, min(times)) if times and change.seen is None else change.seen or Assignments()
    commit = Commit()
    for start in times:
        at = replace(after, start=start, end=start + (after.end - after.start))
        kept[start], claim = _chosen(context, every, replace(change, after=at, counsellor=""))
        commit += claim
    return replace(after, offer_counsellors=tuple(kept[start] for start in after.places)), commit


def _chosen(context: RequestContext, every: Assignments, change: BookingChange) -> tuple[str, Commit]:
    """Name who is to hold a booking at its start, "" where nobody is free, and give what must hold for it."""
    after, only = change.after, change.counsellor
    held = _held_before(change).get(after.start, "")
    first = [one for one in dict.fromkeys((held, own_for(context, after), after.counsellor)) if one]
    chosen = choose(context.office, after, every, first, only)
    if not chosen and only:
        raise ConflictError(CounsellorIsFree(only, after.start, after.end))
    if not chosen:
        return "", Commit()
    own = every.count_own(after.id, chosen, after.start, after.end - after.start)
    guard = CounsellorIsFree(chosen, after.start, after.end, 1 + own)
    return chosen, Commit((guard,), (NoteAssigned(chosen, change.now),))


def _is_due(change: BookingChange) -> bool:
    """Say whether a booking begins to hold its time, or is confirmed while nobody in particular holds it."""
    before, after = change.before, change.after
    if not before or not holds_counsellor(before) or before.start != after.start:
        return True
    return after.state is State.CONFIRMED and before.state is not State.CONFIRMED and not before.counsellor


def takers(context: RequestContext, booking: Booking) -> tuple[Counsellor, ...]:
    """Give who else is there and free at the start of a booking, so that it can be handed over."""
    start, length = booking.start, booking.end - booking.start
    there = [one for one in on_duty(context.office, start) if one.id != booking.counsellor]
    busy = assignments(context, start).busy(start, length, booking.id) if there else frozenset()
    return tuple(one for one in there if one.id not in busy)


def check_free(context: RequestContext, counsellor: str, start: datetime, but: str = "") -> None:
    """Refuse a counsellor who is not there at a start, or holds another booking than one then."""
    if counsellor not in {one.id for one in on_duty(context.office, start)}:
        raise RefusedError("counsellor_not_there")
    length = timedelta(minutes=context.office.minutes)
    if counsellor in assignments(context, start).busy(start, length, but):
        raise RefusedError("counsellor_busy")


def fitting(
    context: RequestContext, office: Office, booking: Booking, free: Sequence[datetime], seen: Assignments
) -> Sequence[datetime]:
    """Give the free times that fit a booking: with the own counsellor, where that one has any; else with whoever fits.

    Without counsellors all of them do.
    """
    counsellors = office.schedule.counsellors
    if not counsellors:
        return free
    needs = needs_of(booking.answers)
    own = with_own(counsellors, needs, own_for(context, booking), today(context.clock.now()))
    for wanted in dict.fromkeys((own, needs)):
        there = [start for start in free if free_counsellors(office, start, wanted, seen)]
        if there:
            return there
    return ()

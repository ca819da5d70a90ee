"""Gives each booking a counsellor as it comes to hold its time; no two bookings the same one at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.model import Booking
from bot.booking.office import Office
from bot.booking.opening import DAY, on_duty, today
from bot.booking.staff.assigning import (
    Assignments,
    choose,
    free_counsellors,
    holds_counsellor,
    needs_of,
    with_own,
)
from bot.errors import ConflictError, RefusedError
from bot.ports.bookings import CounsellorIsFree, NoteAssigned
from bot.ports.context import RequestContext
from bot.service.commit import Commit
from bot.service.counsellors.own_counsellor import own_for


def assignments(context: RequestContext, since: datetime) -> Assignments:
    """Give what the office's counsellors hold from a day before a moment on; no trip where there are none."""
    names = [one.id for one in context.office.schedule.counsellors]
    return context.store.assignments(names, since - DAY) if names else Assignments()


def given(
    context: RequestContext, before: Booking | None, after: Booking, now: datetime, only: str = "", kept_as: str = ""
) -> tuple[Booking, Commit]:
    """Give a booking with its counsellor, where it begins to hold a time, and what must hold for it.

    The person's own counsellor is preferred, then who had it so far, or held it before other times were offered.

    only     the counsellor who alone will do; ConflictError where that one is not free
    kept_as  the name under which the counsellor's time is kept for this booking already
    """
    if not context.office.schedule.counsellors or not holds_counsellor(after) or after.end <= now:
        return after, Commit()
    if before and _keeps(before, after):
        return after, Commit()
    every = assignments(context, after.start)
    seen = replace(every, held=tuple(one for one in every.held if one.booking != kept_as))
    first = [one for one in (own_for(context, after), after.counsellor) if one]
    chosen = choose(context.office, after, seen, first, only)
    if not chosen and only:
        raise ConflictError(CounsellorIsFree(only, after.start, after.end))
    if not chosen:
        return replace(after, counsellor=""), Commit()
    own = [one for one in every.held if one.counsellor == chosen and one.booking in (after.id, kept_as)]
    overlaps = any(abs(one.start - after.start) < after.end - after.start for one in own)
    guard = CounsellorIsFree(chosen, after.start, after.end, 2 if overlaps else 1)
    return replace(after, counsellor=chosen), Commit((guard,), (NoteAssigned(chosen, now),))


def _keeps(before: Booking, after: Booking) -> bool:
    """Say whether a booking stays with its counsellor at its time."""
    stays = holds_counsellor(before) and before.start == after.start
    return stays and bool(before.counsellor) and before.counsellor == after.counsellor


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

"""Opening what was closed: within half a minute with the bookings that it ended, later the days alone."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.schedule.opening import today
from bot.booking.schedule.schedule import Closure, Hours, check_hours
from bot.booking.schedule.special_hours import check_times
from bot.booking.staff.assigning import Assignments
from bot.booking.staff.corrections import restore
from bot.errors import ConflictError, RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.context import Process, RequestContext
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.service.bookings.booking_change import BookingChange, Places
from bot.service.bookings.change import assigned_to, commit_of
from bot.service.bookings.steps import find
from bot.service.bookings.taking_back import heard, still_unsent
from bot.service.commit import Commit
from bot.service.conflicts import meaning
from bot.service.counsellors.assigning import assignments
from bot.service.fingerprint import fingerprint
from bot.service.schedule.closing import SCHEDULE
from bot.service.schedule.cut_offs import moved_cut_offs
from bot.service.schedule.month import outside

HIT = frozenset({State.CANCELLED_BY_OFFICE, State.OFFERED})  # how a closure leaves a booking
TELLS_OF_IT = frozenset({Kind.CANCELLED, Kind.OFFERED})


def can_take_back(closure: Closure, now: datetime) -> bool:
    """Say whether nobody can have been told of a closure yet."""
    return closure.at is not None and now < closure.at + UNDO_WINDOW


def open_days_again(context: RequestContext, closure: str, version: int, actor: str) -> Closure:
    """Take a closure away; bookings that were cancelled for it stay cancelled."""
    gone, now = context.office.schedule.named(closure), context.clock.now()
    opened = context.office.schedule.without(closure)
    after = replace(context, office=replace(context.office, schedule=opened))
    writes = (KeepSchedule(opened), _noted(now, actor, "days_opened", _span(gone)))
    _commit(context, Commit((ScheduleIs(version),), writes) + moved_cut_offs(context, after))
    return gone


@dataclass(frozen=True)
class LeftOut:
    """The bookings that stand outside of hours that are thought of. `mark` changes when anything of that does."""

    hours: Hours
    bookings: tuple[Booking, ...]

    @property
    def mark(self) -> str:
        """Give a fingerprint of what is shown."""
        told = replace(self.hours, by="")
        return fingerprint(repr((told, [(one.id, one.version) for one in self.bookings])))


def look_at_hours(context: RequestContext, hours: Hours, *, sure: bool = False) -> LeftOut:
    """Say which bookings would stand outside of other hours and places of a day; RefusedError as in setting them."""
    _check(context, hours, sure=sure)
    then = replace(context, office=replace(context.office, schedule=context.office.schedule.with_hours(hours)))
    return LeftOut(hours, tuple(outside(then, hours.day)))


def _check(context: RequestContext, hours: Hours, *, sure: bool) -> None:
    check_hours(hours, today(context.clock.now()))
    check_times(context.office, hours, sure=sure)


def set_hours(context: RequestContext, hours: Hours, version: int, actor: str, *, sure: bool = False) -> None:
    """Set hours and places of one day; bookings that stand outside stay.

    sure  times outside those at which consultations take place are meant
    """
    now = context.clock.now()
    _check(context, hours, sure=sure)
    schedule = context.office.schedule.with_hours(hours)
    writes = (KeepSchedule(schedule), _noted(now, actor, "hours_set", str(hours.day)))
    _commit(context, Commit((ScheduleIs(version),), writes))


def take_back_closing(context: RequestContext, closure: str, version: int, actor: str) -> Closure:
    """Take a closure back before anybody was told: each booking stands again as it was."""
    gone, now = context.office.schedule.named(closure), context.clock.now()
    if not can_take_back(gone, now):
        raise RefusedError("closure_sent")
    opened = context.office.schedule.without(closure)
    after = replace(context, office=replace(context.office, schedule=opened))
    entry = _noted(now, actor, "closing_taken_back", _span(gone))
    whole, held = Commit((ScheduleIs(version),), (KeepSchedule(opened), entry)), assignments(context, now)
    stand_again = set[str]()
    for name, state, offers in gone.hit:
        before = find(context, name)
        if before.state not in HIT:  # it was decided anew meanwhile
            continue
        change = _restored(after, before, restore(before, State(state), offers), held, actor, now)
        held, whole = held.also(assigned_to(after, change)[0]), whole + commit_of(after, change)
        stand_again.add(name)
    _commit(context, whole + moved_cut_offs(context, after, stand_again))
    return gone


def _restored(
    process: Process, before: Booking, again: Booking, held: Assignments, actor: str, now: datetime
) -> BookingChange:
    """Let a booking stand again as it was; what its person and staff heard before is not told again."""
    rows = process.store.notices(before.id)
    if not still_unsent(rows, before, TELLS_OF_IT, now):
        raise RefusedError("closure_sent")
    told = heard(rows)
    return BookingChange(
        before,
        again,
        actor,
        "closing_taken_back",
        now,
        places=Places.TAKEN_BACK,
        plans=lambda row: row.kind not in told,
        seen=held,
    )


def _noted(now: datetime, actor: str, action: str, detail: str) -> Record:
    return Record(Entry(now, actor, action, SCHEDULE, detail))


def _span(closure: Closure) -> str:
    return f"{closure.first} {closure.last}"


def _commit(process: Process, commit: Commit) -> None:
    try:
        process.store.commit(*commit.parts)
    except ConflictError as conflict:
        raise RefusedError(meaning(conflict).schedule) from None

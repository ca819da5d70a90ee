"""Opening what was closed: within half a minute with the bookings that it ended, later the days alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.booking.lookup import person_key
from bot.booking.model import Booking, Channel, Kind, Notice, NoticeState, State
from bot.booking.offers import runs_out
from bot.booking.opening import places_at, today
from bot.booking.schedule import Closure, Hours, check_hours
from bot.booking.staff.corrections import restore
from bot.errors import ConflictError, RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, KeepBooking, NoOpenBooking, SlotHasRoom
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.ports.services import Services
from bot.ports.store import Guard, Write
from bot.service.bookings.steps import find
from bot.service.conflicts import meaning
from bot.service.notices.ledger import keep_all, planned, still_waiting, void_rows
from bot.service.schedule.closing import HOLD, SCHEDULE

REACHED = frozenset({NoticeState.ACCEPTED, NoticeState.UNKNOWN, NoticeState.UNDELIVERABLE})


def can_take_back(closure: Closure, now: datetime) -> bool:
    """Say whether nobody can have been told of a closure yet."""
    return closure.at is not None and now < closure.at + HOLD


def open_days_again(services: Services, closure: str, version: int, actor: str) -> Closure:
    """Take a closure away; bookings that were cancelled for it stay cancelled."""
    gone, now = services.office.schedule.named(closure), services.clock.now()
    writes = (KeepSchedule(services.office.schedule.without(closure)), _noted(now, actor, "days_opened", _span(gone)))
    _commit(services, (ScheduleIs(version),), writes)
    return gone


def set_hours(services: Services, hours: Hours, version: int, actor: str) -> None:
    """Set hours and places of one day; bookings that stand outside stay."""
    now = services.clock.now()
    check_hours(hours, today(now))
    schedule = services.office.schedule.with_hours(hours)
    _commit(services, (ScheduleIs(version),), (KeepSchedule(schedule), _noted(now, actor, "hours_set", str(hours.day))))


def take_back_closing(services: Services, closure: str, version: int, actor: str) -> Closure:
    """Take a closure back before anybody was told: each booking stands again as it was."""
    gone, now = services.office.schedule.named(closure), services.clock.now()
    if not can_take_back(gone, now):
        raise RefusedError("closure_sent")
    opened = services.office.schedule.without(closure)
    after = replace(services, office=replace(services.office, schedule=opened))
    guards: list[Guard] = [ScheduleIs(version)]
    writes: list[Write] = [KeepSchedule(opened), _noted(now, actor, "closing_taken_back", _span(gone))]
    for name, state, offers in gone.hit:
        before = find(services, name)
        more, kept = _restored(after, before, restore(before, State(state), offers), actor, now)
        guards, writes = guards + more, writes + kept
    _commit(services, guards, writes)
    return gone


def _restored(
    services: Services, before: Booking, again: Booking, actor: str, now: datetime
) -> tuple[list[Guard], list[Write]]:
    rows = services.store.notices(before.id)
    if not any(_waits(row, before, now) for row in rows):
        raise RefusedError("closure_sent")
    void = void_rows(services, again)
    told = {row.kind for row in rows if row.state in REACHED} & {Kind.DETAILS, Kind.OFFERED}
    left = {Kind.RECEIVED, Kind.STAFF_REQUEST, *told}
    fresh = keep_all(row for row in planned(services, again, now) if row.kind not in left)
    expires = runs_out(again, services.office)
    places = (SlotHasRoom(one, places_at(services.office, one)) for one in again.places if one not in before.places)
    guards: list[Guard] = [BookingIs(before.id, before.version), *places]
    if not before.is_live:
        guards.append(NoOpenBooking(again.user, person_key(again)))
    entry = Entry(now, actor, "closing_taken_back", again.id)
    return [*guards, *still_waiting(void)], [KeepBooking(again, expires), *void, *fresh, Record(entry)]


def _waits(row: Notice, booking: Booking, now: datetime) -> bool:
    ours = row.kind in (Kind.CANCELLED, Kind.OFFERED) and row.channel is Channel.LINE and row.edition == booking.edition
    return ours and row.state is NoticeState.WAITING and now < row.due


def _noted(now: datetime, actor: str, action: str, detail: str) -> Record:
    return Record(Entry(now, actor, action, SCHEDULE, detail))


def _span(closure: Closure) -> str:
    return f"{closure.first} {closure.last}"


def _commit(services: Services, guards: Sequence[Guard], writes: Sequence[Write]) -> None:
    try:
        services.store.commit(guards, writes)
    except ConflictError as conflict:
        raise RefusedError(meaning(conflict).schedule) from None

"""Opening what was closed: within half a minute with the bookings that it ended, later the days alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.booking.corrections import restore
from bot.booking.lookup import person_key
from bot.booking.model import Booking, Channel, Kind, Notice, NoticeState, State
from bot.booking.opening import cut_off, today
from bot.booking.schedule import Closure, Hours, check_hours
from bot.errors import RefusedError
from bot.ports import (
    BookingIs,
    Entry,
    Guard,
    KeepBooking,
    KeepSchedule,
    NoOpenBooking,
    Record,
    ScheduleIs,
    Services,
    Write,
)
from bot.service.bookings import find
from bot.service.closing import HOLD, SCHEDULE
from bot.service.ledger import keep_all, planned, still_waiting, void_rows

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
    for name, state in gone.hit:
        more, kept = _restored(after, find(services, name), State(state), actor, now)
        guards, writes = guards + more, writes + kept
    _commit(services, guards, writes)
    return gone


def _restored(
    services: Services, before: Booking, state: State, actor: str, now: datetime
) -> tuple[list[Guard], list[Write]]:
    rows = services.store.notices(before.id)
    if before.state is not State.CANCELLED_BY_OFFICE or not any(_waits(row, before, now) for row in rows):
        raise RefusedError("closure_sent")
    again = restore(before, state)
    void = void_rows(services, again)
    told = any(row.kind is Kind.DETAILS and row.state in REACHED for row in rows)
    left = (Kind.RECEIVED, Kind.STAFF_REQUEST, *([Kind.DETAILS] if told else []))
    fresh = keep_all(row for row in planned(services, again, now) if row.kind not in left)
    expires = cut_off(services.office, again.start)
    guards: list[Guard] = [BookingIs(before.id, before.version), NoOpenBooking(again.user, person_key(again))]
    entry = Entry(now, actor, "closing_taken_back", again.id)
    return [*guards, *still_waiting(void)], [KeepBooking(again, expires), *void, *fresh, Record(entry)]


def _waits(row: Notice, booking: Booking, now: datetime) -> bool:
    ours = row.kind is Kind.CANCELLED and row.channel is Channel.LINE and row.edition == booking.edition
    return ours and row.state is NoticeState.WAITING and now < row.due


def _noted(now: datetime, actor: str, action: str, detail: str) -> Record:
    return Record(Entry(now, actor, action, SCHEDULE, detail))


def _span(closure: Closure) -> str:
    return f"{closure.first} {closure.last}"


def _commit(services: Services, guards: Sequence[Guard], writes: Sequence[Write]) -> None:
    failed = services.store.commit(guards, writes)
    if failed:
        raise RefusedError("place_gone" if failed == "NoOpenBooking" else "schedule_changed")

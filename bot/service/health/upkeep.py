"""Lets go of what is no longer needed: rooms after a day; bookings, messages and days of the schedule after thirty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.troubles import is_trouble
from bot.booking.retention import ROOM_KEPT, booking_is_due, room_is_due, schedule_kept
from bot.booking.rooms.job import LedgerRow
from bot.booking.schedule.opening import today
from bot.booking.staff.staff_message import StaffMessage, beside_its_message, outlives_its_booking
from bot.errors import ConflictError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, ForgetBooking
from bot.ports.context import Process, RequestContext
from bot.ports.health import Count
from bot.ports.notices import IsTrouble, KeepNotice, StillPending
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.ports.privacy import KeepRefusal, RefusalIs
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.staff.staff_messages import forget_old_messages, old_messages

TRIES = 3  # to forget a booking while staff settle what is to be told of it


@dataclass(frozen=True)
class Due:
    """What is to be forgotten now."""

    bookings: tuple[Booking, ...]
    rooms: tuple[Booking, ...]
    messages: tuple[StaffMessage, ...] = ()


def due(process: Process) -> Due:
    """Say what is to be forgotten now; conversations, links and the like end by their own lifetimes."""
    now = process.clock.now()
    over = process.store.bookings(until=now - ROOM_KEPT)
    old = tuple(one for one in over if booking_is_due(one, now))
    rooms = tuple(one for one in over if room_is_due(one, now) and one not in old)
    return Due(old, rooms, tuple(old_messages(process, now)))


def forget_old(context: RequestContext) -> tuple[int, int]:
    """Forget what is due to be forgotten; give how many bookings and how many rooms."""
    now, found = context.clock.now(), due(context)
    for booking in found.bookings:
        _forget(context, booking, now)
    for booking in found.rooms:
        emptied = replace(booking, room=None, hosting=(), version=booking.version + 1)
        commit = commit_of(context, BookingChange(booking, emptied, "system", "", now))
        tried(context.store, *commit.parts)
    for one in context.store.refusals():
        if one.is_due(now):
            tried(context.store, (RefusalIs(one.id, one.version),), (KeepRefusal(one, forget=True),))
    _forget_past_days(context, now)
    messages = forget_old_messages(context, now)
    context.log("upkeep", bookings=len(found.bookings), rooms=len(found.rooms), messages=messages)
    return len(found.bookings), len(found.rooms)


def _forget(process: Process, booking: Booking, now: datetime) -> None:
    """Forget a booking with its rows; an answer to its person that did not arrive yet goes on beside its message.

    One that is on its way at this moment lets the booking wait for the next upkeep.
    """
    settled = set[str]()  # by a person meanwhile
    for _ in range(TRIES):
        rows = process.store.ledger(booking.id)
        stay = [row for row in rows if outlives_its_booking(row) and row.id not in settled]
        try:
            process.store.commit(*_forgotten(booking, rows, stay, now).parts)
        except ConflictError as conflict:
            if not isinstance(conflict.guard, IsTrouble):
                return
            settled.add(conflict.guard.id)
        else:
            return


def _forgotten(booking: Booking, rows: Sequence[LedgerRow], stay: Sequence[LedgerRow], now: datetime) -> Commit:
    kept = [one for one in stay if isinstance(one, Notice)]
    gone = tuple(row.id for row in rows if row not in stay)
    forgotten = Entry(now, "system", "forgotten", booking.id)
    writes = (Record(forgotten), ForgetBooking(booking, gone), tally(booking))
    return sum(map(_moved, kept), Commit((BookingIs(booking.id, booking.version),), writes))


def _moved(row: Notice) -> Commit:
    """Let a row stand beside the message that it tells of, as long as it is still to be told."""
    still = IsTrouble(row.id) if is_trouble(row) else StillPending(row.id, NoticeState.WAITING)
    return Commit((still,), (KeepNotice(beside_its_message(row), moves=False),))


def _forget_past_days(context: RequestContext, now: datetime) -> None:
    """Forget closures, hours and absences of days that are long over; at the next upkeep where staff were faster."""
    schedule = context.office.schedule
    kept = schedule_kept(schedule, now)
    if kept is not schedule:
        tried(context.store, (ScheduleIs(schedule.version),), (KeepSchedule(kept),))


def tally(booking: Booking) -> Count:
    """Count a booking that goes, by the month of its consultation and how it ended: that stays for ever."""
    return Count(f"over_{today(booking.start):%Y_%m}_{booking.state.value}")

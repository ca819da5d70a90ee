"""Lets go of what is no longer needed: rooms after a day; bookings, messages and days of the schedule after thirty."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.retention import ROOM_KEPT, booking_is_due, room_is_due, schedule_kept
from bot.booking.schedule.opening import today
from bot.booking.staff.staff_message import StaffMessage
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, ForgetBooking
from bot.ports.context import Process, RequestContext
from bot.ports.health import Count
from bot.ports.office import KeepSchedule, ScheduleIs
from bot.ports.privacy import KeepRefusal, RefusalIs
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.conflicts import tried
from bot.service.staff.staff_messages import forget_old_messages, old_messages


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
        rows = tuple(row.id for row in context.store.ledger(booking.id))
        entry = Entry(now, "system", "forgotten", booking.id)
        writes = (Record(entry), ForgetBooking(booking, rows), tally(booking))
        tried(context.store, (BookingIs(booking.id, booking.version),), writes)
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


def _forget_past_days(context: RequestContext, now: datetime) -> None:
    """Forget closures, hours and absences of days that are long over; at the next upkeep where staff were faster."""
    schedule = context.office.schedule
    kept = schedule_kept(schedule, now)
    if kept is not schedule:
        tried(context.store, (ScheduleIs(schedule.version),), (KeepSchedule(kept),))


def tally(booking: Booking) -> Count:
    """Count a booking that goes, by the month of its consultation and how it ended: that stays for ever."""
    return Count(f"over_{today(booking.start):%Y_%m}_{booking.state.value}")

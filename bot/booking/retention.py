"""How long what is kept. Pure."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.booking.model import Booking
from bot.booking.notices.reminders import UNDO_WINDOW
from bot.booking.schedule.opening import DAY, at, today
from bot.booking.schedule.schedule import Closure, Schedule
from bot.booking.staff.counsellors import Counsellor

ROOM_KEPT = timedelta(days=1)  # after the consultation
BOOKING_KEPT = timedelta(days=30)


def room_is_due(booking: Booking, now: datetime) -> bool:
    """Say whether a booking's meeting ID and passcode, and the host's time, are to be forgotten."""
    return bool(booking.room or booking.hosting) and booking.end + ROOM_KEPT <= now


def booking_is_due(booking: Booking, now: datetime) -> bool:
    """Say whether a booking is to be forgotten: what may still come of it counts, not only what was first asked for."""
    return booking.open_until + BOOKING_KEPT <= now


def surely_due(start: datetime, now: datetime) -> bool:
    """Say so of what began then, whose end is not known: none takes a day."""
    return start + DAY + BOOKING_KEPT <= now


def deleted_on(booking: Booking) -> date:
    """Give the day on which a booking is forgotten."""
    return today(booking.open_until + BOOKING_KEPT)


def schedule_kept(schedule: Schedule, now: datetime) -> Schedule:
    """Give a schedule as it is kept: of what is over as long as the bookings beside it, as every event reads it."""
    first = today(now - BOOKING_KEPT)
    kept = replace(
        schedule,
        closures=tuple(_closure_kept(one, now) for one in schedule.closures if one.last >= first),
        hours=tuple(one for one in schedule.hours if one.day >= first),
        counsellors=tuple(_counsellor_kept(one, first) for one in schedule.counsellors),
    )
    return schedule if kept == schedule else replace(kept, version=schedule.version + 1)


def _closure_kept(closure: Closure, now: datetime) -> Closure:
    """Keep whom it hit only while it can be taken back: some of them are erased later."""
    return closure if closure.at and now < closure.at + UNDO_WINDOW else replace(closure, hit=())


def _counsellor_kept(counsellor: Counsellor, first: date) -> Counsellor:
    absences = tuple(one for one in counsellor.absences if one.until > at(first, time.min))
    return replace(counsellor, absences=absences, extra=tuple(one for one in counsellor.extra if one.day >= first))

"""How long what is kept. Pure."""

from datetime import date, datetime, timedelta

from bot.booking.model import Booking
from bot.booking.schedule.opening import DAY, today

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

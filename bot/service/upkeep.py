"""Lets go of what is no longer needed: rooms a day after the consultation, whole bookings after thirty days."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.model import Booking
from bot.ports import BookingIs, Entry, ForgetBooking, KeepBooking, Record, Services

ROOM_KEPT = timedelta(days=1)
BOOKING_KEPT = timedelta(days=30)


def forget_old(services: Services) -> tuple[int, int]:
    """Forget what is due to be forgotten; give how many bookings and how many rooms."""
    now = services.clock.now()
    over = [one for one in services.store.bookings(until=now - ROOM_KEPT) if one.end <= now - ROOM_KEPT]
    old = [one for one in over if one.end <= now - BOOKING_KEPT]
    rooms = [one for one in over if one.room and one not in old]
    for booking in old:
        _forget(services, booking, now)
    for booking in rooms:
        emptied = replace(booking, room=None, version=booking.version + 1)
        services.store.commit((BookingIs(booking.id, booking.version),), (KeepBooking(emptied),))
    services.log("upkeep", bookings=len(old), rooms=len(rooms))
    return len(old), len(rooms)


def _forget(services: Services, booking: Booking, now: datetime) -> None:
    rows = tuple(row.id for row in services.store.notices(booking.id))
    entry = Entry(now, "system", "forgotten", booking.id)
    services.store.commit((BookingIs(booking.id, booking.version),), (Record(entry), ForgetBooking(booking, rows)))

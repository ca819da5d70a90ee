"""Three minutes after the start: who is not here yet is told that we wait, by LINE if a push is left for him."""

from datetime import datetime, timedelta

from bot.booking.lifecycle import NO_SHOW_AFTER
from bot.booking.model import Booking, Channel, Kind, Notice, State
from bot.booking.notices.mails import address
from bot.booking.notices.reminders import Plan, notice
from bot.booking.staff.corrections import Mark, Tried
from bot.ports.bookings import BookingIs
from bot.ports.notices import KeepNotice, NoticeIsNew
from bot.ports.services import Services
from bot.service.conflicts import tried
from bot.service.notices.push_count import push_is_left

AFTER = timedelta(minutes=3)
EVERY = 3  # seconds
HEARD_OF = frozenset({Mark.ARRIVED.value, Mark.LATE.value, Mark.PHONE.value, Tried.LATE.value})


def ask_after_the_awaited(services: Services) -> int:
    """Plan what is due; give how many."""
    now = services.clock.now()
    begun = services.store.bookings(since=now - NO_SHOW_AFTER, until=now - AFTER)
    return sum(_ask_after(services, booking, now) for booking in begun if is_awaited(booking))


def is_awaited(booking: Booking) -> bool:
    """Say whether nobody has seen or heard of the seeker."""
    return booking.state is State.CONFIRMED and booking.room is not None and not HEARD_OF & set(booking.marks)


def _ask_after(services: Services, booking: Booking, now: datetime) -> bool:
    rows = services.store.notices(booking.id)
    way = None if any(row.kind is Kind.AWAITED for row in rows) else _way(services, booking, rows)
    if not way:
        return False
    row = notice(booking, Plan(Kind.AWAITED, now, booking.start + NO_SHOW_AFTER), way)
    guards = (NoticeIsNew(row.id), BookingIs(booking.id, booking.version))
    return tried(services.store, guards, (KeepNotice(row, now),))


def _way(services: Services, booking: Booking, rows: tuple[Notice, ...]) -> Channel | None:
    if push_is_left(booking, rows):
        return Channel.LINE
    return Channel.MAIL if services.mail and address(booking) else None

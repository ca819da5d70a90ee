"""Three minutes after the start: who is not here yet is told that we wait, by LINE if a push is left for him."""

from datetime import datetime, timedelta

from bot.booking.lifecycle import NO_SHOW_AFTER
from bot.booking.model import Booking
from bot.booking.notices.notice import Kind
from bot.booking.notices.push_count import push_or_mail
from bot.booking.notices.reminders import Plan, notice
from bot.booking.notices.use import is_awaited
from bot.ports.bookings import BookingIs
from bot.ports.context import Process
from bot.ports.notices import KeepNotice, NoticeIsNew
from bot.service.conflicts import tried

AWAITED_AFTER = timedelta(minutes=3)
EVERY_SECONDS = 3  # seconds


def ask_after_the_awaited(process: Process) -> int:
    """Plan what is due; give how many."""
    now = process.clock.now()
    begun = process.store.bookings(since=now - NO_SHOW_AFTER, until=now - AWAITED_AFTER)
    return sum(_ask_after(process, booking, now) for booking in begun if is_awaited(booking))


def _ask_after(process: Process, booking: Booking, now: datetime) -> bool:
    rows = process.store.notices(booking.id)
    way = push_or_mail(booking, rows, has_mail=process.mail is not None)
    if not way or any(row.kind is Kind.AWAITED for row in rows):
        return False
    row = notice(booking, Plan(Kind.AWAITED, now, booking.start + NO_SHOW_AFTER), way)
    guards = (NoticeIsNew(row.id), BookingIs(booking.id, booking.version))
    return tried(process.store, guards, (KeepNotice(row, now),))

"""What is written when staff take back an outcome that the seeker may have heard of."""

from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.results import corrections, told_of
from bot.ports.context import Process
from bot.ports.notices import SettleTrouble
from bot.ports.store import Write
from bot.service.notices.ledger import keep_all


def corrected(process: Process, before: Booking, after: Booking, now: datetime) -> tuple[Write, ...]:
    """Give what is written when an outcome is taken back: a correction if its text may have arrived, no call for it."""
    rows = process.store.notices(before.id)
    settled = (SettleTrouble(row.id) for row in told_of(before, rows))
    return (*settled, *keep_all(corrections(before, after, rows, now, has_mail=process.mail is not None)))

"""Moving a booking to another LINE account of its person, who proved by telephone that it is his. Pure.

What is read to him on the telephone comes back from the account: who holds the one holds the other.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.model import LIVE, Booking
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.text import compatible
from bot.errors import RefusedError

CODE_DIGITS = 8
CODE_HOLDS = timedelta(minutes=30)


def proves(message: StaffMessage, code: str, since: datetime) -> bool:
    """Say whether a message is the code and nothing else, left after the code was read out."""
    text = "".join(part for part in compatible(message.text) if part not in " -\n")
    return bool(code) and message.is_open and message.since >= since and text == code


def to_account(booking: Booking, user: str) -> Booking:
    """Give a live booking under another LINE account; what was planned for the old one is void."""
    if booking.state not in LIVE:
        raise RefusedError("not_move", state=booking.state.value)
    if user == booking.user:
        raise RefusedError("same_account")
    version, edition = booking.version + 1, booking.edition + 1
    return replace(booking, user=user, reachable=True, fresh=False, before=None, version=version, edition=edition)

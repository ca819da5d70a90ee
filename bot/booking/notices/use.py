"""Whether a notice that was planned is still of use when it is to be sent. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot.booking.model import Booking, State
from bot.booking.notices.notice import ABOUT_PERSON, EVERY_EDITION, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import is_outdone
from bot.booking.notices.results import has_nothing_to_correct
from bot.booking.rooms.job import LedgerRow
from bot.booking.staff.corrections import Mark, Tried

HEARD_OF = frozenset(
    {one.value for one in (Mark.ARRIVED, Mark.LATE, Mark.PHONE, Tried.LATE, Tried.ABSENT, Tried.TROUBLE, Tried.CANCEL)}
)


def why_useless(
    row: Notice, booking: Booking | None, rows: Sequence[Notice], now: datetime, *, is_untrue: bool = False
) -> Reason:
    """Say why telling it would be of no use by now, NONE when it is of use.

    rows       those of the booking
    is_untrue  it tells of a refusal or a message that is not as it says any more
    """
    if not booking or not is_current(row, booking) or is_untrue:
        return Reason.SUPERSEDED
    if has_nothing_to_correct(row, rows):
        return Reason.NOTHING_TO_CORRECT
    if row.kind is Kind.AWAITED and not is_awaited(booking):
        return Reason.HEARD_OF
    return Reason.NEWER if is_outdone(row, rows, now) else Reason.NONE


def is_current(row: LedgerRow, booking: Booking) -> bool:
    """Say whether a row was planned for the booking as it is now."""
    if row.edition == ABOUT_PERSON:
        return True
    return booking.is_live if row.edition == EVERY_EDITION else row.edition == booking.edition


def superseded(rows: Sequence[LedgerRow], booking: Booking) -> list[LedgerRow]:
    """Give the rows that wait and do not hold for the booking as it is now."""
    return [row for row in rows if row.state is NoticeState.WAITING and not is_current(row, booking)]


def is_awaited(booking: Booking) -> bool:
    """Say whether nobody has seen or heard of the seeker."""
    return booking.state is State.CONFIRMED and booking.room is not None and not HEARD_OF & set(booking.marks)

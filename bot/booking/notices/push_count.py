"""How many pushes a booking has cost, and by which way a notice that it can do without is to go. Pure."""

from collections.abc import Iterable

from bot.booking.model import Booking
from bot.booking.notices.mails import address
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Reason

MOST_PUSHES = 3  # that one booking may cost


def pushes(rows: Iterable[Notice]) -> int:
    """Count what LINE took as a push for the booking; what answers a person goes whatever is booked."""
    taken = (row for row in rows if row.channel is Channel.LINE and row.state is NoticeState.ACCEPTED)
    return sum(row.kind is not Kind.MESSAGE_ANSWERED and row.reason is not Reason.BY_REPLY for row in taken)


def push_is_left(booking: Booking, rows: Iterable[Notice]) -> bool:
    """Say whether LINE may bring one more, and would."""
    return bool(booking.user) and booking.reachable and pushes(rows) < MOST_PUSHES


def mail_or_push(booking: Booking, rows: Iterable[Notice], *, has_mail: bool) -> Channel | None:
    """Give mail where there is an address, LINE while a push is left, else None."""
    if has_mail and address(booking):
        return Channel.MAIL
    return Channel.LINE if push_is_left(booking, rows) else None


def push_or_mail(booking: Booking, rows: Iterable[Notice], *, has_mail: bool) -> Channel | None:
    """Give LINE while a push is left, mail where there is an address, else None."""
    if push_is_left(booking, rows):
        return Channel.LINE
    return Channel.MAIL if has_mail and address(booking) else None

"""How many pushes a booking has cost, and by which way a notice that it can do without is to go. Pure."""

from collections.abc import Iterable

from bot.booking.model import Booking
from bot.booking.notices.mails import address
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState

MOST_PUSHES = 3  # that one booking may cost
OTHER = frozenset({Kind.RECEIVED, Kind.MESSAGE_ANSWERED})  # goes as a reply; answers a person, whatever is booked


def pushes(rows: Iterable[Notice]) -> int:
    """Count what LINE took as a push for the booking."""
    sent = (row for row in rows if row.channel is Channel.LINE and row.kind not in OTHER)
    return sum(row.state is NoticeState.ACCEPTED for row in sent)


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

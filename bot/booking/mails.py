"""Which notices a seeker gets by mail, beside LINE or in its place. Pure."""

import re
from collections.abc import Iterable
from datetime import datetime

from bot.booking.model import Booking, Channel, Kind, Notice, NoticeState, State
from bot.booking.reminders import Plan, is_too_late, notice

ADDRESS = re.compile(r'(?:"[^"\s\x00-\x1f\x7f]+"|[^\s",;:<>()\[\]\\@\x00-\x1f\x7f]+)@[A-Za-z0-9.-]+', re.ASCII)
ALWAYS = frozenset({Kind.DETAILS, Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED})
ALWAYS_NAMES = frozenset({kind.value for kind in ALWAYS} | {"offered"})
OPEN = frozenset({NoticeState.WAITING, NoticeState.LEASED})


def address(booking: Booking) -> str:
    """Give the seeker's mail address as SMTP wants it, "" when there is none that was read with certainty."""
    given = booking.answers.get("email")
    return given.key if given and given.key.isascii() and ADDRESS.fullmatch(given.key) else ""


def mail_plans(booking: Booking, plans: Iterable[Plan]) -> tuple[Plan, ...]:
    """Give the notices that go by mail as well as by LINE: what a seeker keeps; reminders go by LINE only."""
    return tuple(plan for plan in plans if plan.kind.value in ALWAYS_NAMES) if address(booking) else ()


def mail_instead(row: Notice, booking: Booking, now: datetime) -> Notice | None:
    """Give the row that brings by mail what LINE did not, if that is possible and still of use."""
    possible = row.channel is Channel.LINE and row.edition == booking.edition and address(booking)
    return (
        notice(booking, Plan(row.kind, now, row.latest), Channel.MAIL)
        if possible and not is_too_late(row, now)
        else None
    )


def twin(row: Notice, rows: Iterable[Notice]) -> Notice | None:
    """Give the row that brings the same by the other way."""
    other = {Channel.LINE: Channel.MAIL, Channel.MAIL: Channel.LINE}.get(row.channel)
    same = (one for one in rows if one.channel is other and one.kind is row.kind and one.edition == row.edition)
    return next(same, None)


def is_carried(other: Notice | None, booking: Booking) -> bool:
    """Say whether the other way brought, or still may bring, the notice; who left LINE reads nothing there."""
    if not other or (other.channel is Channel.LINE and not booking.reachable):
        return False
    return other.state is NoticeState.ACCEPTED or other.state in OPEN


def has_calendar(kind: Kind, booking: Booking) -> bool:
    """Say whether a mail of a kind carries the appointment: once it was fixed, and when it falls away."""
    gone = kind is Kind.CANCELLED and booking.room_version > 0
    return gone or (kind is Kind.DETAILS and booking.state is State.CONFIRMED)

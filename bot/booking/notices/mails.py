"""Which notices a seeker gets by mail, beside LINE or in its place. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking, State
from bot.booking.notices.notice import (
    ABOUT_PERSON,
    EVERY_EDITION,
    PENDING_STATES,
    Channel,
    Kind,
    Notice,
    NoticeState,
    retry_key_of,
)
from bot.booking.notices.reminders import Plan, is_too_late, notice

ADDRESS = re.compile(r'(?:"[^"\s\x00-\x1f\x7f]+"|[^\s",;:<>()\[\]\\@\x00-\x1f\x7f]+)@[A-Za-z0-9.-]+', re.ASCII)
ALWAYS = frozenset({Kind.DETAILS, Kind.CANCELLED, Kind.DECLINED, Kind.EXPIRED})
FALLS_AWAY = frozenset({Kind.CANCELLED, Kind.DECLINED, Kind.OFFERED, Kind.EXPIRED})
ALWAYS_NAMES = frozenset({kind.value for kind in ALWAYS} | {"offered"})


def address(booking: Booking) -> str:
    """Give the address to which a seeker's mail may go: "" before staff saw to a booking of him with this address."""
    return given_address(booking) if _is_proved(booking) else ""


def given_address(booking: Booking) -> str:
    """Give the seeker's mail address as SMTP wants it, "" when there is none that was read with certainty."""
    given = booking.answers.get("email")
    return given.key if given and given.key.isascii() and ADDRESS.fullmatch(given.key) else ""


def is_proved_by(booking: Booking, earlier: Iterable[Booking]) -> bool:
    """Say whether an earlier booking of the same person shows that the address is his."""
    given = given_address(booking)
    return bool(given) and any(address(one).casefold() == given.casefold() for one in earlier)


def _is_proved(booking: Booking) -> bool:
    """Say whether staff saw to it; an older record does not say so, but a room was named by then."""
    return booking.room_version > 0 if booking.address_proved is None else booking.address_proved


def mail_plans(booking: Booking, plans: Iterable[Plan]) -> tuple[Plan, ...]:
    """Give the notices that go by mail as well as by LINE: what a seeker keeps; reminders go by LINE only."""
    if not address(booking):
        return ()
    return tuple(plan for plan in plans if plan.kind.value in ALWAYS_NAMES or is_moved(plan.kind, booking))


def is_moved(kind: Kind, booking: Booking) -> bool:
    """Say whether it is the receipt of another time for what was fixed before, and so stands in a calendar."""
    return kind is Kind.RECEIVED and booking.room_version > 0


def mail_instead(row: Notice, booking: Booking, now: datetime) -> Notice | None:
    """Give the row that brings by mail what LINE did not, if that is possible and still of use."""
    is_current = row.edition in (booking.edition, EVERY_EDITION, ABOUT_PERSON)
    if row.channel is not Channel.LINE or not is_current or not address(booking) or is_too_late(row, now):
        return None
    made = notice(booking, Plan(row.kind, now, row.latest), Channel.MAIL)
    if row.edition == booking.edition:
        return made
    about = row.id.partition(".again")[0].removesuffix(f".{row.channel.value}")
    name = f"{about}.{Channel.MAIL.value}"
    return replace(
        made,
        id=name,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        edition=row.edition,
        retry_key=retry_key_of(name),
    )


def twin(row: Notice, rows: Iterable[Notice]) -> Notice | None:
    """Give the row that brings the same by the other way."""
    other = {Channel.LINE: Channel.MAIL, Channel.MAIL: Channel.LINE}.get(row.channel)
    return next((one for one in rows if one.channel is other and _what(one) == _what(row)), None)


def _what(row: Notice) -> tuple[object, ...]:
    """Give all that says what a row tells, whatever the way and however often."""
    return row.kind, row.edition, row.subject_kind, row.subject_id


def is_carried(other: Notice | None, booking: Booking) -> bool:
    """Say whether the other way brought, or still may bring, the notice; who left LINE reads nothing there."""
    if not other or (other.channel is Channel.LINE and not booking.reachable):
        return False
    return other.state is NoticeState.ACCEPTED or other.state in PENDING_STATES


def has_calendar(kind: Kind, booking: Booking) -> bool:
    """Say whether a mail of a kind carries the appointment: once it was fixed, and when it falls away."""
    gone = kind in FALLS_AWAY and booking.room_version > 0
    return gone or is_moved(kind, booking) or (kind is Kind.DETAILS and booking.state is State.CONFIRMED)

"""Which notices did not reach a seeker, so that a person has to tell him. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from bot.booking.model import ABOUT_WAITING, PENDING_STATES, Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Failure, Reason
from bot.booking.opening import today
from bot.booking.rooms.job import LedgerRow, RoomJob
from bot.booking.rooms.rooms import is_stuck

OURS = frozenset({Channel.STAFF_MAIL, Channel.STAFF_GROUP, Channel.STAFF_WEBHOOK})
NOT_ARRIVED = frozenset({NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN})
GOOD_NEWS = frozenset({Kind.ATTENDED, Kind.EXCUSED})  # which may be lost
NOT_PRESSING = GOOD_NEWS | {Kind.TERMS_CHANGE}


@dataclass(frozen=True)
class NoticeOutline:
    """What of a notice says when it is due, and whether it arrived."""

    kind: Kind
    channel: Channel
    state: NoticeState
    reason: Reason | Failure
    due: datetime


def is_trouble(row: LedgerRow | NoticeOutline) -> bool:
    """Say whether a seeker did not get a notice that he needed, or Zoom needs a person's hand."""
    if row.reason is Reason.SET_ASIDE:
        return False
    if isinstance(row, RoomJob):
        return is_stuck(row)
    if row.channel in OURS or row.kind in ABOUT_WAITING | GOOD_NEWS:
        return False
    return row.state in NOT_ARRIVED or (row.state is NoticeState.EXPIRED and row.reason is Reason.TOO_LATE)


def is_for_staff(row: LedgerRow) -> bool:
    """Say whether a row tells staff something; what is done at Zoom is done for the seeker."""
    return isinstance(row, Notice) and row.channel in OURS


def may_be_called_about(row: Notice) -> bool:
    """Say whether a seeker should hear by telephone what a notice on its way may bring too late."""
    ours = row.channel in (Channel.LINE, Channel.MAIL) and row.kind not in ABOUT_WAITING | NOT_PRESSING
    return ours and row.state in PENDING_STATES


def is_lost(row: NoticeOutline) -> bool:
    """Say whether a notice did not arrive, or may not have, whether or not somebody needed it."""
    return row.state in NOT_ARRIVED or is_trouble(row)


def due_on(rows: Iterable[NoticeOutline], day: date) -> tuple[NoticeOutline, ...]:
    """Give the rows to the seeker that are due on a day and still wanted."""
    ours = (row for row in rows if row.channel not in OURS and today(row.due) == day)
    return tuple(row for row in ours if row.state is not NoticeState.EXPIRED or is_trouble(row))

"""Which notices did not reach a seeker, so that a person has to tell him. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.booking.notices.notice import ABOUT_WAITING, PENDING_STATES, Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Failure, Reason
from bot.booking.rooms.job import LedgerRow, RoomJob, RoomTask
from bot.booking.rooms.rooms import is_stuck
from bot.booking.schedule.opening import DAY, at

OURS = frozenset({Channel.STAFF_MAIL, Channel.STAFF_GROUP, Channel.STAFF_WEBHOOK})
NOT_ARRIVED = frozenset({NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN})
GOOD_NEWS = frozenset({Kind.ATTENDED, Kind.EXCUSED})  # which may be lost
REMINDERS = frozenset({Kind.DAY_BEFORE, Kind.SOON, Kind.AWAITED})
ABOUT_COMING = REMINDERS | {Kind.DETAILS, Kind.ROOM_LATE, Kind.HANDED_OVER, RoomTask.OPEN, RoomTask.CHANGE}
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
    """Say whether it is a task for a person by itself; what broke its job is one with others of that kind."""
    return row.reason is not Reason.SET_ASIDE and came_to_nothing(row)


def came_to_nothing(row: LedgerRow | NoticeOutline) -> bool:
    """Say whether a seeker did not get a notice that he needed, or Zoom needs a person's hand."""
    if isinstance(row, RoomJob):
        return is_stuck(row)
    if row.channel in OURS or row.kind in ABOUT_WAITING | GOOD_NEWS:
        return False
    return row.state in NOT_ARRIVED or (row.state is NoticeState.EXPIRED and row.reason is Reason.TOO_LATE)


def state_told(row: LedgerRow) -> str:
    """Name what became of a row, as staff are told: its state, and apart what is done at Zoom or came too late."""
    if isinstance(row, RoomJob) and row.state is NoticeState.ACCEPTED:
        return "done"
    return "expired_late" if row.state is NoticeState.EXPIRED and is_trouble(row) else row.state.value


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
    first, after = at(day, time.min), at(day + DAY, time.min)
    ours = (row for row in rows if row.channel not in OURS and first <= row.due < after)
    return tuple(row for row in ours if row.state is not NoticeState.EXPIRED or is_trouble(row))


def _tells_newer(other: LedgerRow, row: Notice) -> bool:
    newer = isinstance(other, Notice) and other.channel not in OURS and other.edition > row.edition
    return newer and other.state in NOT_ARRIVED | {NoticeState.ACCEPTED}


def is_past_help(row: LedgerRow, length: timedelta, now: datetime) -> bool:
    """Say whether it was about coming to a consultation that is over, so that no call and no hand helps any more."""
    return row.kind in ABOUT_COMING and row.start is not None and now >= row.start + length


def is_made_up_for(row: LedgerRow, rows: Iterable[LedgerRow]) -> bool:
    """Say whether a later reminder of the same consultation arrived, or a notice of how the booking stands since then.

    That one need not have arrived: it is a call of its own then, and one is enough.
    """
    rows = tuple(rows)
    if isinstance(row, Notice) and row.edition > 0 and any(_tells_newer(other, row) for other in rows):
        return True
    others = (other for other in rows if isinstance(other, Notice) and other.kind in REMINDERS)
    later = (other for other in others if other.edition == row.edition and row.due < other.due)
    return row.kind in REMINDERS and any(other.state is NoticeState.ACCEPTED for other in later)

"""What staff are told by mail when LINE refuses us or its month runs out: once, while it lasts."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.booking.model import Booking
from bot.booking.notices.notice import Channel, Kind, Notice
from bot.booking.notices.reasons import Failure, Reason
from bot.booking.notices.reminders import Plan, notice
from bot.booking.notices.subjects import SubjectKind
from bot.errors import SendError
from bot.ports.context import Process
from bot.ports.notices import KeepNotice
from bot.service.bookings.fresh_accounts import warnings as fresh_warnings
from bot.service.health.silence import WARNED_AFTER, silent_for
from bot.service.notices.circuit import line_state
from bot.service.once import written_once

UNAUTHORIZED = "line unauthorized"
NEARLY_USED = "line quota nearly used"
REFUSED_BY_MONTH = "line quota refused"
LASTS_SECONDS = 300  # seconds after LINE refused last
ONCE_IN = 12 * 3600  # seconds
ASKED_AGAIN = 600  # seconds
LOOK_EVERY = 150  # seconds at least between two looks of the workers, in steps of 300: a late one keeps in step
QUOTA_SHARE = 0.8
QUOTA_NOTICE_OF_USE = timedelta(days=1)


class QuotaUse(StrEnum):
    """How much of the month's messages is used, as it is noted for all processes."""

    UNKNOWN = "unknown"  # LINE did not say
    ENOUGH_LEFT = "no"
    NEARLY_ALL = "yes"  # four fifths or more
    ALL = "all"


SHORTAGE = frozenset({QuotaUse.NEARLY_ALL, QuotaUse.ALL})
WARNINGS = {QuotaUse.NEARLY_ALL: ["line_quota"], QuotaUse.ALL: ["line_quota", "line_quota_used_up"]}


def tell_staff_of(
    process: Process, row: Notice, booking: Booking | None, reason: Reason | Failure, now: datetime
) -> None:
    """Note that LINE refuses our token or the month's messages are used, and mail staff about it once; rows wait.

    booking  what the row is about, which the mail stands with; None mails nobody
    """
    if row.channel not in (Channel.LINE, Channel.STAFF_GROUP):
        return
    if reason is Reason.LINE_UNAUTHORIZED:
        process.store.note(UNAUTHORIZED, "1", LASTS_SECONDS)
        kind = Kind.STAFF_LINE_REFUSED
    elif reason is Reason.MONTH_USED_UP:
        process.store.note(REFUSED_BY_MONTH, "1", ASKED_AGAIN)
        kind = Kind.STAFF_QUOTA_USED
    else:
        return
    if booking:
        _mail_once(process, booking, kind, now)


def nearly_used(process: Process, booking: Booking, now: datetime) -> bool:
    """Say whether four fifths of the month's messages are used, as LINE said within ten minutes; staff hear it once."""
    if (_noted(process) or look_at_quota(process)) not in SHORTAGE:
        return False
    _mail_once(process, booking, Kind.STAFF_QUOTA, now)
    return True


def warnings(process: Process) -> list[str]:
    """Name what is not right with LINE, or with the accounts that come by it."""
    refused = ["line_unauthorized"] if process.store.noted(UNAUTHORIZED) else []
    paused = ["line_rests"] if line_state(process).open_since else []
    known = _noted(process) or QuotaUse.UNKNOWN
    limited = ["line_quota_refused"] if known is not QuotaUse.ALL and process.store.noted(REFUSED_BY_MONTH) else []
    silent = ["line_silent"] if silent_for(process) >= WARNED_AFTER else []
    return [*refused, *paused, *limited, *WARNINGS.get(known, []), *silent, *fresh_warnings(process)]


def shortage(process: Process) -> QuotaUse | None:
    """Give how much of the month's messages is used once they run short, None before."""
    known = _noted(process)
    return known if known in SHORTAGE else None


def _noted(process: Process) -> QuotaUse | None:
    """Give what LINE said within the last minutes, None when nobody asked."""
    known = process.store.noted(NEARLY_USED)
    return QuotaUse(known) if known else None


def look_at_quota(process: Process) -> QuotaUse:
    """Ask LINE how much of the month is used, and note the answer for all who need it."""
    try:
        limit, used = process.line.quota()
    except SendError:
        process.store.note(NEARLY_USED, QuotaUse.UNKNOWN.value, LASTS_SECONDS)
        return QuotaUse.UNKNOWN
    known = QuotaUse.ENOUGH_LEFT
    if limit is not None and used >= QUOTA_SHARE * limit:
        known = QuotaUse.ALL if used >= limit else QuotaUse.NEARLY_ALL
    process.store.note(NEARLY_USED, known.value, ASKED_AGAIN)
    return known


def _mail_once(process: Process, booking: Booking, kind: Kind, now: datetime) -> None:
    if process.mail and process.staff.mail_to:
        row = notice(booking, Plan(kind, now, now + QUOTA_NOTICE_OF_USE), Channel.STAFF_MAIL)
        row = replace(row, subject_kind=SubjectKind.ALARM, subject_id=kind.value)
        written_once(process.store, f"told {kind.value}", ONCE_IN, KeepNotice(row, now))

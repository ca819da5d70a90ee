"""Sends the ledger's rows, each at most once however often it is tried: look again, begin under the lease, send."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.notice import Channel, Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import KEY_LIVES, is_too_late
from bot.booking.notices.subjects import SubjectKind
from bot.booking.notices.use import why_useless
from bot.booking.staff.staff_message import StaffMessage, beside_its_message, is_pointless
from bot.booking.waitlist import WaitingWish
from bot.errors import ConflictError, SendError
from bot.ports.context import Process, RequestContext
from bot.ports.events import NameStyle
from bot.ports.notices import EditionIs, KeepNotice, NoticeLeaseIs, ToSend
from bot.ports.staff import StaffMessageIs
from bot.ports.waitlist import WishIs
from bot.ports.work import Claim
from bot.service.events.reader_style import with_style
from bot.service.notices.circuit import BY_LINE, passage
from bot.service.notices.delivery import About, deliver, reader
from bot.service.notices.fallback import spared_by_mail
from bot.service.notices.gathering import wait_for_others
from bot.service.notices.ledger import voided
from bot.service.notices.settling import put_back, settle, settle_by_mail, settle_failure
from bot.service.privacy.refusals import is_untrue


def send_notice(context: RequestContext, claim: Claim) -> NoticeState:
    """Send one leased row; give its state, LEASED when its lease ended and another has it, or it changed meanwhile."""
    found, now = context.store.to_send(claim.id), context.clock.now()
    if not found or found.row.lease != claim.lease:
        return NoticeState.LEASED
    if found.row.subject_kind is SubjectKind.STAFF_MESSAGE and not found.booking:
        found = replace(found, row=beside_its_message(found.row))
    row, about = found.row, _about(context, found)
    over = _ended(row, now) or _without_use(context, found, about, now)
    if over or not about:
        return settle(context, claim, over or _over(row, Reason.SUPERSEDED), about=about)
    if isinstance(about, Booking):
        mail = spared_by_mail(context, row, about, now)
        if mail:
            return settle_by_mail(context, claim, row, mail)
    put_off = wait_for_others(context, claim, row, now)
    if put_off:
        return put_off
    with _way_is_open(context, row) as may:
        return _tried(context, claim, row, about, now) if may else put_back(context, claim, row, now)


def _about(process: Process, found: ToSend) -> About | None:
    row = found.row
    if row.subject_kind is SubjectKind.WISH:
        return process.store.wish(row.subject_id)
    if row.subject_kind is SubjectKind.STAFF_MESSAGE:
        message = process.store.staff_message(row.subject_id)
        if not row.booking or _has_another_account(row, found.booking, message):
            return message
    return found.booking


def _has_another_account(row: Notice, booking: Booking | None, message: StaffMessage | None) -> bool:
    """Say whether the booking went to another account than the one that asked, and alone reads the answer (59)."""
    if not booking or not message or row.channel is not Channel.LINE:
        return False
    return booking.user != message.user


def _ended(row: Notice, now: datetime) -> Notice | None:
    """Give the row as it ends by time alone: nobody would use it, or LINE knows its retry key no more."""
    if is_too_late(row, now):
        return _over(row, Reason.TOO_LATE)
    if row.first_attempt and now - row.first_attempt >= KEY_LIVES:
        return replace(row, state=NoticeState.UNKNOWN, lease="")
    return None


def _without_use(process: Process, found: ToSend, about: About | None, now: datetime) -> Notice | None:
    """Give the row as it ends because telling it would be of no use, None when it is of use."""
    row = found.row
    if isinstance(about, WaitingWish):
        return None if about.version == row.edition else _over(row, Reason.SUPERSEDED)
    if isinstance(about, StaffMessage):
        if is_pointless(row, about):
            return _over(row, Reason.SUPERSEDED)
        return row if row.state is NoticeState.UNDELIVERABLE else None  # of mail, whose address went with the booking
    reason = why_useless_now(process, row, about, found.rows, now)
    return _over(row, reason) if reason else None


def why_useless_now(
    process: Process, row: Notice, booking: Booking | None, rows: Sequence[Notice], now: datetime
) -> Reason:
    """Say why telling a row about a booking, of which there are these, would be of no use by now; NONE where it is."""
    return why_useless(row, booking, rows, now, is_untrue=_is_untrue(process, row))


def _is_untrue(process: Process, row: Notice) -> bool:
    """Say whether a row tells of a refusal or a message that is not as it says any more."""
    if row.subject_kind is SubjectKind.STAFF_MESSAGE:
        return is_pointless(row, process.store.staff_message(row.subject_id))
    return row.subject_kind is SubjectKind.REFUSAL and is_untrue(process, row)


def _over(row: Notice, reason: Reason) -> Notice:
    """Close a row; one whose last try never came to an end may have reached the seeker."""
    return replace(row, state=NoticeState.UNKNOWN, lease="") if row.is_in_doubt else voided(row, reason)


@contextmanager
def _way_is_open(process: Process, row: Notice) -> Iterator[bool]:
    """Say whether the row may go now; only LINE has a circuit."""
    if row.channel not in BY_LINE:
        yield True
        return
    with passage(process) as may:
        yield may


def _tried(context: RequestContext, claim: Claim, row: Notice, about: About, now: datetime) -> NoticeState:
    """Count the try while the lease holds and what it tells of is as it was: then send."""
    first = row.first_attempt or now
    begun = replace(row, attempts=row.attempts + 1, first_attempt=first, reason=Reason.BEGUN, crashes=row.crashes + 1)
    guards = (NoticeLeaseIs(claim.id, claim.lease), _is_as_it_was(about))
    user = reader(row, about)
    try:
        told = context.store.commit(guards, (KeepNotice(begun, moves=False), *([NameStyle(user)] if user else [])))
    except ConflictError:
        return NoticeState.LEASED
    try:
        deliver(with_style(context, easy="easy" in told), begun, about)
    except SendError as error:
        # What was certainly refused did not use the retry key.
        failed = replace(begun, first_attempt=row.first_attempt) if error.refused else begun
        return settle_failure(context, claim, failed, error, about)
    context.fail_point("after_push")
    at = context.clock.now()
    accepted = replace(begun, state=NoticeState.ACCEPTED, lease="", reason=Reason.NONE, crashes=0, accepted=at)
    soon = row.channel in BY_LINE  # which knows the retry key again if we die before; a mail server takes it twice
    return settle(context, claim, accepted, soon=soon)


def _is_as_it_was(about: About) -> WishIs | EditionIs | StaffMessageIs:
    """Ask that a notice of what was cancelled or changed meanwhile never begins."""
    match about:
        case WaitingWish():
            return WishIs(about.id, about.version)
        case StaffMessage():
            return StaffMessageIs(about.id, about.version)
        case Booking():
            return EditionIs(about.id, about.edition)

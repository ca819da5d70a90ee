"""What becomes of a row after a try: it is settled, tried again later, or brought by mail instead."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.booking.model import Booking
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waitlist import WaitingWish
from bot.errors import SendError, StoreDownError
from bot.ports.context import Process
from bot.ports.health import Count
from bot.ports.notices import KeepNotice, NoticeLeaseIs
from bot.ports.store import Write
from bot.ports.work import Claim
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.notices.alarms import tell_staff_of
from bot.service.notices.fallback import by_mail_at_once, tried_with_aftermath
from bot.service.notices.ledger import voided
from bot.service.notices.retries import after_failure


def settle(
    process: Process,
    claim: Claim,
    row: Notice,
    due: datetime | None = None,
    *,
    about: Booking | WaitingWish | StaffMessage | None = None,
    more: tuple[Write, ...] = (),
    soon: bool = False,
) -> NoticeState:
    """Write what became of a row, with what follows where it came to nothing; give its state.

    soon  it may wait for what is written next: should this process die before, the row is one whose try was begun
    """
    writes = (KeepNotice(row, due), Count(f"notice_{row.kind}_{row.state}"), *more)
    ended = Commit((NoticeLeaseIs(claim.id, claim.lease),), writes)
    if soon:
        process.store.commit_soon(*ended.parts, partial(_left_to_sweep, process, claim))
    elif isinstance(about, Booking):
        tried_with_aftermath(process, ended, row, about)
    else:
        tried(process.store, *ended.parts)
    process.log("notice", notice=row.id, state=row.state.value, attempts=row.attempts, reason=row.reason)
    return row.state


def _left_to_sweep(process: Process, claim: Claim, error: StoreDownError) -> None:
    process.log("job_left_to_sweep", item=claim.id, why=error.reason)


def settle_by_mail(process: Process, claim: Claim, row: Notice, mail: Notice) -> NoticeState:
    """Close a row for which another goes by mail."""
    return settle(process, claim, voided(row, Reason.BY_MAIL), more=(KeepNotice(mail, mail.due),))


def settle_failure(
    process: Process, claim: Claim, row: Notice, error: SendError, about: Booking | WaitingWish | StaffMessage
) -> NoticeState:
    """Write what became of a row whose try failed."""
    now = process.clock.now()
    failed, again = after_failure(row, error, now)
    if not again:
        return settle(process, claim, failed, about=about)
    booking = about if isinstance(about, Booking) else None
    tell_staff_of(process, row, booking, failed.reason, now)
    mail = by_mail_at_once(process, row, booking, now) if failed.reason is Reason.MONTH_USED_UP else None
    if mail:
        return settle_by_mail(process, claim, failed, mail)
    return settle(process, claim, failed, again)


def put_back(process: Process, claim: Claim, row: Notice, now: datetime) -> NoticeState:
    """Let a row wait while the circuit is open; no try is counted."""
    waiting = replace(row, state=NoticeState.WAITING, lease="", reason=row.reason or Reason.CIRCUIT_OPEN)
    tried(process.store, (NoticeLeaseIs(claim.id, claim.lease),), (KeepNotice(waiting, now),))
    return waiting.state

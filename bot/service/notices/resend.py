"""Sending a notice once more, and settling one that a person passed on. A new row with a key of its own."""

from dataclasses import replace
from datetime import datetime

from bot.booking.notices.notice import ABOUT_PERSON, EVERY_EDITION, Channel, Kind, Notice, NoticeState, retry_key_of
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import is_too_late
from bot.booking.notices.troubles import OURS, is_trouble, may_be_called_about
from bot.booking.rooms.job import LedgerRow, RoomJob
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs
from bot.ports.context import Process
from bot.ports.notices import IsTrouble, KeepNotice, NoticeIsNew, NoticeLeaseIs, SettleTrouble
from bot.ports.store import Under
from bot.service.bookings.steps import find
from bot.service.conflicts import tried
from bot.service.notices.ledger import keep, keep_all, voided

SETTLED = frozenset({NoticeState.ACCEPTED, NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN, NoticeState.EXPIRED})


def resend(process: Process, notice: str, actor: str) -> Notice:
    """Send a notice to the seeker once more, as the booking is now."""
    row, now = process.store.notice(notice), process.clock.now()
    if not row:
        raise RefusedError("unknown_notice")
    booking = find(process, row.booking)
    why = why_not_again(row, booking.edition) or ("too_late_to_resend" if is_too_late(row, now) else "")
    if why:
        raise RefusedError(why)
    count = sum(one.id.startswith(f"{first_of(row)}.again") for one in process.store.notices(booking.id)) + 1
    name = f"{first_of(row)}.again{count}"
    again = once_more(row, name, now)
    entry = Entry(now, actor, "resent", booking.id, row.kind.value)
    guards = (BookingIs(booking.id, booking.version), NoticeLeaseIs(row.id, row.lease), NoticeIsNew(name))
    if not tried(process.store, guards, (*keep_all([again]), SettleTrouble(row.id), Record(entry))):
        raise RefusedError("changed_meanwhile", id=booking.number)
    return again


def settle_trouble(process: Process, name: str, actor: str) -> LedgerRow:
    """Note that a person did what a row could not; a notice that is still tried is not sent any more."""
    row = process.store.ledger_row(name)
    if not row:
        raise RefusedError("unknown_notice")
    entry = Record(Entry(process.clock.now(), actor, "trouble_settled", row.booking, row.kind.value))
    if is_trouble(row):
        process.store.commit((), (Under((IsTrouble(row.id),), (SettleTrouble(row.id), entry)),))  # by one of two
        return row
    if isinstance(row, RoomJob) or not may_be_called_about(row):
        raise RefusedError("no_trouble")
    told = voided(row, Reason.BY_PERSON)
    if not tried(process.store, (NoticeLeaseIs(row.id, row.lease),), (KeepNotice(told), entry)):
        raise RefusedError("no_trouble")
    return told


def reopen_trouble(process: Process, name: str, actor: str) -> LedgerRow:
    """Take back that a person was told: it waits for a call again, and what was still tried is tried again."""
    row, now = process.store.ledger_row(name), process.clock.now()
    if not row:
        raise RefusedError("unknown_notice")
    entry = Record(Entry(now, actor, "trouble_reopened", row.booking, row.kind.value))
    if isinstance(row, Notice) and row.state is NoticeState.EXPIRED and row.reason is Reason.BY_PERSON:
        again = replace(row, state=NoticeState.WAITING, reason=Reason.NONE)
        reopened = keep(again, now)
    elif is_trouble(row):
        reopened = keep(row)
    else:
        raise RefusedError("no_trouble")
    if not tried(process.store, (NoticeLeaseIs(row.id, row.lease),), (reopened, entry)):
        raise RefusedError("no_trouble")
    return row


def why_not_again(row: Notice, edition: int) -> str:
    """Give the code of why a notice can't be sent once more, "" when it can."""
    if row.channel in OURS or row.kind is Kind.RECEIVED or row.channel is not Channel.LINE:
        return "not_to_resend"
    if row.state not in SETTLED:
        return "still_waiting"
    return "superseded" if row.edition not in (edition, EVERY_EDITION, ABOUT_PERSON) else ""


def first_of(row: Notice) -> str:
    """Name the row that was sent first of those that tell the same."""
    return row.id.partition(".again")[0]


def once_more(row: Notice, name: str, now: datetime) -> Notice:
    """Give a new row that tells the same under a key of its own; what became of the first stays as it is."""
    return replace(
        row,
        id=name,
        due=now,
        retry_key=retry_key_of(name),
        state=NoticeState.WAITING,
        attempts=0,
        first_attempt=None,
        lease="",
        reason=Reason.NONE,
        crashes=0,
        silent=0,
        accepted=None,
    )

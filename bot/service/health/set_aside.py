"""Rows that broke their job again and again: kept, out of what is due, told to staff, and put back by a person."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.rooms.job import LedgerRow, RoomJob
from bot.errors import RefusedError, SealError, StoreDamagedError
from bot.ports.audit import Entry, Record
from bot.ports.context import Process
from bot.ports.health import Count
from bot.ports.notices import KeepNotice
from bot.ports.rooms import KeepRoomJob
from bot.ports.work import Claim, IsAside, LeaseIs, PutBack, RowAside, SetAside, Work
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.notices.fallback import tried_with_aftermath

CRASH = "crash"  # why a row is set aside whose process died each time
IN_THE_LEDGER = frozenset({Work.NOTICES, Work.MAIL, Work.ROOMS})
DAMAGED = (SealError, StoreDamagedError, ValueError, KeyError, TypeError)  # what reading a damaged record may raise


def set_aside(process: Process, work: Work, claim: Claim, why: str) -> None:
    """Take a row that is leased to us out of what is due, unless it went on meanwhile."""
    now = process.clock.now()
    aside = RowAside(work, claim.id, now, why, _booking_of(process, work, claim.id))
    guards = (LeaseIs(work, claim.id, claim.lease),)
    writes = (SetAside(aside), Record(_entry(aside, now, "system", "set_aside")), Count("set_aside"))
    if _is_written(process, Commit(guards, writes), aside):
        process.log("set_aside", work=work.value, item=claim.id, why=why)


def put_back(process: Process, name: str, actor: str) -> RowAside:
    """Let a row be tried again; RefusedError when there is none of this name, e.g. as another was faster."""
    now = process.clock.now()
    aside = next((one for one in process.store.asides() if one.name == name), None)
    if not aside:
        raise RefusedError("not_aside")
    row = _row(process, aside)
    opened = (_opened(row, now),) if row else ()
    writes = (*opened, PutBack(aside, now), Record(_entry(aside, now, actor, "put_back")))
    if not tried(process.store, (IsAside(aside),), writes):
        raise RefusedError("not_aside")
    return aside


def with_bookings(process: Process) -> Iterator[tuple[RowAside, Booking | None]]:
    """Give what is set aside, each with its booking where that is known and can be read."""
    for aside in process.store.asides():
        yield aside, _booking(process, aside)


def _is_written(process: Process, aside: Commit, row_aside: RowAside) -> bool:
    """Write that a row is set aside, and close it; whatever of that is damaged goes without."""
    row = _row(process, row_aside)
    if not row:
        return tried(process.store, *aside.parts)
    closed = _closed(row)
    kept = KeepNotice(closed) if isinstance(closed, Notice) else KeepRoomJob(closed)
    whole = aside + Commit((), (kept,))
    with suppress(*DAMAGED):
        if isinstance(closed, Notice):  # mail may still bring it
            return tried_with_aftermath(process, whole, closed, _booking(process, row_aside))
    with suppress(StoreDamagedError):
        return tried(process.store, *whole.parts)
    return tried(process.store, *aside.parts)


def _closed(row: LedgerRow) -> LedgerRow:
    """Close a row; a notice whose last try never ended may have reached the seeker."""
    if isinstance(row, Notice) and row.is_in_doubt:
        return replace(row, state=NoticeState.UNKNOWN, lease="", reason=Reason.SET_ASIDE)
    return replace(row, state=NoticeState.UNDELIVERABLE, lease="", reason=Reason.SET_ASIDE)


def _opened(row: LedgerRow, now: datetime) -> KeepNotice | KeepRoomJob:
    """Let a row be tried again at once."""
    if isinstance(row, RoomJob):
        return KeepRoomJob(replace(row, state=NoticeState.WAITING, lease="", reason=Reason.NONE), now)
    return KeepNotice(replace(row, state=NoticeState.WAITING, lease="", reason=Reason.NONE, crashes=0), now)


def _row(process: Process, aside: RowAside) -> LedgerRow | None:
    try:
        return process.store.ledger_row(aside.id) if aside.work in IN_THE_LEDGER else None
    except DAMAGED:
        return None


def _booking(process: Process, aside: RowAside) -> Booking | None:
    try:
        return process.store.booking(aside.booking) if aside.booking else None
    except DAMAGED:
        return None


def _booking_of(process: Process, work: Work, name: str) -> str:
    """Name the booking that a row is about, "" where that is not known."""
    try:
        if work is Work.REPLIES:
            reply = process.store.reply(name)
            return reply.notice.partition(".")[0] if reply else ""
        if work is Work.ERASURES:
            erasure = process.store.erasure(name)
            return erasure.number if erasure else ""
    except DAMAGED:
        return ""
    return "" if work is Work.WISHES else name.partition(".")[0]


def _entry(aside: RowAside, now: datetime, actor: str, action: str) -> Entry:
    return Entry(now, actor, action, aside.booking, f"{aside.work.value} {aside.why}")

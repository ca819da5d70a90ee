"""Writes the ledger's rows that follow from a booking's new state, and closes those that hold no more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from bot.booking.model import Booking
from bot.booking.notices import choosing
from bot.booking.notices.choosing import Ways, jobs_for, notices_for
from bot.booking.notices.notice import Channel, Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import RESULTS
from bot.booking.notices.use import superseded
from bot.booking.rooms.job import LedgerRow, RoomJob
from bot.ports.context import Process, RequestContext
from bot.ports.notices import KeepNotice, StillPending
from bot.ports.rooms import KeepRoomJob
from bot.ports.store import Guard

Row = TypeVar("Row", Notice, RoomJob)


def planned(context: RequestContext, booking: Booking, now: datetime) -> tuple[LedgerRow, ...]:
    """Give the notices to the seeker and to staff, and the work at Zoom, all still waiting."""
    told = context.store.notices(booking.id) if booking.state.value in RESULTS else ()
    office, here = context.office, ways(context)
    return (*notices_for(booking, office, here, told, now), *jobs_for(booking, office, here, now))


def ways(process: Process) -> Ways:
    """Give the ways by which this office tells people."""
    has_mail = process.mail is not None
    by_mail = (Channel.STAFF_MAIL,) if has_mail and process.staff.mail_to else ()
    to_group = (Channel.STAFF_GROUP,) if process.staff.group else ()
    to_hook = (Channel.STAFF_WEBHOOK,) if process.staff.webhook else ()
    return Ways(has_mail, (*by_mail, *to_group, *to_hook), process.rooms is not None)


def confirms_itself(context: RequestContext, booking: Booking) -> bool:
    """Say whether a request is confirmed without a person."""
    return choosing.confirms_itself(booking, context.office, ways(context))


def void_rows(process: Process, booking: Booking) -> tuple[KeepNotice | KeepRoomJob, ...]:
    """Close the rows of earlier editions that are still open."""
    old = superseded(process.store.ledger(booking.id), booking)
    return tuple(KeepNotice(voided(row)) if isinstance(row, Notice) else KeepRoomJob(voided(row)) for row in old)


def still_waiting(writes: Iterable[KeepNotice | KeepRoomJob]) -> tuple[Guard, ...]:
    """Ask that each of the rows to be closed still waits: one that was leased meanwhile is checked by who sends it.

    That nobody has a lease is not enough, since nobody has one of what was sent meanwhile either.
    """
    rows = (write.notice if isinstance(write, KeepNotice) else write.job for write in writes)
    return tuple(StillPending(row.id, NoticeState.WAITING) for row in rows)


def voided(row: Row, reason: Reason = Reason.SUPERSEDED) -> Row:
    """Close a row that is of no use any more."""
    return replace(row, state=NoticeState.EXPIRED, reason=reason, lease="")


def keep_all(rows: Iterable[LedgerRow]) -> tuple[KeepNotice | KeepRoomJob, ...]:
    """Write rows, each to be looked at when it is due."""
    return tuple(keep(row, row.due) for row in rows)


def keep(row: LedgerRow, due: datetime | None = None) -> KeepNotice | KeepRoomJob:
    """Write a row, to be looked at at a moment, None = never again."""
    return KeepRoomJob(row, due) if isinstance(row, RoomJob) else KeepNotice(row, due)

"""Writes what became of a room job: on its row, and on the booking as it is by then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.notice import NoticeState
from bot.booking.rooms.job import RoomJob
from bot.booking.rooms.rooms import is_otherwise
from bot.errors import SendError
from bot.ports.context import Process, RequestContext
from bot.ports.health import Count
from bot.ports.notices import EditionIs, SettleTrouble
from bot.ports.rooms import KeepRoomJob
from bot.ports.work import Claim, LeaseIs, Work
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.notices.ledger import voided
from bot.service.rooms.confirm_with_room import BY_ITSELF

TRIES = 8  # to write on a booking that others change meanwhile


def settle(process: Process, claim: Claim, row: RoomJob, due: datetime | None = None) -> NoticeState:
    """Write the row as it is, to be looked at again when it is due; give its state."""
    writes = (KeepRoomJob(row, due), Count(f"notice_{row.kind}_{row.state}"))
    tried(process.store, (LeaseIs(Work.ROOMS, claim.id, claim.lease),), writes)
    process.log("room", notice=row.id, state=row.state.value, attempts=row.attempts, reason=row.reason)
    return row.state


def settle_for_a_person(process: Process, claim: Claim, row: RoomJob) -> NoticeState:
    """Write a row that a person has to see to; it is void where its booking changed meanwhile."""
    guards = (LeaseIs(Work.ROOMS, claim.id, claim.lease), EditionIs(row.booking, row.edition))
    writes = (KeepRoomJob(row), Count(f"notice_{row.kind}_{row.state}"))
    if not tried(process.store, guards, writes):
        return settle(process, claim, voided(row))
    process.log("room", notice=row.id, state=row.state.value, attempts=row.attempts, reason=row.reason)
    return row.state


def write_outcome(
    context: RequestContext,
    claim: Claim,
    row: RoomJob,
    booking: Booking,
    change: Callable[[Booking], Booking | None],
    action: str,
) -> NoticeState:
    """Write the outcome, with the row's reason, on the booking as it is by now; a newer edition tidies up by itself."""
    now, done = context.clock.now(), replace(row, state=NoticeState.ACCEPTED, lease="")
    old = tuple(SettleTrouble(one.id) for one in context.store.room_jobs(booking.id) if is_otherwise(one))  # as it was
    settled = Commit((LeaseIs(Work.ROOMS, claim.id, claim.lease),), (*old, KeepRoomJob(done)))
    for _ in range(TRIES):
        before = context.store.booking(booking.id)
        after = change(before) if before and before.edition == booking.edition else None
        if not before or not after:
            return settle(context, claim, voided(row))
        step = BookingChange(before, after, BY_ITSELF, action, now, count=action or "room_as_it_was")
        commit = settled + commit_of(context, step)
        if tried(context.store, *commit.parts):
            context.log("room", notice=row.id, state=done.state.value, attempts=row.attempts, reason=action)
            return done.state
    raise SendError("changed_meanwhile")

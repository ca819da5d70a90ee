"""Carries out the row of a room: opens, changes or closes it at Zoom as the booking asks. A row may be tried twice."""

import secrets
from dataclasses import replace
from datetime import timedelta

from bot.booking.model import Booking
from bot.booking.notices.notice import NoticeState
from bot.booking.notices.reasons import Reason, reason_of
from bot.booking.notices.reminders import is_too_late
from bot.booking.rooms.job import RoomJob, RoomTask
from bot.booking.rooms.rooms import awaits_room
from bot.errors import RefusedError, SendError
from bot.ports.context import Process, RequestContext
from bot.ports.notices import EditionIs
from bot.ports.rooms import KeepRoomJob, Rooms
from bot.ports.work import Claim, LeaseIs, Work
from bot.service.conflicts import tried
from bot.service.notices.ledger import confirms_itself, voided
from bot.service.rooms.closing import close_rooms
from bot.service.rooms.confirm_with_room import BY_ITSELF, confirm_and_open
from bot.service.rooms.opening import open_room
from bot.service.rooms.outcome import settle, settle_for_a_person

BACKOFF = (2, 5, 15, 30, 60, 120)  # seconds


def see_to_room(context: RequestContext, claim: Claim) -> NoticeState:
    """Carry out one leased row about a room; give its state, LEASED when that is another's by now."""
    row, now = context.store.room_job(claim.id), context.clock.now()
    booking = context.store.booking(row.booking) if row else None
    if not row or row.lease != claim.lease:
        return NoticeState.LEASED
    if not booking or not context.rooms or row.edition != booking.edition:
        return settle(context, claim, voided(row))
    if is_too_late(row, now):
        return settle(context, claim, voided(row, Reason.TOO_LATE))
    begun = replace(row, attempts=row.attempts + 1, first_attempt=row.first_attempt or now)
    guards = (LeaseIs(Work.ROOMS, claim.id, claim.lease), EditionIs(row.booking, row.edition))
    if not tried(context.store, guards, (KeepRoomJob(begun, moves=False),)):
        return NoticeState.LEASED
    return _tried(context, context.rooms, claim, begun, booking)


def _tried(context: RequestContext, rooms: Rooms, claim: Claim, row: RoomJob, booking: Booking) -> NoticeState:
    do = open_room if awaits_room(booking) else close_rooms
    try:
        if row.kind is RoomTask.OPEN and confirms_itself(context, booking):
            return _confirmed(context, claim, row, booking)
        return do(context, rooms, claim, row, booking)
    except SendError as error:
        return _failed(context, claim, row, error)


def _confirmed(context: RequestContext, claim: Claim, row: RoomJob, booking: Booking) -> NoticeState:
    """Confirm a request by itself; what can't be is left to staff."""
    try:
        confirm_and_open(context, booking.id, BY_ITSELF)
    except RefusedError as error:
        raise SendError(error.code, permanent=True) from None
    return settle(context, claim, replace(row, state=NoticeState.ACCEPTED, lease="", reason=Reason.NONE))


def _failed(process: Process, claim: Claim, row: RoomJob, error: SendError) -> NoticeState:
    failed = replace(row, reason=reason_of(error.reason), lease="")
    if error.permanent:
        return settle_for_a_person(process, claim, replace(failed, state=NoticeState.UNDELIVERABLE))
    wait = BACKOFF[min(row.attempts, len(BACKOFF)) - 1] * (1 + secrets.randbelow(250) / 1000)
    again = process.clock.now() + timedelta(seconds=wait)
    return settle(process, claim, replace(failed, state=NoticeState.WAITING), again)

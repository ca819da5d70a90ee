"""Requests and confirmed bookings that are put straight into a store, as the commits of 申し込む and 確定 do it."""

from collections.abc import Callable
from dataclasses import replace

from bot.booking.model import Booking, Room
from bot.booking.notices.notice import Kind
from bot.booking.rooms.job import LedgerRow
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.service.bookings import steps
from bot.service.notices.ledger import keep_all, planned
from tests.make import ROOM, tokyo


def is_no_receipt(row: LedgerRow) -> bool:
    """Say whether a row is anything but the receipt, which the reply carries."""
    return row.kind is not Kind.RECEIVED


def requested(context: RequestContext, made: Booking, wanted: Callable[[LedgerRow], bool] = is_no_receipt) -> Booking:
    """Put a request into the store, with the rows that follow from it and are wanted."""
    rows = (row for row in planned(context, made, context.clock.now()) if wanted(row))
    context.store.commit((), (KeepBooking(made, expires=tokyo("2026-12-02 17:15")), *keep_all(rows)))
    return made


def room_for(context: RequestContext, made: Booking) -> Room:
    """Give the room of tests, or one of its own to who is beside another at the time."""
    beside = context.store.bookings(made.start - (made.end - made.start), made.end)
    if all(one.id == made.id or not one.room for one in beside):
        return ROOM
    meeting = f"9{int(made.number):010d}"
    return replace(ROOM, meeting_id=meeting, join_url=f"https://zoom.example/j/{meeting}")


def confirmed(context: RequestContext, made: Booking, wanted: Callable[[LedgerRow], bool] = is_no_receipt) -> Booking:
    """Put a request into the store and confirm it, so that its details are due now."""
    room = room_for(context, made)
    return steps.confirm_booking(context, requested(context, made, wanted).id, room, "cli:test")

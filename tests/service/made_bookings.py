"""Requests and confirmed bookings that are put straight into a store, as the commits of 申し込む and 確定 do it."""

from collections.abc import Callable

from bot.booking.model import Booking
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


def confirmed(context: RequestContext, made: Booking, wanted: Callable[[LedgerRow], bool] = is_no_receipt) -> Booking:
    """Put a request into the store and confirm it, so that its details are due now."""
    return steps.confirm_booking(context, requested(context, made, wanted).id, ROOM, "cli:test")

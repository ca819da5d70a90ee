"""What another schedule does to requests that are there: they run out at another moment, and staff are warned then."""

from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.notice import Kind, Notice, NoticeState
from bot.booking.notices.reminders import UNDO_WINDOW, staff_plans
from bot.booking.offers import runs_out
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.service.bookings.change import runs_out_at
from bot.service.commit import Commit
from bot.service.notices.ledger import still_waiting


def moved_cut_offs(context: RequestContext, then: RequestContext, besides: Container[str] = ()) -> Commit:
    """Let each request run out when it does by another schedule, `besides` those that change with it.

    None runs out while the schedule may be taken back.
    """
    now = context.clock.now()
    asked = [one for one in context.store.asked() if one.id not in besides]
    moved = [one for one in asked if runs_out(one, then.office) != runs_out(one, context.office)]
    return sum((_moved(then, one, now) for one in moved), Commit())


def _moved(then: RequestContext, booking: Booking, now: datetime) -> Commit:
    expires = max(runs_out(booking, then.office), now + UNDO_WINDOW)
    waiting = [row for row in then.store.notices(booking.id) if _warns(row, booking)]
    rows = [_warned(then, row, booking, expires, now) for row in waiting]
    kept = tuple(KeepNotice(row, row.due) for row in rows)
    return runs_out_at(booking, expires) + Commit(still_waiting(kept), kept)


def _warns(row: Notice, booking: Booking) -> bool:
    is_current = row.edition == booking.edition and row.state is NoticeState.WAITING
    return is_current and row.kind is Kind.STAFF_EXPIRING


def _warned(then: RequestContext, row: Notice, booking: Booking, expires: datetime, now: datetime) -> Notice:
    """Give the row that warns of it with its other moment; at once where that has passed."""
    plans = staff_plans(booking, then.office, now)
    due = next((plan.due for plan in plans if plan.kind is Kind.STAFF_EXPIRING), now)
    return replace(row, due=due, latest=expires)

"""An office with a request for Monday, which is to be answered by Friday, and that Friday closed or opened again."""

from datetime import date
from typing import Any

from bot.booking.offers import runs_out
from bot.booking.schedule.schedule import Closure
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.staff import StaffWays
from bot.service.events.office_now import context_now
from bot.service.notices.ledger import keep_all, planned
from bot.service.schedule.closing import close_days, look_at_closing
from bot.service.schedule.reopening import open_days_again
from tests.make import booking, tokyo
from tests.service.make_context import context_on

FRIDAY = date(2026, 12, 4)
CLOSED = Closure("c1", FRIDAY, FRIDAY, "点検のため", by="s1")
BY_THURSDAY, BY_FRIDAY = tokyo("2026-12-03 17:15"), tokyo("2026-12-04 17:15")


def asked_by_friday(client: Any) -> RequestContext:
    """Give the office with its request."""
    made = context_on(client, None, StaffWays(group="C" + "4" * 32))
    asked = booking(start=tokyo("2026-12-07 10:00"))
    rows = planned(made, asked, made.clock.now())
    made.store.commit((), (KeepBooking(asked, runs_out(asked, made.office)), *keep_all(rows)))
    return made


def closes(place: RequestContext) -> None:
    """Close the Friday."""
    now = context_now(place)
    close_days(now, CLOSED, "staff:s1", look_at_closing(now, CLOSED).mark)


def opens(place: RequestContext) -> None:
    """Open it again."""
    now = context_now(place)
    open_days_again(now, "c1", now.office.schedule.version, "staff:s1")

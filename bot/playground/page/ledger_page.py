"""/playground/bookings: the bookings as the chat page shows them, and what the ledger will do next."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import Blueprint, Response, current_app, jsonify

from bot.booking.model import Booking, State
from bot.booking.notices.notice import PENDING_STATES, Notice
from bot.booking.offers import runs_out
from bot.booking.rooms.job import LedgerRow
from bot.booking.schedule.opening import DAY, TOKYO, at, today
from bot.dialogue.words.dates import say_when
from bot.playground.line.wire import Json
from bot.playground.page.ledger_words import channel_of, kind_of, reason_of, state_of
from bot.ports.context import Process, RequestContext
from bot.service.events.office_now import context_now

SHOWN_ROWS = 50
PAST = timedelta(days=14)
CONSOLE = "/staff/bookings/"
NO_SHOW = timedelta(minutes=10)


class Coming(NamedTuple):
    """Something that will happen at a moment without anybody's doing."""

    at: datetime
    what: str
    booking: Booking


def blueprint(process: Process) -> Blueprint:
    """Give the route."""
    routes = Blueprint("ledger_page", __name__)

    @routes.get("/playground/bookings")
    def bookings() -> Response:
        return jsonify(overview(context_now(process)))

    return routes


def overview(context: RequestContext) -> Json:
    """Give {"now", "next", "bookings"}; `next` is {"at", "text", "booking"}, or null when nothing is planned."""
    now = context.clock.now()
    known = context.store.bookings(since=now - PAST)[:SHOWN_ROWS]
    rows = {booking.id: context.store.ledger(booking.id) for booking in known}
    coming = [one for booking in known for one in _coming(context, booking, rows[booking.id])]
    return {
        "now": _moment(now),
        "next": _next(min(coming, default=None, key=lambda one: one.at), now),
        "bookings": [_shown(context, booking, rows[booking.id]) for booking in known],
    }


def _coming(context: RequestContext, booking: Booking, rows: tuple[LedgerRow, ...]) -> Iterator[Coming]:
    for row in rows:
        if row.state in PENDING_STATES and row.edition == booking.edition:
            yield Coming(row.due, f"「{kind_of(row)}」を{channel_of(row)}で送ります", booking)
    if booking.state in (State.REQUESTED, State.OFFERED):
        yield Coming(runs_out(booking, context.office), "回答の期限が切れます", booking)


def _next(coming: Coming | None, now: datetime) -> Json | None:
    if coming is None:
        return None
    when = say_when(coming.at.astimezone(TOKYO)) if coming.at > now else "まもなく"
    text = f"{when}、受付番号 {coming.booking.number} の{coming.what}"
    return {"at": _moment(coming.at), "text": text, "booking": coming.booking.id}


def _shown(context: RequestContext, booking: Booking, rows: tuple[LedgerRow, ...]) -> Json:
    office = context.office
    return {
        "id": booking.id,
        "number": booking.number,
        "state": booking.state.value,
        "state_text": context.words(f"staff.state.{booking.state.value}"),
        "live": booking.is_live,
        "start": _moment(booking.start),
        "when": say_when(booking.start),
        "line_user": booking.user,
        "page": f"{CONSOLE}{booking.id}" if _has_console() else None,
        "moments": {
            "eve": _moment(at(today(booking.start) - DAY, office.day_before)),
            "soon": _moment(booking.start - timedelta(minutes=office.soon_minutes)),
            "late": _moment(booking.start + NO_SHOW),
        },
        "notices": [_row(row) for row in rows],
    }


def _has_console() -> bool:
    return any(rule.rule.startswith(CONSOLE) for rule in current_app.url_map.iter_rules())


def _row(row: LedgerRow) -> Json:
    return {
        "kind": kind_of(row),
        "channel": channel_of(row),
        "due": _moment(row.due),
        "state": row.state.value,
        "state_text": state_of(row),
        "reason": reason_of(row),
        "attempts": row.attempts,
        "retry_key": row.retry_key if isinstance(row, Notice) else "",
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(TOKYO).isoformat()

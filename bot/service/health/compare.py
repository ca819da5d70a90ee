"""Compares bookings, places, indexes, ledger and audit log, and names what does not fit. It mends nothing."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind, Notice
from bot.booking.notices.reminders import plans
from bot.booking.retention import BOOKING_KEPT
from bot.booking.rooms.job import notices_among
from bot.booking.schedule.opening import DAY
from bot.ports.context import Process, RequestContext
from bot.ports.health import Difference
from bot.service.bookings.taking_back import REACHED
from bot.service.notices.ledger import planned
from bot.service.privacy.erasure import DONE

NOTED = "store differences"
SHOWN_SECONDS = 7200  # seconds; longer than from one comparison to the next
MOST_NAMED = 50  # in a log and a note; the command gives all
LOOKED_BACK = BOOKING_KEPT + 15 * DAY  # and as far as a booking can be ahead when it is confirmed
ENDS = frozenset({"cancelled", "cancel_by_office", "cancel_by_seeker", "forgotten"})
QUIET, LONGEST_LOOK = 200, 16 * DAY  # entries of a span after which one twice as long is looked at
HELD_BACK = timedelta(seconds=60)  # longer than staff's answers are held back
FIRST = frozenset({Kind.DETAILS, Kind.ROOM_LATE})  # planned at the moment of the confirmation


def compare(context: RequestContext) -> list[Difference]:
    """Give what does not fit twice in a row: what only changed meanwhile fits the second time."""
    first = _once(context)
    return sorted(first & _once(context)) if first else []


def compare_and_note(context: RequestContext) -> None:
    """Compare, and note what was found for the health page, the console and the log."""
    found = compare(context)
    named = [[one.kind, one.id] for one in found[:MOST_NAMED]]
    context.store.note(NOTED, json.dumps({"count": len(found), "first": named}), SHOWN_SECONDS)
    for kind, name in named:
        context.log("store_difference", kind=kind, id=name)
    if found:
        context.store.count("store_differences", len(found))


def noted(process: Process) -> tuple[int, list[Difference]]:
    """Give how many differences the last comparison found, and the first of them."""
    told = json.loads(process.store.noted(NOTED) or '{"count": 0, "first": []}')
    return told["count"], [Difference(*one) for one in told["first"]]


def _once(context: RequestContext) -> set[Difference]:
    found = context.store.differences()
    found |= {Difference("notices_missing", one) for one in _without_notices(context)}
    return found | {Difference("confirmed_vanished", one) for one in _vanished(context)}


def _without_notices(context: RequestContext) -> Iterator[str]:
    """Name the confirmed bookings to come that lack a notice which follows from their confirmation."""
    for booking in context.store.each_booking(since=context.clock.now()):
        if booking.state is State.CONFIRMED:
            ledger = context.store.notices(booking.id)
            rows = [row for row in ledger if row.edition == booking.edition]
            first = min((row.due for row in rows if row.kind in FIRST), default=context.clock.now())
            # What was due to be planned when it was confirmed: as it seems from its first row.
            due = _kinds(context, booking, first) & _kinds(context, booking, first - HELD_BACK)
            if not due <= {row.kind for row in rows} | _told_before(booking, ledger):
                yield booking.id


def _told_before(booking: Booking, ledger: Iterable[Notice]) -> set[Kind]:
    """Give what the person heard of this very time and room: once an answer is taken back, it is not told again."""
    now = (booking.start, booking.room_version)
    return {row.kind for row in ledger if row.state in REACHED and (row.start, row.room) == now}


def _kinds(context: RequestContext, booking: Booking, moment: datetime) -> set[Kind]:
    seekers = {plan.kind for plan in plans(booking, context.office, moment)}
    return {row.kind for row in notices_among(planned(context, booking, moment))} & seekers


def _vanished(context: RequestContext) -> Iterator[str]:
    """Name the bookings that the audit log knows as confirmed and not as ended, and that are not there.

    Of each span those are kept in mind that are not there now. Where much happens it is a day, so that a large office
    costs no memory, and longer where little does, so that a small one costs no look for each of its days.
    """
    now = context.clock.now()
    lacking, unnamed = dict[str, datetime](), now - LOOKED_BACK - context.office.horizon_days * DAY
    begin, named, span = unnamed, unnamed, DAY
    while begin <= now:
        confirmed = dict[str, datetime]()
        entries = context.store.audit_between(begin, begin + span - timedelta(milliseconds=1))
        for entry in entries:
            if entry.action == "confirmed":
                confirmed[entry.booking] = entry.at
            elif entry.action in ENDS:
                confirmed.pop(entry.booking, None)
                lacking.pop(entry.booking, None)
                named = entry.at if entry.detail == DONE else named
            elif entry.action == DONE and entry.at - named > HELD_BACK and not entry.detail.startswith("bookings 0"):
                unnamed = entry.at  # older releases did not name the bookings that they erased
        lacking |= {one: confirmed[one] for one in context.store.not_there(list(confirmed))}
        begin, span = begin + span, min(2 * span, LONGEST_LOOK) if len(entries) < QUIET else DAY
    yield from (one for one, at in lacking.items() if at > unnamed)

"""Compares bookings, places, indexes, ledger and audit log, and names what does not fit. It mends nothing."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.booking.model import Booking, Kind, Notice, State
from bot.booking.notices.reminders import plans
from bot.booking.opening import DAY
from bot.booking.rooms.job import notices_among
from bot.errors import SealError
from bot.ports.health import Difference
from bot.ports.services import Services
from bot.service.notices.ledger import planned
from bot.service.privacy.erasure import DONE

NOTED = "store differences"
SHOWN = 7200  # seconds; longer than from one comparison to the next
MOST_NAMED = 50  # in a log and a note; the command gives all
LOOKED_BACK = timedelta(days=75)  # farther than a booking can be ahead when it is confirmed, and kept afterwards
ENDS = frozenset({"cancelled", "cancel_by_office", "cancel_by_seeker", "forgotten"})
HELD = timedelta(seconds=60)  # longer than staff's answers are held back
FIRST = frozenset({Kind.DETAILS, Kind.ROOM_LATE})  # planned at the moment of the confirmation


def compare(services: Services) -> list[Difference]:
    """Give what does not fit twice in a row: what only changed meanwhile fits the second time."""
    first = _once(services)
    return sorted(first & _once(services)) if first else []


def compare_and_note(services: Services) -> None:
    """Compare, and note what was found for the health page, the console and the log."""
    found = compare(services)
    named = [[one.kind, one.id] for one in found[:MOST_NAMED]]
    services.store.note(NOTED, json.dumps({"count": len(found), "first": named}), SHOWN)
    for kind, name in named:
        services.log("store_difference", kind=kind, id=name)
    if found:
        services.store.count("store_differences", len(found))


def noted(services: Services) -> tuple[int, list[Difference]]:
    """Give how many differences the last comparison found, and the first of them."""
    told = json.loads(services.store.noted(NOTED) or '{"count": 0, "first": []}')
    return told["count"], [Difference(*one) for one in told["first"]]


def _once(services: Services) -> set[Difference]:
    found = services.store.differences()
    found |= {Difference("notices_missing", one) for one in _without_notices(services)}
    return found | {Difference("confirmed_vanished", one) for one in _vanished(services)}


def _without_notices(services: Services) -> Iterator[str]:
    """Name the confirmed bookings to come that lack a notice which follows from their confirmation."""
    for booking in services.store.bookings(since=services.clock.now()):
        if booking.state is State.CONFIRMED:
            rows = [row for row in services.store.notices(booking.id) if row.edition == booking.edition]
            if not _wanted(services, booking, rows) <= {row.kind for row in rows}:
                yield booking.id


def _wanted(services: Services, booking: Booking, rows: list[Notice]) -> set[Kind]:
    """Give the kinds that were due to be planned when the booking was confirmed: as it seems from its first row."""
    first = min((row.due for row in rows if row.kind in FIRST), default=services.clock.now())
    return _kinds(services, booking, first) & _kinds(services, booking, first - HELD)


def _kinds(services: Services, booking: Booking, moment: datetime) -> set[Kind]:
    seekers = {plan.kind for plan in plans(booking, services.office, moment)}
    return {row.kind for row in notices_among(planned(services, booking, moment))} & seekers


def _vanished(services: Services) -> Iterator[str]:
    """Name the bookings that the audit log knows as confirmed and not as ended, and that are not there."""
    now = services.clock.now()
    confirmed, unnamed = dict[str, datetime](), now - LOOKED_BACK
    named = unnamed
    day = now - LOOKED_BACK
    while day <= now:
        for entry in services.store.audit_between(day, day + DAY - timedelta(milliseconds=1)):
            if entry.action == "confirmed":
                confirmed[entry.booking] = entry.at
            elif entry.action in ENDS:
                confirmed.pop(entry.booking, None)
                named = entry.at if entry.detail == DONE else named
            elif entry.action == DONE and entry.at - named > HELD and not entry.detail.startswith("bookings 0"):
                unnamed = entry.at  # older releases did not name the bookings that they erased
        day += DAY
    there = {one.id for one in services.store.bookings()}
    gone = (one for one, at in confirmed.items() if one not in there and at > unnamed)
    yield from (one for one in gone if not _is_there(services, one))


def _is_there(services: Services, booking: str) -> bool:
    try:
        return services.store.booking(booking) is not None
    except (SealError, ValueError):  # it can't be opened, which is another difference
        return True

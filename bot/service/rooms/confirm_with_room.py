"""Confirming with a room that Zoom opens: a host's time is taken in the same commit, the room follows."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.lifecycle import confirm_to_open
from bot.booking.model import Booking, Channel, Notice
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, KeepBooking
from bot.ports.rooms import Rooms
from bot.ports.services import Services
from bot.ports.store import Guard
from bot.service.bookings.steps import AT_ONCE, TRIES, UNKNOWN_VERSION, find
from bot.service.notices.ledger import keep_all, planned, still_waiting, void_rows
from bot.service.rooms.hosts import choices, host_writes

TAKEN = "HostIsFree"
BY_ITSELF = "system"  # no person has looked at the request
TO_THE_SEEKER = frozenset({Channel.LINE, Channel.MAIL, Channel.ROOM})


def confirm_and_open(
    services: Services, name: str, actor: str, version: int = UNKNOWN_VERSION, *, hold: timedelta = AT_ONCE
) -> Booking:
    """Fix a booking; a worker opens its room, at once or after `hold`, and then the seeker gets the details."""
    rooms = services.rooms
    if not rooms:
        raise RefusedError("no_zoom")
    for _ in range(TRIES):
        before, now = find(services, name), services.clock.now()
        if version not in (UNKNOWN_VERSION, before.version):
            break
        after, failed = _with_the_first_free(services, rooms, before, actor, now, hold)
        if not failed:
            return after
        if failed == TAKEN:
            raise RefusedError("no_host_free")
    raise RefusedError("changed_meanwhile", id=before.number)


def _with_the_first_free(
    services: Services, rooms: Rooms, before: Booking, actor: str, now: datetime, hold: timedelta
) -> tuple[Booking, str]:
    confirmed = confirm_to_open(before, services.office, now, by_staff=actor != BY_ITSELF)
    confirmed = replace(confirmed, fresh=before.fresh and actor == BY_ITSELF)
    failed = TAKEN
    for after, guards in choices(rooms, confirmed, now):
        failed = _commit(services, before, after, guards, actor, now, hold)
        if failed != TAKEN:
            return after, failed
    return confirmed, failed


def _commit(
    services: Services,
    before: Booking,
    after: Booking,
    guards: tuple[Guard, ...],
    actor: str,
    now: datetime,
    hold: timedelta,
) -> str:
    void = void_rows(services, after)
    fresh = (_held_back(row, now + hold) for row in planned(services, after, now))
    entry = Entry(now, actor, "confirmed", after.id)
    return services.store.commit(
        (BookingIs(before.id, before.version), *guards, *still_waiting(void)),
        (KeepBooking(after), *host_writes(before, after), *void, *keep_all(fresh), Record(entry)),
    )


def _held_back(row: Notice, earliest: datetime) -> Notice:
    return replace(row, due=max(row.due, earliest)) if row.channel in TO_THE_SEEKER else row

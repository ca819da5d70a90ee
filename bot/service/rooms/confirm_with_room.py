"""Confirming with a room that Zoom opens: a host's time is taken in the same commit, the room follows."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from bot.booking.lifecycle import confirm_to_open
from bot.booking.model import Booking
from bot.errors import ConflictError, RefusedError
from bot.ports.context import RequestContext
from bot.ports.rooms import Rooms
from bot.service.bookings.booking_change import AT_ONCE, BookingChange
from bot.service.bookings.change import commit_of
from bot.service.bookings.steps import TRIES, UNKNOWN_VERSION, find
from bot.service.commit import Commit
from bot.service.conflicts import Why, meaning
from bot.service.counsellors.assigning import given
from bot.service.rooms.hosts import choices

BY_ITSELF = "system"  # no person has looked at the request


def confirm_and_open(
    context: RequestContext, name: str, actor: str, version: int = UNKNOWN_VERSION, *, delay: timedelta = AT_ONCE
) -> Booking:
    """Fix a booking; a worker opens its room, at once or after `delay`, and then the seeker gets the details."""
    rooms = context.rooms
    if not rooms:
        raise RefusedError("no_zoom")
    for _ in range(TRIES):
        before, now = find(context, name), context.clock.now()
        if version not in (UNKNOWN_VERSION, before.version):
            break
        confirmed = confirm_to_open(before, context.office, now, by_staff=actor != BY_ITSELF)
        confirmed = replace(confirmed, fresh=before.fresh and actor == BY_ITSELF)
        with suppress(ConflictError):
            return with_first_free(
                context, rooms, BookingChange(before, confirmed, actor, "confirmed", now, delay=delay)
            )
    raise RefusedError("changed_meanwhile", id=before.number)


def with_first_free(context: RequestContext, rooms: Rooms, change: BookingChange) -> Booking:
    """Make a change with the first host whose time is free; ConflictError when the booking changed meanwhile.

    The counsellor comes first, whose own host opens the room.
    """
    known, _ = given(context, change)
    for after, guards in choices(rooms, known, change.now, context.office.schedule.counsellors):
        commit = commit_of(context, replace(change, after=after)) + Commit(guards)
        try:
            context.store.commit(*commit.parts)
        except ConflictError as conflict:
            if meaning(conflict).why is not Why.HOST_TAKEN:
                raise
        else:
            return after
    raise RefusedError("no_host_free")

"""What staff do with bookings, the same for the command line and the console. RefusedError says why it can't be."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bot.booking.lifecycle import Step, confirm, step
from bot.booking.model import Booking, Room, State
from bot.booking.rooms.join_url import is_join_url, meeting_in
from bot.errors import RefusedError
from bot.ports.context import Process, RequestContext
from bot.service.bookings.booking_change import AT_ONCE, BookingChange
from bot.service.bookings.change import commit_of
from bot.service.conflicts import tried_for_staff

UNKNOWN_VERSION = -1
TRIES = 3
LONGEST_REASON = 300  # characters


def find(process: Process, name: str) -> Booking:
    """Find a booking by id or number."""
    booking = process.store.booking(name.strip())
    if not booking:
        raise RefusedError("unknown_booking", id=name)
    return booking


def taken_by_others(process: Process, booking: Booking) -> dict[datetime, int]:
    """Count the places that are taken at each start, without those that a booking holds itself."""
    taken = process.store.taken()
    for start in booking.places:
        taken[start] = taken.get(start, 1) - 1
    return taken


def confirm_booking(
    context: RequestContext,
    name: str,
    room: Room,
    actor: str,
    version: int = UNKNOWN_VERSION,
    *,
    delay: timedelta = AT_ONCE,
) -> Booking:
    """Fix a booking with its room; the seeker gets the details at once, or after `delay`, and the reminders in time."""
    check_room(room)

    def change(one: Booking, now: datetime) -> Booking:
        return confirm(one, room, context.office, now)

    return carry_out(context, name, version, actor, "confirmed", change, delay)


def take_step(
    context: RequestContext,
    name: str,
    wanted: Step,
    actor: str,
    *,
    reason: str = "",
    version: int = UNKNOWN_VERSION,
    delay: timedelta = AT_ONCE,
) -> Booking:
    """Carry out any step that needs no room: decline, cancel, attend, no-show, expire."""

    def change(one: Booking, now: datetime) -> Booking:
        return step(one, wanted, context.office, now, reason=reason[:LONGEST_REASON])

    return carry_out(context, name, version, actor, wanted.value, change, delay)


def check_room(room: Room) -> None:
    """Refuse room data that a seeker could not use."""
    for fault in faults_of_room(room):
        raise fault


def faults_of_room(room: Room) -> Iterator[RefusedError]:
    """Give all that keeps a seeker from using room data."""
    if not re.fullmatch(r"[0-9]{9,11}", room.meeting_id):
        yield RefusedError("bad_meeting_id")
    if not re.fullmatch(r"[\x21-\x7e]{1,10}", room.passcode):
        yield RefusedError("bad_passcode")
    if room.join_url and not is_join_url(room.join_url):
        yield RefusedError("bad_join_url")
    elif meeting_in(room.join_url) not in ("", room.meeting_id):
        yield RefusedError("link_of_other_meeting", said=meeting_in(room.join_url))


def tried_again(
    context: RequestContext, name: str, version: int, attempt: Callable[[Booking, datetime], Booking | None]
) -> Booking:
    """Attempt a change on a booking that has this version, as it stands, until nobody was faster; give what came of it.

    attempt  gives the booking as it is now, None where somebody was faster
    """
    for _ in range(TRIES):
        before, now = find(context, name), context.clock.now()
        if version not in (UNKNOWN_VERSION, before.version):
            break
        after = attempt(before, now)
        if after:
            return after
    raise RefusedError("changed_meanwhile", id=before.number)


def carry_out(
    context: RequestContext,
    name: str,
    version: int,
    actor: str,
    action: str,
    change: Callable[[Booking, datetime], Booking],
    delay: timedelta = AT_ONCE,
) -> Booking:
    """Change a booking that has this version, with the places it comes to hold and the notices that follow."""

    def attempt(before: Booking, now: datetime) -> Booking | None:
        after = change(before, now)
        new_room = before.state is after.state is State.CONFIRMED and not after.before  # nothing takes that back
        wait = AT_ONCE if new_room else delay
        detail = "with reason" if after.reason else ""
        commit = commit_of(context, BookingChange(before, after, actor, action, now, detail, delay=wait))
        return after if tried_for_staff(context.store, *commit.parts) else None

    return tried_again(context, name, version, attempt)

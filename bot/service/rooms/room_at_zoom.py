"""Asks Zoom for the room of a booking until it is as wanted; nothing is written here.

A room bears the booking's mark, and a host's rooms are looked through before one is opened: an answer that was lost
leaves no second room.
"""

import secrets
from dataclasses import replace

from bot.booking.model import Booking, Hosting
from bot.booking.rooms.passcodes import STRICT, PasscodeRule, can_be_met, passcode
from bot.booking.rooms.rooms import to_change
from bot.errors import SendError
from bot.ports.context import RequestContext
from bot.ports.rooms import OpenRoom, Rooms, WantedRoom

# Why Zoom refuses what another host may do.
OF_THE_HOST = frozenset({"zoom_daily", "zoom_no_host", "zoom_400", "zoom_passcode"})


def room_at_zoom(context: RequestContext, rooms: Rooms, booking: Booking, held: Hosting) -> OpenRoom:
    """Give the room; what Zoom made otherwise is asked for once more, under the passcode that the room has."""
    wanted = _wanted(context, rooms, booking, held.host)
    said = _with_fitting_passcode(rooms, booking, held, wanted)
    if not said.otherwise:
        return said
    try:
        return rooms.change(held.host, said.meeting_id, replace(wanted, passcode=said.passcode))
    except SendError as error:
        if not error.permanent and error.reason not in OF_THE_HOST:
            raise
        return said  # Zoom will not have it: staff are told what the room is like


def _wanted(context: RequestContext, rooms: Rooms, booking: Booking, host: str) -> WantedRoom:
    return WantedRoom(
        topic=context.words("rooms.topic", {"number": booking.number}),
        mark=mark_of(context, booking),
        start=booking.start,
        minutes=round((booking.end - booking.start).total_seconds() / 60),
        passcode=new_passcode(rooms.passcode_rule(host)),
    )


def new_passcode(rule: PasscodeRule | None) -> str:
    """Make a passcode for a rule, six digits for one that is not known; SendError for one that nothing fits."""
    if rule and not can_be_met(rule):
        raise SendError("zoom_passcode", permanent=True)
    return passcode(rule or PasscodeRule(), secrets.choice)


def _with_fitting_passcode(rooms: Rooms, booking: Booking, held: Hosting, wanted: WantedRoom) -> OpenRoom:
    """Give the room; where its passcode is refused, under one for the rule as it is by now, or a strict one."""
    before = rooms.passcode_rule(held.host)
    try:
        return _changed_or_opened(rooms, booking, held, wanted)
    except SendError as error:
        if error.reason != "zoom_passcode":
            raise
        rooms.look_at_rule_again(held.host)
        rule = rooms.passcode_rule(held.host)
        stricter = new_passcode(STRICT if rule == before else rule)
        return _changed_or_opened(rooms, booking, held, replace(wanted, passcode=stricter))


def _changed_or_opened(rooms: Rooms, booking: Booking, held: Hosting, wanted: WantedRoom) -> OpenRoom:
    """Change the room that there is, or open one; of several with the booking's mark one is left."""
    known = to_change(booking)
    if known:
        return _changed(rooms, held, known.meeting, wanted)
    given_up = {one.meeting for one in booking.hosting if one.closing}
    found = [one for one in rooms.find(held.host, wanted.mark) if one.meeting not in given_up]
    for spare in found[1:]:
        rooms.close(spare.meeting)
    if not found:
        return rooms.create(held.host, wanted)
    if found[0].start == booking.start:
        return rooms.read(found[0].meeting, wanted)
    return _changed(rooms, held, found[0].meeting, wanted)


def _changed(rooms: Rooms, held: Hosting, meeting: str, wanted: WantedRoom) -> OpenRoom:
    """Change a room, or open one when somebody deleted it by hand."""
    try:
        return rooms.change(held.host, meeting, wanted)
    except SendError as error:
        if error.reason != "zoom_gone":
            raise
        return rooms.create(held.host, wanted)


def mark_of(context: RequestContext, booking: Booking) -> str:
    """Give the opaque sign by which a booking's room is known at Zoom; offices may share a host there."""
    return f"{marks_of(context)}{booking.number}-{booking.id}"


def marks_of(context: RequestContext) -> str:
    """Give how the marks of this office's rooms begin."""
    return f"madoguchi-{context.office.id}-"

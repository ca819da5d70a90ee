"""Does at Zoom what a booking asks for: opens, changes and closes its rooms. Each step may run twice.

A room bears the booking's mark, and a host's rooms are looked through before one is opened: an answer that was lost
leaves no second room.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.lifecycle import with_room
from bot.booking.model import Booking, Hosting, NoticeState, Room
from bot.booking.notices.reasons import Reason, reason_of
from bot.booking.notices.reminders import is_too_late
from bot.booking.rooms.job import RoomJob, RoomTask
from bot.booking.rooms.passcodes import STRICT, PasscodeRule, can_be_met, passcode
from bot.booking.rooms.rooms import awaits_room, in_its_time, is_otherwise, to_change, useless
from bot.errors import RefusedError, SendError
from bot.ports.context import Process, RequestContext
from bot.ports.health import Count
from bot.ports.notices import EditionIs, SettleTrouble
from bot.ports.rooms import KeepRoomJob, OpenRoom, Rooms, WantedRoom
from bot.ports.work import Claim, LeaseIs, Work
from bot.service.bookings.change import BookingChange, commit_of
from bot.service.commit import Commit
from bot.service.conflicts import tried
from bot.service.notices.ledger import confirms_itself, voided
from bot.service.rooms.confirm_with_room import BY_ITSELF, confirm_and_open
from bot.service.rooms.hosts import HOST_SET_ASIDE, choices

OF_THE_HOST = frozenset(
    {"zoom_daily", "zoom_no_host", "zoom_400", "zoom_passcode"}
)  # another host may do what this one can't
BACKOFF = (2, 5, 15, 30, 60, 120)  # seconds
TRIES = 8


def see_to_room(context: RequestContext, claim: Claim) -> str:
    """Carry out one leased row about a room; give what became of it."""
    row, now = context.store.room_job(claim.id), context.clock.now()
    booking = context.store.booking(row.booking) if row else None
    if not row or row.lease != claim.lease:
        return "not ours"
    if not booking or not context.rooms or row.edition != booking.edition:
        return _settle(context, claim, voided(row))
    if is_too_late(row, now):
        return _settle(context, claim, voided(row, Reason.TOO_LATE))
    begun = replace(row, attempts=row.attempts + 1, first_attempt=row.first_attempt or now)
    guards = (LeaseIs(Work.ROOMS, claim.id, claim.lease), EditionIs(row.booking, row.edition))
    if not tried(context.store, guards, (KeepRoomJob(begun, moves=False),)):
        return "not ours"
    return _tried(context, context.rooms, claim, begun, booking)


def _tried(context: RequestContext, rooms: Rooms, claim: Claim, row: RoomJob, booking: Booking) -> str:
    do = _open if awaits_room(booking) else _close
    try:
        if row.kind is RoomTask.OPEN and confirms_itself(context, booking):
            return _confirmed(context, claim, row, booking)
        return do(context, rooms, claim, row, booking)
    except SendError as error:
        return _failed(context, claim, row, error)


def _confirmed(context: RequestContext, claim: Claim, row: RoomJob, booking: Booking) -> str:
    """Confirm a request by itself; what can't be is left to staff."""
    try:
        confirm_and_open(context, booking.id, BY_ITSELF)
    except RefusedError as error:
        raise SendError(error.code, permanent=True) from None
    return _settle(context, claim, replace(row, state=NoticeState.ACCEPTED, lease="", reason=Reason.NONE))


def _failed(process: Process, claim: Claim, row: RoomJob, error: SendError) -> str:
    failed = replace(row, reason=reason_of(error.reason), lease="")
    if error.permanent:
        return _settle(process, claim, replace(failed, state=NoticeState.UNDELIVERABLE))
    wait = BACKOFF[min(row.attempts, len(BACKOFF)) - 1] * (1 + secrets.randbelow(250) / 1000)
    again = process.clock.now() + timedelta(seconds=wait)
    return _settle(process, claim, replace(failed, state=NoticeState.WAITING), again)


def _settle(process: Process, claim: Claim, row: RoomJob, due: datetime | None = None) -> str:
    writes = (KeepRoomJob(row, due), Count(f"notice_{row.kind}_{row.state}"))
    tried(process.store, (LeaseIs(Work.ROOMS, claim.id, claim.lease),), writes)
    process.log("room", notice=row.id, state=row.state.value, attempts=row.attempts, reason=row.reason)
    return row.state.value


# --- opening --------------------------------------------------------------------------------------------------------


def _open(context: RequestContext, rooms: Rooms, claim: Claim, row: RoomJob, booking: Booking) -> str:
    """Open the room with the host that the booking holds, or with another when Zoom refuses that one."""
    refused: dict[str, str] = {}
    while held := in_its_time(booking):
        try:
            said = _kept_to_rules(rooms, booking, held, _wanted(context, rooms, booking, held.host))
        except SendError as error:
            if error.reason not in OF_THE_HOST:
                raise
            refused[held.host] = error.reason
            _set_aside(context, rooms, refused, "zoom_no_host")
            booking = _with_another_host(context, rooms, claim, booking, refused, error.reason)
        else:
            for why in ("zoom_400", "zoom_passcode"):  # not the request's fault, since another host could
                _set_aside(context, rooms, refused, why)
            if held.host in {one.host for one in rooms.aside()}:
                rooms.take_back(held.host)
            context.fail_point("after_room")
            return _opened(context, claim, row, booking, replace(held, meeting=said.meeting_id), said)
    raise SendError("zoom_no_host", refused=True)


def _set_aside(process: Process, rooms: Rooms, refused: Mapping[str, str], why: str) -> None:
    """Let others be asked for a while in the place of the hosts who were refused for that reason."""
    for host in (host for host, reason in refused.items() if reason == why):
        rooms.set_aside(host, why, process.clock.now() + HOST_SET_ASIDE)
        process.log("host_set_aside", host=process.store.hashed(host), reason=why)


def _kept_to_rules(rooms: Rooms, booking: Booking, held: Hosting, wanted: WantedRoom) -> OpenRoom:
    """Give the room; what Zoom made otherwise is asked for once more, under the passcode that the room has."""
    said = _with_fitting_passcode(rooms, booking, held, wanted)
    if not said.otherwise:
        return said
    try:
        return rooms.change(held.host, said.meeting_id, replace(wanted, passcode=said.passcode))
    except SendError as error:
        if not error.permanent and error.reason not in OF_THE_HOST:
            raise
        return said  # Zoom will not have it: staff are told what the room is like


def _with_fitting_passcode(rooms: Rooms, booking: Booking, held: Hosting, wanted: WantedRoom) -> OpenRoom:
    """Give the room; where its passcode is refused, under one for the rule as it is by now, or a strict one."""
    before = rooms.passcode_rule(held.host)
    try:
        return _at_zoom(rooms, booking, held, wanted)
    except SendError as error:
        if error.reason != "zoom_passcode":
            raise
        rooms.look_at_rule_again(held.host)
        rule = rooms.passcode_rule(held.host)
        stricter = new_passcode(STRICT if rule == before else rule)
        return _at_zoom(rooms, booking, held, replace(wanted, passcode=stricter))


def new_passcode(rule: PasscodeRule | None) -> str:
    """Make a passcode for a rule, six digits for one that is not known; SendError for one that nothing fits."""
    if rule and not can_be_met(rule):
        raise SendError("zoom_passcode", permanent=True)
    return passcode(rule or PasscodeRule(), secrets.choice)


def _at_zoom(rooms: Rooms, booking: Booking, held: Hosting, wanted: WantedRoom) -> OpenRoom:
    known = to_change(booking)
    if known:
        return _changed(rooms, held, known.meeting, wanted)
    found = rooms.find(held.host, wanted.mark)
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


def _wanted(context: RequestContext, rooms: Rooms, booking: Booking, host: str) -> WantedRoom:
    return WantedRoom(
        topic=context.words("rooms.topic", {"number": booking.number}),
        mark=mark_of(context, booking),
        start=booking.start,
        minutes=round((booking.end - booking.start).total_seconds() / 60),
        passcode=new_passcode(rooms.passcode_rule(host)),
    )


def mark_of(context: RequestContext, booking: Booking) -> str:
    """Give the opaque sign by which a booking's room is known at Zoom; offices may share a host there."""
    return f"{marks_of(context)}{booking.number}-{booking.id}"


def marks_of(context: RequestContext) -> str:
    """Give how the marks of this office's rooms begin."""
    return f"madoguchi-{context.office.id}-"


def _with_another_host(
    context: RequestContext, rooms: Rooms, claim: Claim, booking: Booking, refused: Mapping[str, str], reason: str
) -> Booking:
    """Give the booking with the time of a host who was not refused; SendError when there is none."""
    rest = tuple(one for one in booking.hosting if one.start != booking.start or one.host not in refused)
    for chosen, asked in choices(rooms, replace(booking, hosting=rest), context.clock.now()):
        held = in_its_time(chosen)
        if not held or held.host in refused:
            continue
        after = replace(chosen, version=booking.version + 1)
        change = BookingChange(booking, after, BY_ITSELF, "", context.clock.now())
        commit = Commit((LeaseIs(Work.ROOMS, claim.id, claim.lease),)) + commit_of(context, change) + Commit(asked)
        if tried(context.store, commit.guards, commit.writes):
            return after
    raise SendError(reason, permanent=reason != "zoom_no_host", refused=True)  # a host may come back


def _opened(
    context: RequestContext, claim: Claim, row: RoomJob, booking: Booking, held: Hosting, said: OpenRoom
) -> str:
    """Write the room and plan what the seeker is told, in one commit; a room that is not as asked is a task as well."""
    room = Room(said.meeting_id, said.passcode, said.join_url)

    def change(now: Booking) -> Booking | None:
        mine = in_its_time(now)
        if not awaits_room(now) or not mine or mine.host != held.host:
            return None
        rest = tuple(one for one in now.hosting if one != mine and one.meeting != held.meeting)
        return with_room(now, room, (*rest, held))

    return _written(
        context, claim, replace(row, reason=reason_of("".join(said.otherwise[:1]))), booking, change, "room_opened"
    )


# --- closing --------------------------------------------------------------------------------------------------------


def _close(context: RequestContext, rooms: Rooms, claim: Claim, row: RoomJob, booking: Booking) -> str:
    """Delete the rooms that are of no use any more, then let their hosts' times go."""
    spare = useless(booking)
    keep = {one.meeting for one in booking.hosting if one.meeting and one not in spare}
    for one in spare:
        for meeting in (one.meeting,) if one.meeting else _opened_with(rooms, one.host, mark_of(context, booking)):
            if meeting not in keep:
                rooms.close(meeting)
    context.fail_point("after_room_closed")

    def change(now: Booking) -> Booking:
        return replace(now, hosting=tuple(one for one in now.hosting if one not in spare), version=now.version + 1)

    return _written(context, claim, replace(row, reason=Reason.NONE), booking, change, "room_closed" if spare else "")


def _opened_with(rooms: Rooms, host: str, mark: str) -> list[str]:
    """Give the meetings that may have been opened without our hearing of it; a host who is gone has none."""
    try:
        return [found.meeting for found in rooms.find(host, mark)]
    except SendError as error:
        if error.reason != "zoom_no_host":
            raise
        return []


def _written(
    context: RequestContext,
    claim: Claim,
    row: RoomJob,
    booking: Booking,
    change: Callable[[Booking], Booking | None],
    action: str,
) -> str:
    """Write the outcome, with the row's reason, on the booking as it is by now; a newer edition tidies up by itself."""
    now, done = context.clock.now(), replace(row, state=NoticeState.ACCEPTED, lease="")
    old = tuple(SettleTrouble(one.id) for one in context.store.room_jobs(booking.id) if is_otherwise(one))  # as it was
    settled = Commit((LeaseIs(Work.ROOMS, claim.id, claim.lease),), (*old, KeepRoomJob(done)))
    for _ in range(TRIES):
        before = context.store.booking(booking.id)
        after = change(before) if before and before.edition == booking.edition else None
        if not before or not after:
            return _settle(context, claim, voided(row))
        step = BookingChange(before, after, BY_ITSELF, action, now, count=action or "room_as_it_was")
        commit = settled + commit_of(context, step)
        if tried(context.store, commit.guards, commit.writes):
            context.log("room", notice=row.id, state=done.state.value, attempts=row.attempts, reason=action)
            return done.state.value
    raise SendError("changed_meanwhile")

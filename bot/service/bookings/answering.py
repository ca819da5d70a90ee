"""What staff answer: the exact texts before it is sent, and the step itself, in a room typed or opened by Zoom."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.booking.lifecycle import Step, confirm, confirm_to_open, step, with_room
from bot.booking.model import Booking, Room
from bot.booking.notices.notice import Kind
from bot.booking.staff.assigning import Assignments
from bot.messages.line import text_of
from bot.ports.context import RequestContext
from bot.service.bookings.booking_change import AT_ONCE, BookingChange
from bot.service.bookings.steps import LONGEST_REASON, check_room, confirm_booking, take_step
from bot.service.counsellors.assigning import given
from bot.service.events.reader_style import as_read_by
from bot.service.notices.contents import seeker_messages
from bot.service.rooms.confirm_with_room import confirm_and_open
from bot.service.rooms.typed_meetings import check_meeting

HIDDEN = Room("●●● ●●●● ●●●●", "●●●●●●")  # until Zoom has opened the room
TOLD = {
    Step.CONFIRM: Kind.DETAILS,
    Step.DECLINE: Kind.DECLINED,
    Step.CANCEL_BY_OFFICE: Kind.CANCELLED,
    Step.CANCEL_BY_SEEKER: Kind.CANCELLED,
}


@dataclass(frozen=True)
class StaffAnswer:
    """What staff decide. A confirmation without a room is one for which Zoom opens it."""

    step: Step
    room: Room | None = None
    reason: str = ""


def room_or_zoom(context: RequestContext, typed: Room) -> Room | None:
    """Give the room that was typed, as it is; None where nothing was, and Zoom opens one."""
    return typed if is_typed(typed) or context.rooms is None else None


def is_typed(room: Room) -> bool:
    """Say whether staff typed anything of a room, be it the link alone: then it is theirs to complete."""
    return bool(room.meeting_id or room.passcode or room.join_url)


def preview(
    context: RequestContext, booking: Booking, answer: StaffAnswer, seen: Assignments | None = None
) -> tuple[Booking, Sequence[str]]:
    """Give the booking as it will be, and the exact texts for the seeker; RefusedError says why the step can't be.

    seen  what counsellors hold, where several are looked at
    """
    now = context.clock.now()
    after, _ = given(context, BookingChange(booking, _answered(context, booking, answer, now), "", "", now, seen=seen))
    check_meeting(context, after)
    messages = seeker_messages(as_read_by(context, booking.user), TOLD[answer.step], after)
    return after, [text_of(message) for message in messages]


def carry_out_answer(
    context: RequestContext, name: str, answer: StaffAnswer, actor: str, version: int, *, delay: timedelta = AT_ONCE
) -> Booking:
    """Answer a booking of this version; the seeker is told at once, or after `delay`."""
    if answer.step is not Step.CONFIRM:
        return take_step(context, name, answer.step, actor, reason=answer.reason, version=version, delay=delay)
    if answer.room is None:
        return confirm_and_open(context, name, actor, version, delay=delay)
    return confirm_booking(context, name, answer.room, actor, version, delay=delay)


def _answered(context: RequestContext, booking: Booking, answer: StaffAnswer, now: datetime) -> Booking:
    if answer.step is not Step.CONFIRM:
        return step(booking, answer.step, context.office, now, reason=answer.reason[:LONGEST_REASON])
    if answer.room is None:  # its number and passcode are not known yet
        opened = with_room(confirm_to_open(booking, context.office, now), HIDDEN, ())
        return replace(opened, version=booking.version + 1)  # as one step, which it will be for whoever confirms
    check_room(answer.room)
    return confirm(booking, answer.room, context.office, now)

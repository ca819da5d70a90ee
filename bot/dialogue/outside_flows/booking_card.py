"""The card of a booking, in talk and notices alike: what it shows, and which buttons are of use now. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from bot.booking.lifecycle import cancel_until
from bot.booking.model import Booking, State
from bot.booking.offers import answer_by
from bot.booking.office import Office
from bot.booking.schedule.opening import TOKYO, cut_off, today
from bot.booking.staff.counsellors import name_of
from bot.dialogue.common_buttons import CANCEL, CHANGE, CORRECT, LATE, STATUS, call_button
from bot.dialogue.outside_flows.guide import JOIN
from bot.dialogue.outside_flows.into_the_room import has_room, way_in
from bot.dialogue.turn import Copy, Open, Option, Row, Say, Send
from bot.dialogue.words import Said, Words
from bot.dialogue.words.dates import say_day, say_time, say_when

TROUBLE = Option("common.option.trouble", Send("困っています"))


def booking_card(
    key: str,
    stage: str,
    booking: Booking,
    office: Office,
    now: datetime,
    *,
    values: Mapping[str, str] | None = None,
    calendar: str = "",
) -> Say:
    """Give the card with a text; `stage` says how it is headed, `calendar` is the address of the calendar file."""
    told = {
        **day_and_hours(booking.start, booking.end, today(now)),
        "when": say_when(booking.start.astimezone(TOKYO), today(now)),
        "number": booking.number,
        "answer_by": _moment(answer_by(booking, office), now),
        **(values or {}),
    }
    options = _buttons(booking, office, now, calendar)
    rows = (number_row(booking), *_counsellor(booking, office), *_facts(booking))
    return Say(key, told, options, rows, look="booking", stage=stage, quiet=not has_room(booking))


def day_and_hours(start: datetime, end: datetime, today: date | None = None) -> dict[str, Said]:
    """Give what a card shows largest: the day, and from when to when, in easy words on two lines."""
    day = say_day(start.astimezone(TOKYO).date(), today)
    first, last = (say_time(one.astimezone(TOKYO).time()) for one in (start, end))
    hours = Said(f"{first}〜{last}", f"{first.easy}から {last.easy}まで")
    lines = Said(hours, f"{first.easy}から\n{last.easy}まで")
    return {"day": day, "hours": hours, "hours_lines": lines}


def number_row(booking: Booking) -> Row:
    """Give the line with the number by which staff find a booking."""
    return Row("card.fact.number", booking.number)


def _moment(moment: datetime, now: datetime) -> Said:
    return say_when(moment.astimezone(TOKYO), today(now))


def named(booking: Booking, words: Words) -> dict[str, str]:
    """Give the values by which a text names a booking: until it is confirmed it is called a request."""
    called = "confirmed" if booking.state is State.CONFIRMED else "requested"
    when = say_when(booking.start.astimezone(TOKYO))
    return {"number": booking.number, "when": when, "called": words(f"card.called.{called}")}


def may_move(booking: Booking, office: Office, now: datetime) -> bool:
    """Say whether a booking may be moved in chat now."""
    if booking.state is State.OFFERED:
        return True  # the time asked for was let go; any free one may be asked for
    return now < cut_off(office, booking.start)


def may_cancel(booking: Booking, now: datetime) -> bool:
    """Say whether a booking may be cancelled in chat now."""
    return now < cancel_until(booking)


def grouped(meeting_id: str) -> str:
    """Part a meeting ID as Zoom does: 912 3456 7890."""
    if not meeting_id.isdecimal():
        return meeting_id
    last = 3 if len(meeting_id) == 9 else 4
    return f"{meeting_id[:3]} {meeting_id[3:-last]} {meeting_id[-last:]}"


def _counsellor(booking: Booking, office: Office) -> Iterator[Row]:
    """Name who holds a consultation that is confirmed, where seekers read it."""
    name = name_of(office.schedule.counsellors, booking.counsellor)
    if office.counsellor_names and name and booking.state is State.CONFIRMED:
        yield Row("card.fact.counsellor", name)


def _facts(booking: Booking) -> Iterator[Row]:
    """Give the numbers of the room, each with what copies it, and the rule for the name, which says nobody's."""
    room = booking.room
    if room is None or not has_room(booking):
        return
    copy_id = Option("card.option.copy_meeting_id", Copy(room.meeting_id))
    copy_passcode = Option("card.option.copy_passcode", Copy(room.passcode))
    yield Row("card.fact.meeting_id", grouped(room.meeting_id), copy_id)
    yield Row("card.fact.passcode", room.passcode, copy_passcode)
    number = booking.answers.get("number")
    yield Row("card.fact.number_and_name" if number and number.value else "card.fact.name_only")


def _buttons(booking: Booking, office: Office, now: datetime, calendar: str) -> tuple[Option, ...]:
    call = call_button(office)
    join = way_in(booking)
    if booking.state is State.CONFIRMED and today(booking.start) == today(now):
        return (*join, LATE, TROUBLE, JOIN, call)
    move = (CHANGE,) if may_move(booking, office, now) else ()
    cancel = (CANCEL,) if may_cancel(booking, now) else ()
    if booking.state is not State.CONFIRMED:
        return (*move, *cancel, CORRECT, STATUS, call)
    file = (Option("common.option.calendar", Open(calendar)),) if calendar else ()
    return (*join, *file, *move, *cancel, CORRECT, JOIN, call)

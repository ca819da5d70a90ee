"""A booking as the commands show it: as JSON, as a row of the list, as all its details."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.booking.day_notes import gave_word
from bot.booking.model import Booking, DayNote, Room
from bot.booking.notices.troubles import state_told
from bot.booking.rooms.job import LedgerRow
from bot.booking.schedule.opening import TOKYO
from bot.booking.staff.counsellors import name_of
from bot.ports.context import RequestContext

Row = Sequence[str]


def document_of(context: RequestContext, booking: Booking) -> dict[str, Any]:
    """Give a booking as the contract's JSON object."""
    return {
        "id": booking.id,
        "number": booking.number,
        "state": booking.state.value,
        "start": booking.start.astimezone(TOKYO).isoformat(),
        "end": booking.end.astimezone(TOKYO).isoformat(),
        "line_user": booking.user,
        "reachable": booking.reachable,
        "version": booking.version,
        "reason": booking.reason,
        "counsellor": name_of(context.office.schedule.counsellors, booking.counsellor) or None,
        "offers": [start.astimezone(TOKYO).isoformat() for start in booking.offers],
        "held_until": booking.held_until.astimezone(TOKYO).isoformat() if booking.held_until else None,
        "room": _room(booking.room) if booking.room else None,
        "notices": [_notice(row) for row in context.store.ledger(booking.id)],
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "meeting_id": room.meeting_id,
        "passcode": room.passcode,
        "join_url": room.join_url,
        "version": room.version,
    }


def _notice(row: LedgerRow) -> dict[str, Any]:
    return {
        "kind": row.kind.value,
        "channel": row.way,
        "due": row.due.astimezone(TOKYO).isoformat(),
        "state": row.state.value,
        "attempts": row.attempts,
        "reason": row.reason,
    }


def answers_and_consent(booking: Booking) -> dict[str, Any]:
    """Give what only the JSON of a single booking holds."""
    consent = booking.consent
    return {
        "answers": {name: {"value": one.value, "mark": one.mark} for name, one in booking.answers.items()},
        "consent": {
            "version": consent.version,
            "sha256": consent.sha256,
            "at": consent.at.astimezone(TOKYO).isoformat(),
            "event_id": consent.event_id,
        },
        "day_notes": [_day_note(one) for one in booking.day_notes],
        "gave_word": gave_word(booking),
    }


def _day_note(note: DayNote) -> dict[str, Any]:
    return {
        "at": note.at.astimezone(TOKYO).isoformat(),
        "about": note.about,
        "detail": note.detail,
        "text": note.text,
        "settled": note.is_settled,
    }


def rows(context: RequestContext, found: Sequence[Booking]) -> list[Row]:
    """Give the list of bookings as rows, with the names of the columns on top."""
    head = [context.words(f"staff.column.{name}") for name in ("number", "state", "start", "notices")]
    return [head, *(_row(context, one) for one in found)]


def _row(context: RequestContext, booking: Booking) -> Row:
    notices = context.store.ledger(booking.id)
    accepted = sum(row.state == "accepted" for row in notices)
    state = context.words(f"staff.state.{booking.state.value}")
    unreachable = "" if booking.reachable else context.words("staff.unreachable")
    return [booking.number, state + unreachable, _start(booking), f"{accepted}/{len(notices)}"]


def _start(booking: Booking) -> str:
    return "・".join(f"{start.astimezone(TOKYO):%Y-%m-%d %H:%M}" for start in booking.stands_at or (booking.start,))


def details(context: RequestContext, booking: Booking) -> list[Row]:
    """Give all of a booking as rows of a name and what it is."""
    return list(_details(context, booking))


def _details(context: RequestContext, booking: Booking) -> Iterator[Row]:
    words = context.words
    yield words("staff.column.number"), booking.number
    yield words("staff.column.state"), words(f"staff.state.{booking.state.value}")
    yield words("staff.column.start"), _start(booking)
    if booking.counsellor:
        yield words("staff.column.counsellor"), name_of(context.office.schedule.counsellors, booking.counsellor)
    for name in booking.answers:
        yield words(f"book.{name}.title"), _answer_in_words(context, name, booking)
    if booking.room:
        yield "ミーティングID", booking.room.meeting_id
        yield "パスコード", booking.room.passcode
    for note in booking.day_notes:
        at, about = f"{note.at.astimezone(TOKYO):%m-%d %H:%M}", words(f"console.day_note.{note.about}")
        yield words("staff.column.day_note"), f"{at} {about} {note.text}"
    for row in context.store.ledger(booking.id):
        due = f"{row.due.astimezone(TOKYO):%m-%d %H:%M}"
        keys = (f"kind.{row.kind.value}", f"channel.{row.way}", f"notice_state.{state_told(row)}")
        yield words("staff.column.notices"), "　".join([*(words(f"console.{key}") for key in keys), due])


def _answer_in_words(context: RequestContext, name: str, booking: Booking) -> str:
    """Give an answer as staff read it, with what they must check."""
    answer = booking.answers[name]
    option = f"book.{name}.option.{answer.value}"
    value = context.words(option) if answer.value and option in context.words else answer.value
    mark = f"book.{name}.mark.{answer.mark}"
    return value + (context.words(mark) if mark in context.words else "")

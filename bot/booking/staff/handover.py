"""Each handover note (申し送り) is what staff leave for each other on a booking, some of it about its person. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from bot.booking.model import Booking, HandoverNote
from bot.errors import RefusedError

LONGEST_NOTE = 500  # characters
MOST_NOTES = 20  # on one booking


def with_note(booking: Booking, note: HandoverNote) -> Booking:
    """Add a note; RefusedError where it says nothing, too much, or there are too many."""
    text = note.text.strip() if any(one.isprintable() and not one.isspace() for one in note.text) else ""
    if not text or len(text) > LONGEST_NOTE:
        raise RefusedError("handover_text", count=str(LONGEST_NOTE))
    if len(booking.handover) >= MOST_NOTES:
        raise RefusedError("handover_many", count=str(MOST_NOTES))
    return replace(booking, handover=(*booking.handover, replace(note, text=text)), version=booking.version + 1)


def without_note(booking: Booking, note: HandoverNote) -> Booking:
    """Take a note away."""
    left = tuple(one for one in booking.handover if one != note)
    return replace(booking, handover=left, version=booking.version + 1)


def of_person(bookings: Iterable[Booking]) -> tuple[HandoverNote, ...]:
    """Give the notes about a person from several of his bookings, the latest last."""
    notes = {note for one in bookings for note in one.handover if note.of_person}
    return tuple(sorted(notes, key=lambda note: (note.at, note.text)))

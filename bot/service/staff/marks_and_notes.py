"""What staff note on a booking: marks, calls, notes for each other, that they saw to what was written on the day."""

from datetime import datetime

from bot.booking.day_notes import has_come, open_notes, settled
from bot.booking.lookup import person_key, words_of
from bot.booking.model import Booking, Call, HandoverNote
from bot.booking.staff.calls import with_call
from bot.booking.staff.corrections import Mark, with_mark
from bot.booking.staff.handover import of_person, with_note, without_note
from bot.errors import ConflictError, RefusedError
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.bookings.taking_back import committed, of_version
from bot.service.commit import Commit
from bot.service.conflicts import meaning


def set_mark(context: RequestContext, name: str, mark: Mark, actor: str, version: int, *, on: bool) -> Booking:
    """Note on a booking that the seeker is here, is late, or is to be telephoned; or take the note away."""
    before, now = of_version(context, name, version), context.clock.now()
    if on and mark in (Mark.ARRIVED, Mark.LATE) and not has_come(before, now):
        raise RefusedError("mark_too_early")
    action = f"{'marked' if on else 'unmarked'}_{mark.value}"
    change = BookingChange(before, with_mark(before, mark, on=on), actor, action, now)
    return committed(context, change)


def note_call(context: RequestContext, name: str, actor: str, version: int, again: datetime | None = None) -> Booking:
    """Note that a call was in vain: nobody was there, or it is to be made again at a time."""
    before, now = of_version(context, name, version), context.clock.now()
    after = with_call(before, Call(now, actor, again))
    return committed(context, BookingChange(before, after, actor, "call_again" if again else "no_answer", now))


def leave_note(context: RequestContext, name: str, note: HandoverNote, version: int) -> Booking:
    """Leave a note for other staff; the audit log keeps that it was left, not what it says."""
    before = of_version(context, name, version)
    about = "of_person" if note.of_person else "of_booking"
    change = BookingChange(before, with_note(before, note), note.by, "handover_left", note.at, about)
    return committed(context, change)


def drop_note(
    context: RequestContext, console: ConsoleStore, name: str, at: str, actor: str, version: int
) -> HandoverNote:
    """Take a note for other staff away, named by when it was left; one about the person from all that hold it."""
    before, now = of_version(context, name, version), context.clock.now()
    known = {one.id: one for each in console.found_each(sorted(words_of(before))) for one in each} | {before.id: before}
    key = person_key(before)
    notes = (*before.handover, *of_person(one for one in known.values() if key and person_key(one) == key))
    note = next((one for one in notes if one.at.isoformat() == at), None)
    if not note:
        raise RefusedError("changed_meanwhile", id=before.number)
    holders = [one for one in known.values() if note in one.handover and (note.of_person or one.id == before.id)]
    changes = [BookingChange(one, without_note(one, note), actor, "handover_dropped", now) for one in holders]
    commit = sum((commit_of(context, change) for change in changes), Commit())
    try:
        context.store.commit(*commit.parts)
    except ConflictError as conflict:
        raise RefusedError(meaning(conflict).undo, id=before.number) from None
    return note


def settle_day_notes(context: RequestContext, name: str, actor: str, version: int) -> Booking:
    """Note that staff saw to what the seeker wrote on the day."""
    before = of_version(context, name, version)
    if not open_notes(before):
        raise RefusedError("no_day_note")
    change = BookingChange(before, settled(before), actor, "day_notes_settled", context.clock.now())
    return committed(context, change)

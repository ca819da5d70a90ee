"""Each day note is a word of the seeker on the day: absent, late or in trouble; and what it proves. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.lifecycle import NO_SHOW_AFTER
from bot.booking.model import Booking, DayNote, State
from bot.booking.schedule.opening import today
from bot.booking.staff.corrections import Mark, Tried, with_mark

MOST_NOTES = 5  # notes kept on a booking: the first, which proves most, and the last ones
LONGEST_NOTE = 200  # characters of the words
AFTER_THE_END = timedelta(hours=3)  # in which something about the consultation is still noted
TROUBLE = "trouble"
TOLD = frozenset({"absent", "late", TROUBLE})  # the others are tried in vain
DESPAIR = "despair"  # also how: told with words of despair
EXCUSE = "excuse"  # said after staff noted that the seeker stayed away
BACK = "back"  # takes earlier words of the day back
UNSENT, ENTERED = "unsent", "entered"  # how: the message was unsent, or he is in the room
TAKEN_BACK = frozenset({"absent", "late", "cancel", "change"})
OF_THE_DAY = TOLD | {"cancel", BACK, DESPAIR}  # of which staff hear at once
SAYS_SO = (Mark.LATE, Tried.LATE, Tried.ABSENT, Tried.TROUBLE, Tried.CANCEL)


def is_noted(booking: Booking, now: datetime) -> bool:
    """Say whether what the seeker writes now is about the consultation of this day."""
    stands = booking.state in (State.CONFIRMED, State.REQUESTED)
    return stands and today(booking.start) == today(now) and now < booking.end + AFTER_THE_END


def has_come(booking: Booking, now: datetime) -> bool:
    """Say whether its day has come, so that somebody may be late or have entered."""
    return today(booking.start) <= today(now)


def with_day_note(booking: Booking, note: DayNote) -> Booking:
    """Add a note, cut to its length, and the mark of what it is about; RefusedError when the booking is over.

    What it takes back stays to be read, but its mark goes; a new word takes the mark of the taking back away.
    """
    undone = taken_back_by(booking, note)
    left = tuple(_taken_back(one, note) if one in undone else one for one in booking.day_notes)
    standing = {f"tried_{one.about}" for one in left if not one.is_taken_back}
    gone = {f"tried_{one.about}" for one in undone} - standing | {Tried.BACK.value}
    marks = tuple(one for one in booking.marks if one not in gone)
    marked = with_mark(replace(booking, marks=marks, day_notes=left), Tried(f"tried_{note.about}"), on=True)
    if note.detail == DESPAIR and Tried.DESPAIR.value not in marked.marks:
        marked = replace(marked, marks=(*marked.marks, Tried.DESPAIR.value))
    return _noting(marked, note)


def taken_back_by(booking: Booking, note: DayNote) -> tuple[DayNote, ...]:
    """Give the notes that a note takes back: those of the message that was unsent, or what kept somebody away."""
    if note.about != BACK:
        return ()
    if note.detail == UNSENT:
        return tuple(one for one in booking.day_notes if one.message_id == note.message_id != "" and one.about != BACK)
    about = TAKEN_BACK | {TROUBLE} if note.detail == ENTERED else TAKEN_BACK
    return tuple(one for one in booking.day_notes if one.about in about and not one.is_taken_back)


def _taken_back(taken: DayNote, by: DayNote) -> DayNote:
    """Mark a note as taken back; the words of a message that was unsent go."""
    return replace(taken, is_taken_back=True, text="" if by.detail == UNSENT else taken.text)


def with_excuse(booking: Booking, note: DayNote) -> Booking:
    """Add what a seeker says afterwards of why he stayed away; it proves nothing and waits for staff."""
    return replace(_noting(booking, note), version=booking.version + 1)


def _noting(booking: Booking, note: DayNote) -> Booking:
    notes = (*booking.day_notes, replace(note, text=note.text[:LONGEST_NOTE]))
    return replace(booking, day_notes=notes if len(notes) <= MOST_NOTES else (notes[0], *notes[1 - MOST_NOTES :]))


def is_news(booking: Booking, note: DayNote) -> bool:
    """Say whether a note says more than those there are, or takes one of them back."""
    if note.about == BACK:
        return bool(taken_back_by(booking, note))
    said = {(one.about, one.detail, one.text) for one in booking.day_notes if not one.is_taken_back}
    return (note.about, note.detail, note.text[:LONGEST_NOTE]) not in said


def open_notes(booking: Booking) -> tuple[DayNote, ...]:
    """Give the notes that wait for staff; with an outcome, those that came after it."""
    return tuple(one for one in booking.day_notes if not one.is_settled and (booking.is_live or one.about == EXCUSE))


def settled(booking: Booking) -> Booking:
    """Note that staff saw to what the seeker wrote."""
    notes = tuple(replace(one, is_settled=True) for one in booking.day_notes)
    return replace(booking, day_notes=notes, version=booking.version + 1)


def gave_word(booking: Booking) -> bool:
    """Say whether the seeker gave word before he could be said to stay away without any.

    A mark without a note is of staff, who heard it by telephone, or of a record from before notes were kept.
    """
    until = booking.start + NO_SHOW_AFTER
    noted = {f"tried_{one.about}" for one in booking.day_notes}
    return any(one.at < until for one in booking.day_notes) or bool({*SAYS_SO} & set(booking.marks) - noted)

"""What staff take back: an answer within the moments before it is sent, an outcome, a mark."""

from collections.abc import Iterable, Set
from datetime import datetime

from bot.booking.day_notes import has_come, open_notes, settled
from bot.booking.lookup import person_key, words_of
from bot.booking.model import WAS_CONFIRMED, Booking, Call, HandoverNote
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.notices.troubles import is_for_staff
from bot.booking.rooms.job import LedgerRow, RoomJob, RoomTask
from bot.booking.staff.calls import with_call
from bot.booking.staff.corrections import Mark, reopen, undo_outcome, with_mark
from bot.booking.staff.handover import of_person, with_note, without_note
from bot.errors import ConflictError, RefusedError
from bot.ports.bookings import CounsellorIsFree
from bot.ports.console import ConsoleStore
from bot.ports.context import Process, RequestContext
from bot.service.bookings.booking_change import BookingChange, Places
from bot.service.bookings.change import commit_of
from bot.service.bookings.steps import find
from bot.service.commit import Commit
from bot.service.conflicts import meaning

ANSWERS = frozenset({Kind.DETAILS, Kind.DECLINED, Kind.OFFERED, RoomTask.OPEN, RoomTask.CHANGE})
CHANGES = ANSWERS | {Kind.RECEIVED, Kind.CANCELLED}  # what tells of a move or of a cancelling
REACHED = frozenset({NoticeState.ACCEPTED, NoticeState.UNKNOWN, NoticeState.UNDELIVERABLE})


def take_back_answer(context: RequestContext, name: str, actor: str, version: int) -> Booking:
    """Take back what staff decided and nobody was told: a request waits again, what was moved or cancelled stands."""
    before, now = _of_version(context, name, version), context.clock.now()
    rows = context.store.ledger(before.id)
    if not waiting_answer(rows, before, now):
        raise RefusedError("already_sent")
    told = heard(rows)
    change = BookingChange(
        before,
        reopen(before),
        actor,
        "answer_taken_back",
        now,
        places=Places.TAKEN_BACK,
        plans=_of_a_request if _is_request_again(before) else lambda row: row.kind not in told,
    )
    return _committed(context, change)


def _is_request_again(booking: Booking) -> bool:
    return booking.answers_request and WAS_CONFIRMED not in booking.marks


def _of_a_request(row: LedgerRow) -> bool:
    """Say whether a row is planned for a request that waits again; the rest was told before."""
    return row.kind is Kind.STAFF_EXPIRING or isinstance(row, RoomJob)


def heard(rows: Iterable[LedgerRow]) -> frozenset[str]:
    """Name the kinds that are not told again when a booking stands as it did: its person and staff heard them."""
    reached = {row.kind for row in rows if row.state in REACHED} & {Kind.DETAILS, Kind.OFFERED}
    return frozenset({Kind.RECEIVED, Kind.STAFF_REQUEST, *reached})


def take_back_outcome(context: RequestContext, name: str, actor: str, version: int) -> Booking:
    """Take back what became of a consultation; what followed from the confirmation was told before."""
    before, now = _of_version(context, name, version), context.clock.now()
    change = BookingChange(
        before,
        undo_outcome(before),
        actor,
        "outcome_taken_back",
        now,
        before.state.value,
        places=Places.TAKEN_BACK,
        plans=lambda _: False,
    )
    return _committed(context, change)


def set_mark(context: RequestContext, name: str, mark: Mark, actor: str, version: int, *, on: bool) -> Booking:
    """Note on a booking that the seeker is here, is late, or is to be telephoned; or take the note away."""
    before, now = _of_version(context, name, version), context.clock.now()
    if on and mark in (Mark.ARRIVED, Mark.LATE) and not has_come(before, now):
        raise RefusedError("mark_too_early")
    action = f"{'marked' if on else 'unmarked'}_{mark.value}"
    change = BookingChange(before, with_mark(before, mark, on=on), actor, action, now)
    return _committed(context, change)


def note_call(context: RequestContext, name: str, actor: str, version: int, again: datetime | None = None) -> Booking:
    """Note that a call was in vain: nobody was there, or it is to be made again at a time."""
    before, now = _of_version(context, name, version), context.clock.now()
    after = with_call(before, Call(now, actor, again))
    return _committed(context, BookingChange(before, after, actor, "call_again" if again else "no_answer", now))


def leave_note(context: RequestContext, name: str, note: HandoverNote, version: int) -> Booking:
    """Leave a note for other staff; the audit log keeps that it was left, not what it says."""
    before = _of_version(context, name, version)
    about = "of_person" if note.of_person else "of_booking"
    change = BookingChange(before, with_note(before, note), note.by, "handover_left", note.at, about)
    return _committed(context, change)


def drop_note(
    context: RequestContext, console: ConsoleStore, name: str, at: str, actor: str, version: int
) -> HandoverNote:
    """Take a note for other staff away, named by when it was left; one about the person from all that hold it."""
    before, now = _of_version(context, name, version), context.clock.now()
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
    before = _of_version(context, name, version)
    if not open_notes(before):
        raise RefusedError("no_day_note")
    change = BookingChange(before, settled(before), actor, "day_notes_settled", context.clock.now())
    return _committed(context, change)


def waiting_answer(rows: tuple[LedgerRow, ...], booking: Booking, now: datetime) -> LedgerRow | None:
    """Give the row that carries the answer, while its time to be sent has not come."""
    return still_unsent(rows, booking, CHANGES if booking.before else ANSWERS, now)


def still_unsent(rows: Iterable[LedgerRow], booking: Booking, kinds: Set[str], now: datetime) -> LedgerRow | None:
    """Give the row of some kinds, by LINE or by telephone, that tells the seeker of a booking and has not begun to."""
    ours = (row for row in rows if row.edition == booking.edition and not is_for_staff(row) and now < row.due)
    return next((row for row in ours if row.kind in kinds and row.state is NoticeState.WAITING), None)


def _of_version(process: Process, name: str, version: int) -> Booking:
    found = find(process, name)
    if found.version != version:
        raise RefusedError("changed_meanwhile", id=found.number)
    return found


def _committed(context: RequestContext, change: BookingChange, *, is_first: bool = True) -> Booking:
    commit = commit_of(context, change)
    try:
        context.store.commit(*commit.parts)
    except ConflictError as conflict:
        if is_first and isinstance(conflict.guard, CounsellorIsFree):  # who was given another just now
            return _committed(context, change, is_first=False)
        raise RefusedError(meaning(conflict).undo, id=change.after.number) from None
    return find(context, change.after.id)

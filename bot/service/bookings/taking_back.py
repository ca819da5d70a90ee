"""What staff take back: an answer within the moments before it is sent, an outcome."""

from collections.abc import Iterable, Set
from datetime import datetime

from bot.booking.model import WAS_CONFIRMED, Booking
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.notices.troubles import is_for_staff
from bot.booking.rooms.job import LedgerRow, RoomJob, RoomTask
from bot.booking.staff.corrections import reopen, undo_outcome
from bot.errors import ConflictError, RefusedError
from bot.ports.bookings import CounsellorIsFree
from bot.ports.context import Process, RequestContext
from bot.service.bookings.booking_change import BookingChange, Places
from bot.service.bookings.change import commit_of
from bot.service.bookings.steps import find
from bot.service.conflicts import meaning

ANSWERS = frozenset({Kind.DETAILS, Kind.DECLINED, Kind.OFFERED, RoomTask.OPEN, RoomTask.CHANGE})
CHANGES = ANSWERS | {Kind.RECEIVED, Kind.CANCELLED}  # what tells of a move or of a cancelling
REACHED = frozenset({NoticeState.ACCEPTED, NoticeState.UNKNOWN, NoticeState.UNDELIVERABLE})


def take_back_answer(context: RequestContext, name: str, actor: str, version: int) -> Booking:
    """Take back what staff decided and nobody was told: a request waits again, what was moved or cancelled stands."""
    before, now = of_version(context, name, version), context.clock.now()
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
    return committed(context, change)


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
    before, now = of_version(context, name, version), context.clock.now()
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
    return committed(context, change)


def waiting_answer(rows: tuple[LedgerRow, ...], booking: Booking, now: datetime) -> LedgerRow | None:
    """Give the row that carries the answer, while its time to be sent has not come."""
    return still_unsent(rows, booking, CHANGES if booking.before else ANSWERS, now)


def still_unsent(rows: Iterable[LedgerRow], booking: Booking, kinds: Set[str], now: datetime) -> LedgerRow | None:
    """Give the row of some kinds, by LINE or by telephone, that tells the seeker of a booking and has not begun to."""
    ours = (row for row in rows if row.edition == booking.edition and not is_for_staff(row) and now < row.due)
    return next((row for row in ours if row.kind in kinds and row.state is NoticeState.WAITING), None)


def of_version(process: Process, name: str, version: int) -> Booking:
    """Find a booking; RefusedError where it is not of this version any more."""
    found = find(process, name)
    if found.version != version:
        raise RefusedError("changed_meanwhile", id=found.number)
    return found


def committed(context: RequestContext, change: BookingChange, *, is_first: bool = True) -> Booking:
    """Write a change of a booking as it was found; RefusedError where somebody was faster."""
    commit = commit_of(context, change)
    try:
        context.store.commit(*commit.parts)
    except ConflictError as conflict:
        if is_first and isinstance(conflict.guard, CounsellorIsFree):  # who was given another just now
            return committed(context, change, is_first=False)
        raise RefusedError(meaning(conflict).undo, id=change.after.number) from None
    return find(context, change.after.id)

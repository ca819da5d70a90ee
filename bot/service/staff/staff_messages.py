"""Messages for staff: taken from the talk, answered, closed, forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.booking.model import Booking
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.subjects import SubjectKind
from bot.booking.staff.staff_message import (
    MOST_OPEN,
    SEEKER,
    StaffMessage,
    answer_row,
    answered,
    closed,
    news_row,
    reopened,
    without_part,
)
from bot.errors import RefusedError, SealError
from bot.ports.audit import Entry, Record
from bot.ports.context import Process, RequestContext
from bot.ports.events import StoreHasRoom
from bot.ports.health import Count
from bot.ports.notices import EditionIs, KeepNotice, StillPending
from bot.ports.staff import FewerStaffMessages, KeepStaffMessage, StaffMessageIs
from bot.service.bookings.booking_change import AT_ONCE
from bot.service.commit import Commit
from bot.service.conflicts import tried, tried_for_staff
from bot.service.notices.ledger import keep_all, voided, ways

NOTHING_MORE = Commit()
TRIES = 3  # to forget what staff change at the same moment; to answer while its booking changes


@dataclass(frozen=True)
class Unsent:
    """An answer to somebody without a booking that did not arrive, or is still on its way long after its time."""

    message: StaffMessage
    row: Notice


def left(process: Process, message: StaffMessage, booking: Booking | None) -> Commit:
    """Keep a message, and tell staff that one waits."""
    news = (news_row(message, booking, way, message.since) for way in ways(process).staff)
    entry = Entry(message.since, SEEKER, "message_left", message.booking, message.cause.value)
    return Commit(
        (StoreHasRoom(), FewerStaffMessages(message.user, MOST_OPEN)),
        (KeepStaffMessage(message), Record(entry), Count("staff_messages"), *keep_all(news)),
    )


def with_part_unsent(before: StaffMessage, part: str, now: datetime) -> Commit:
    """Take a text that the seeker unsent out of a message, whatever became of it meanwhile."""
    after = without_part(before, part, now)
    entry = Record(Entry(now, SEEKER, "message_unsent", before.booking, before.id))
    return Commit((StaffMessageIs(before.id, before.version),), (KeepStaffMessage(after), entry))


def find(process: Process, name: str) -> StaffMessage:
    """Find a message, or refuse."""
    found = process.store.staff_message(name)
    if not found:
        raise RefusedError("staff_message_unknown")
    return found


def answer(
    context: RequestContext, name: str, version: int, text: str, actor: str, *, delay: timedelta = AT_ONCE
) -> StaffMessage:
    """Answer a message, at once or after `delay`; RefusedError when a colleague was faster."""
    before, now = find(context, name), context.clock.now()
    after = answered(before, text, actor, now)
    for _ in range(TRIES):
        beside = booking_of(context, after)
        row = answer_row(after, beside, now + delay)
        still_kept = (EditionIs(beside.id, beside.edition),) if beside else ()
        told = Commit(still_kept, (KeepNotice(row, row.due),))
        if _settled(context, after, version, actor, "message_answered", told):
            return after
    raise RefusedError("staff_message_settled")


def take_back(context: RequestContext, name: str, version: int, actor: str) -> StaffMessage:
    """Let a message wait again whose answer nobody was sent yet; give it as it was answered."""
    before = find(context, name)
    row = unsent_answer(context, before)
    if not row:
        raise RefusedError("already_sent")
    entry = Record(Entry(context.clock.now(), actor, "message_answer_taken_back", before.booking))
    guards = (StaffMessageIs(before.id, version), StillPending(row.id, row.state))
    if not tried(context.store, guards, (KeepStaffMessage(reopened(before)), KeepNotice(voided(row)), entry)):
        raise RefusedError("already_sent")
    return before


def unsent_answer(process: Process, message: StaffMessage) -> Notice | None:
    """Give the row of an answer that may still be taken back."""
    now = process.clock.now()
    row = process.store.notice(answer_row(message, None, now).id) if message.answer else None
    return row if row and row.state is NoticeState.WAITING and now < row.due else None


def close(context: RequestContext, name: str, version: int, actor: str) -> StaffMessage:
    """Close a message without an answer."""
    after = closed(find(context, name), actor, context.clock.now())
    if not _settled(context, after, version, actor, "message_closed"):
        raise RefusedError("staff_message_settled")
    return after


def _settled(
    process: Process,
    after: StaffMessage,
    version: int,
    actor: str,
    action: str,
    more: Commit = NOTHING_MORE,
) -> bool:
    """Write a message as it will be, if it still is as staff saw it; say whether it was written, or try once more."""
    entry = Record(Entry(process.clock.now(), actor, action, after.booking))
    settled = Commit((StaffMessageIs(after.id, version),), (KeepStaffMessage(after), entry, Count(action)))
    return tried_for_staff(process.store, *(settled + more).parts)


def booking_of(process: Process, message: StaffMessage) -> Booking | None:
    """Give the booking by which a person can be reached: the one that was open, else his newest that is kept."""
    try:
        theirs = process.store.booking(message.booking) if message.booking else None
    except (SealError, ValueError):  # what can't be opened must not keep a message from being seen
        theirs = None
    if theirs and theirs.user == message.user:
        return theirs
    return max(process.store.bookings_of(message.user), key=lambda one: one.created, default=None)


def note_seen(process: Process, message: StaffMessage, actor: str) -> None:
    """Note that a message was read."""
    entry = Entry(process.clock.now(), actor, "message_viewed", message.booking, message.id)
    process.store.commit((), (Record(entry),))


def unsent_answers(process: Process, rows: Iterable[Notice]) -> list[Unsent]:
    """Give the answers to people without a booking among rows that a person has to see to."""
    ours = (row for row in rows if row.subject_kind is SubjectKind.STAFF_MESSAGE and not row.booking)
    found = ((process.store.staff_message(row.subject_id), row) for row in ours)
    return [Unsent(message, row) for message, row in found if message]


def forget_messages_of(process: Process, user: str) -> int:
    """Forget all that a LINE user left for staff; give how many messages that were."""
    count = 0
    for _ in range(TRIES if user else 0):
        theirs = process.store.staff_messages_of(user)
        count += sum(_forgotten(process, one) for one in theirs)
        if not theirs:
            break
    return count


def old_messages(process: Process, now: datetime) -> list[StaffMessage]:
    """Give the messages that are to be forgotten by their age."""
    return [one for one in process.store.staff_messages() if one.is_due(now)]


def forget_old_messages(process: Process, now: datetime) -> int:
    """Forget the messages that are old enough; give how many."""
    return sum(_forgotten(process, one) for one in old_messages(process, now))


def _forgotten(process: Process, message: StaffMessage) -> bool:
    rows = tuple(row.id for row in process.store.ledger(message.id))
    writes = (KeepStaffMessage(message, forget=True, rows=rows), Count("staff_messages_forgotten"))
    return tried(process.store, (StaffMessageIs(message.id, message.version),), writes)

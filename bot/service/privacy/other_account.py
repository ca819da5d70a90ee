"""Moves a booking to another LINE account: a code is read out on the telephone and comes back from that account."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.staff.other_account import CODE_DIGITS, CODE_HOLDS, proves, to_account
from bot.booking.staff.staff_message import Cause, MessageState, StaffMessage, answer_row, closed
from bot.errors import ConflictError, RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import NoOpenBooking
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.ports.privacy import NotRefused
from bot.ports.staff import KeepStaffMessage, StaffMessageIs
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.bookings.steps import find
from bot.service.commit import Commit
from bot.service.conflicts import Why, meaning
from bot.service.events.reader_style import as_read_by
from bot.service.waitlist.who_waits import waiting_ended

ACTION = "moved_to_account"
Proof = Callable[[StaffMessage, str, datetime], bool]


@dataclass(frozen=True)
class AccountCode:
    """A code that is read out on the telephone, for one booking."""

    code: str
    since: datetime


def make_code(context: RequestContext, booking: Booking, actor: str) -> AccountCode:
    """Make a new code for a booking, in place of an earlier one."""
    to_account(booking, "")  # refuses what is over
    made = AccountCode(f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}", context.clock.now())
    held = f"{made.code} {made.since.isoformat()}"
    context.store.note(_name(booking), held, round(CODE_HOLDS.total_seconds()))
    context.store.commit((), (Record(Entry(made.since, actor, "account_code_made", booking.id)),))
    return made


def code_of(context: RequestContext, booking: Booking) -> AccountCode | None:
    """Give the code of a booking, as long as it holds."""
    code, _, since = context.store.noted(_name(booking)).partition(" ")
    found = AccountCode(code, datetime.fromisoformat(since)) if code else None
    return found if found and context.clock.now() < found.since + CODE_HOLDS else None


def proved_by(context: RequestContext, booking: Booking, proof: Proof = proves) -> StaffMessage | None:
    """Give the message that brought the code back, None while there is none or more than one account sent it."""
    held = code_of(context, booking)
    found = [one for one in context.store.staff_messages() if proof(one, held.code, held.since)] if held else []
    return found[0] if len({one.user for one in found}) == 1 else None


def move_to_account(
    context: RequestContext, name: str, told_number: str, version: int, actor: str, proof: Proof = proves
) -> Booking:
    """Move a booking to the account that sent the code; the old one is told, the new one gets the card."""
    before, now = find(context, name), context.clock.now()
    if before.version != version:
        raise RefusedError("changed_meanwhile", id=before.number)
    if told_number != before.number:
        raise RefusedError("account_number")
    message = proved_by(context, before, proof)
    if not message:
        raise RefusedError("account_unproved")
    after = to_account(before, message.user)
    change = BookingChange(before, after, actor, ACTION, now)
    commit = _guarded(before, message) + commit_of(context, change) + waiting_ended(context, after, actor, now)
    commit += Commit((), (KeepStaffMessage(closed(message, actor, now)), *_old_told(context, before, actor, now)))
    try:
        context.store.commit(*commit.parts)
    except ConflictError as conflict:
        means = meaning(conflict)
        refused = "account_refused" if means.why is Why.PERSON_REFUSED else means.staff
        raise RefusedError(refused or "changed_meanwhile", id=before.number) from None
    context.store.not_done(_name(before))
    return after


def _guarded(before: Booking, message: StaffMessage) -> Commit:
    """Ask that the new account has no other booking, that nobody is refused, and that the code is used once."""
    return Commit(
        (
            NoOpenBooking(message.user, ""),
            NotRefused(message.user, ""),
            NotRefused(before.user, ""),
            StaffMessageIs(message.id, message.version),
        )
    )


def _old_told(
    context: RequestContext, before: Booking, actor: str, now: datetime
) -> tuple[KeepStaffMessage | KeepNotice, ...]:
    """Tell the old account, as far as LINE reaches it, so that who did not ask for this can call at once."""
    if not (before.user and before.reachable):
        return ()
    spoken = as_read_by(context, before.user)
    values = {"number": before.number, "telephone": spoken.office.telephone}
    text = spoken.words("notices.account_moved", values)
    about = context.words("console.account.news")
    news = StaffMessage(context.new_id(), MessageState.ANSWERED, now, before.user, about, Cause.ASKED)
    news = replace(news, answer=text, by=actor, settled=now)
    row = answer_row(news, None, now)
    return KeepStaffMessage(news), KeepNotice(row, row.due)


def _name(booking: Booking) -> str:
    return f"account code {booking.id}"

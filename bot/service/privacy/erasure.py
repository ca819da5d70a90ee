"""Erases all that is held of a person, and notes in the audit log that it was done, without saying of whom.

It is kept until it is carried out, so a worker that dies loses nothing: its lease ends and another takes it up.
An open booking is cancelled first; what tells staff and the seeker of that gets its time to go out.

Where staff ask, who verified the person, bookings without a LINE user go with those of one, if number and name are the
same. Where a seeker asks in the chat they stay: anybody may type another's number and name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.booking.lifecycle import Step
from bot.booking.lookup import is_same_person, person_key
from bot.booking.model import Booking, State
from bot.booking.notices.notice import PENDING_STATES, Kind
from bot.booking.staff.staff_message import SEEKER
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, ForgetBooking, NoOpenBooking
from bot.ports.context import Process, RequestContext
from bot.ports.events import ConversationIs
from bot.ports.health import Count
from bot.ports.privacy import DropErasure, DropTraces, Erasure, KeepErasure, NoOpenErasure
from bot.ports.store import Guard, Write
from bot.ports.work import Claim, LeaseIs, Work
from bot.service import menus
from bot.service.bookings.steps import find, take_step
from bot.service.conflicts import tried
from bot.service.counsellors.own_counsellor import forget_own
from bot.service.health.upkeep import tally
from bot.service.privacy.refusals import forget_person
from bot.service.staff.staff_messages import forget_messages_of
from bot.service.waitlist.offering import off_the_list

AT_ONCE = timedelta()
REPLY_FIRST = timedelta(seconds=10)  # the reply to the seeker goes out before
RETRY_AFTER = timedelta(seconds=20)
NOTICE_PATIENCE = timedelta(minutes=10)  # for the notices of a cancelled booking
DONE = "erased"  # what the audit log and the counters call it


class ErasureState(StrEnum):
    """How far an erasure came. GONE: there is none any more; whoever carried it out was faster."""

    ERASED = "erased"
    WAITS = "waits"
    GONE = "gone"


@dataclass(frozen=True)
class Found:
    """What is held of a person."""

    bookings: tuple[Booking, ...]
    notices: int
    others: int


@dataclass(frozen=True)
class _Traces:
    """The keys about a person, and what must be as it was read for them to go: he may begin something meanwhile."""

    keys: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()


def asked(process: Process, *, user: str, number: str, by: str, now: datetime) -> tuple[Write, ...]:
    """Give what writes down the erasure of a LINE user."""
    erasure = Erasure(process.new_id(), user, "", number, now, by)
    return (KeepErasure(erasure, now + REPLY_FIRST), Record(Entry(now, by, "erasure_asked")), Count("erasure_asked"))


def ask(
    process: Process, by: str, *, user: str = "", booking: str = "", how: str = "", ahead: timedelta = AT_ONCE
) -> Erasure:
    """Write down an erasure that was asked for by telephone or letter; workers take it up at once, or `ahead` of now.

    One that is open already goes on, and is from now on about all that is held by now; as staff ask, if they ever did.
    """
    one = find(process, booking) if booking else None
    erasure = about(process, one, by) if one else Erasure(process.new_id(), user, "", "", process.clock.now(), by)
    entry = Entry(erasure.at, by, "erasure_asked", one.id if one else "", how)
    written = (KeepErasure(erasure, erasure.at + ahead), Record(entry), Count("erasure_asked"))
    if not tried(process.store, (NoOpenErasure(erasure.user, erasure.booking),), written):
        who, open_ones = (erasure.user, erasure.booking), process.store.erasures()
        before = next((one for one in open_ones if (one.user, one.booking) == who), erasure)
        erasure = replace(before, at=erasure.at, by=by if before.by == SEEKER else before.by)
        process.store.commit((), (KeepErasure(erasure, erasure.at + ahead), *written[1:]))
    return erasure


def about(process: Process, one: Booking, by: str) -> Erasure:
    """Give the erasure of the person of a booking as staff ask for it, not written down."""
    users = {one.user} if one.user else {other.user for other in _same_person(process, one) if other.user}
    user = users.pop() if len(users) == 1 else ""
    return Erasure(process.new_id(), user, "" if user else one.id, one.number, process.clock.now(), by)


def look_at(process: Process, one: Booking, by: str) -> Found:
    """Say what would be erased with the person of a booking."""
    return look(process, about(process, one, by))


def look(process: Process, erasure: Erasure) -> Found:
    """Say what would be erased."""
    bookings = _bookings(process, erasure)
    notices = sum(len(process.store.ledger(one.id)) for one in bookings)
    return Found(tuple(bookings), notices, len(_traces(process, erasure, bookings).keys))


def erase(context: RequestContext, claim: Claim) -> ErasureState:
    """Carry out one erasure as far as it goes now."""
    erasure = context.store.erasure(claim.id)
    if not erasure:
        return ErasureState.GONE
    bookings = _bookings(context, erasure)
    waits = [one for one in bookings if _must_wait(context, erasure, one)]
    ours = LeaseIs(Work.ERASURES, claim.id, claim.lease)  # not any more where it was asked for again meanwhile
    if not waits and _is_carried_out(context, erasure, bookings, ours):
        return ErasureState.ERASED
    tried(context.store, (ours,), (KeepErasure(erasure, context.clock.now() + RETRY_AFTER),))
    return ErasureState.WAITS


def _bookings(process: Process, erasure: Erasure) -> list[Booking]:
    """Give the person's bookings; one that was made afterwards is another matter.

    Those by which others are found stand last, so that what a crash leaves is found again.
    """
    one = process.store.booking(erasure.booking) if erasure.booking else None
    named = process.store.bookings_of(erasure.user) if erasure.user else [one] if one else []
    alike = [] if erasure.by == SEEKER else [other for each in named for other in _same_person(process, each)]
    others = {other.id: other for other in alike if not other.user and other not in named}
    return [each for each in (*others.values(), *named) if each.created <= erasure.at]


def _same_person(process: Process, one: Booking) -> list[Booking]:
    key = person_key(one)
    known = process.store.bookings_of_number(key) if key else []
    return [other for other in known if is_same_person(other.answers, one.answers)]


def _must_wait(context: RequestContext, erasure: Erasure, booking: Booking) -> bool:
    """Cancel an open booking; say whether it can't be erased yet."""
    now = context.clock.now()
    if booking.is_live and (now < booking.start or booking.state is State.OFFERED):
        try:
            take_step(context, booking.id, Step.CANCEL_BY_SEEKER, erasure.by)
        except RefusedError as error:
            context.log("erasure_waits", reason=error.code)
        return True
    if booking.is_live and now < booking.end:
        return True
    if booking.state is not State.CANCELLED_BY_SEEKER or now >= erasure.at + NOTICE_PATIENCE:
        return False
    waiting = (row for row in context.store.ledger(booking.id) if row.state in PENDING_STATES)
    # Those of the cancelling; one that stands for several tells of others, too.
    return any(row.edition == booking.edition or row.kind is Kind.STAFF_GATHERED for row in waiting)


def _is_carried_out(context: RequestContext, erasure: Erasure, bookings: Sequence[Booking], ours: Guard) -> bool:
    """Delete, last all by which the rest is found, in one commit; say whether nothing was changed meanwhile.

    What a crash leaves is deleted by the next try.
    """
    who = {erasure.user, *map(person_key, bookings)} - {""}
    if not off_the_list(context, erasure.user, erasure.at, erasure.by):
        return False
    forget_messages_of(context, erasure.user)
    if erasure.user:
        menus.forget(context, erasure.user)
    if not forget_person(context, who, context.clock.now()):
        return False
    forget_own(context, who)
    context.fail_point("in_erasure")
    traces, now = _traces(context, erasure, bookings), context.clock.now()
    rows = [tuple(row.id for row in context.store.ledger(one.id)) for one in bookings]
    notices = sum(map(len, rows))
    told = f"bookings {len(bookings)}, notices {notices}, others {len(traces.keys)}"
    writes: tuple[Write, ...] = (
        *(Record(Entry(now, "system", "forgotten", one.id, DONE)) for one in bookings),
        *(ForgetBooking(one, its) for one, its in zip(bookings, rows, strict=True)),
        *map(tally, bookings),
        DropTraces(traces.keys),
        DropErasure(erasure),
        Record(Entry(now, erasure.by, DONE, detail=told)),
        Count(DONE),
    )
    if not tried(context.store, (ours, *(BookingIs(one.id, one.version) for one in bookings), *traces.guards), writes):
        return False
    context.log("erasure", bookings=len(bookings), notices=notices, others=len(traces.keys))
    return True


def _traces(process: Process, erasure: Erasure, bookings: Sequence[Booking]) -> _Traces:
    """Give what is to be dropped of a LINE user; what he began after the wish is another matter."""
    user = erasure.user
    if not user:
        return _Traces()
    seen, held = process.store.load(user, ""), process.store.bookings_of(user)
    talk, wish = seen.conversation, seen.wish if seen.wish and seen.wish.since > erasure.at else None
    newer = wish is not None or any(one.created > erasure.at for one in held)
    going_on = newer or (talk.asked_at is not None and talk.asked_at > erasure.at and bool(talk.flow))
    numbers = sorted({person_key(one) for one in bookings} - {""})
    keys = process.store.traces_of(user, numbers, going_on=going_on, wish=wish.id if wish else "")
    last = max((one for one in held if one.is_live), key=lambda one: one.open_until, default=None)
    return _Traces(tuple(keys), (ConversationIs(user, seen.version), NoOpenBooking(user, "", last.id if last else "")))

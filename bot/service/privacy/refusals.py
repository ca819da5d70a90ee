"""Refuses a person further consultations, lifts it, tells the person; and says who is refused."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.booking.limits.refusal import Refusal, lift, names_of, refuse, tells, without_person
from bot.booking.lookup import person_key
from bot.booking.model import Booking
from bot.booking.notices.notice import Channel, Kind, Notice
from bot.booking.notices.push_count import mail_or_push
from bot.booking.notices.subjects import SubjectKind
from bot.booking.waitlist import number_of
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.context import Process, RequestContext
from bot.ports.health import Count
from bot.ports.notices import KeepNotice, SettleTrouble
from bot.ports.privacy import KeepRefusal, NotRefused, RefusalIs
from bot.ports.store import Write
from bot.service.conflicts import tried
from bot.service.waitlist.offering import withdraw


def planned(process: Process, booking: Booking, reason: str, until: datetime | None, actor: str) -> Refusal:
    """Give the refusal as it would be written; RefusedError says why it can't be."""
    who = (process.store.hashed(one) for one in names_of(booking))
    made = refuse(booking, process.new_id(), who, reason, until, actor, process.clock.now())
    if running(process, booking):
        raise RefusedError("refused_already")
    return made


def write_down(context: RequestContext, booking: Booking, refusal: Refusal, *, told: bool) -> None:
    """Write a refusal, and tell the person by the ledger; who waited for a place waits no more."""
    now = context.clock.now()
    entry = Entry(now, refusal.by, "person_refused", booking.id)
    writes = (KeepRefusal(refusal), Record(entry), Count("refused"), *_told(context, refusal, booking, now, told))
    if not tried(context.store, (NotRefused(booking.user, person_key(booking)),), writes):
        raise RefusedError("refused_already")
    for wish in context.store.list_now().wishes:
        if {wish.user, number_of(wish)} & set(names_of(booking)):
            withdraw(context, wish, refusal.by)


def lift_one(process: Process, before: Refusal, reason: str, actor: str, *, told: bool) -> Refusal:
    """Lift a refusal; the person is told where the booking that led to it is still kept."""
    now = process.clock.now()
    after, booking = lift(before, reason, actor, now), process.store.booking(before.booking)
    entry = Entry(now, actor, "refusal_lifted", before.booking)
    rows = (*_settled(process, before), *_told(process, after, booking, now, told)) if booking else ()
    writes = (KeepRefusal(after), Record(entry), *rows)
    if not tried(process.store, (RefusalIs(before.id, before.version),), writes):
        raise RefusedError("refusal_over")
    return after


def _settled(process: Process, refusal: Refusal) -> tuple[Write, ...]:
    """Take it off the list of calls that somebody is to hear of what does not hold any more."""
    rows = process.store.notices(refusal.booking)
    return tuple(
        SettleTrouble(row.id) for row in rows if (row.subject_kind, row.subject_id) == (SubjectKind.REFUSAL, refusal.id)
    )


def _told(process: Process, refusal: Refusal, booking: Booking, now: datetime, told: bool) -> tuple[Write, ...]:
    row = tells(refusal, booking, way(process, booking), now) if told else None
    return (KeepNotice(row, row.due),) if row else ()


def way(process: Process, booking: Booking) -> Channel:
    """Give the way to the person: mail, else LINE while a push is left, else a call."""
    rows = process.store.notices(booking.id)
    return mail_or_push(booking, rows, has_mail=process.mail is not None) or Channel.TELEPHONE


def running(process: Process, booking: Booking) -> Refusal | None:
    """Give the refusal that is in force for the person of a booking."""
    who, now = {process.store.hashed(one) for one in names_of(booking)}, process.clock.now()
    return next((one for one in process.store.refusals() if one.is_in_force(now) and who & set(one.who)), None)


def refused_among(process: Process, bookings: Sequence[Booking]) -> frozenset[str]:
    """Name the bookings of people who are refused now; the same number of trips however many bookings."""
    now = process.clock.now()
    who = {hashed for one in process.store.refusals() if one.is_in_force(now) for hashed in one.who}
    if not who:
        return frozenset()
    hashes = {one.id: {process.store.hashed(name) for name in names_of(one)} for one in bookings}
    return frozenset(name for name, known in hashes.items() if known & who)


def forget_person(process: Process, values: Iterable[str], now: datetime) -> bool:
    """Empty the refusals of a person who is erased, and forget those that are over.

    Says whether none was changed meanwhile.
    """
    who = {process.store.hashed(one) for one in values}
    ours = [one for one in process.store.refusals() if who & set(one.who)]
    kept = [(one, without_person(one) if one.is_in_force(now) else None) for one in ours]
    return all(
        tried(process.store, (RefusalIs(one.id, one.version),), (KeepRefusal(after or one, forget=after is None),))
        for one, after in kept
    )


def is_untrue(process: Process, row: Notice) -> bool:
    """Say whether a row says of somebody that he is refused, or is no longer, which is not so any more."""
    refusal, now = told_by(process, row), process.clock.now()
    if not refusal or row.kind is Kind.REFUSED:
        return not (refusal and refusal.is_in_force(now))
    return any(one.is_in_force(now) and set(one.who) & set(refusal.who) for one in process.store.refusals())


def told_by(process: Process, row: Notice) -> Refusal | None:
    """Give the refusal that a row of the ledger tells of."""
    return process.store.refusal(row.subject_id)

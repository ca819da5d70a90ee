"""Contact data that is corrected after booking: by the seeker in chat, by staff in the console. One commit each."""

from collections.abc import Mapping
from dataclasses import replace

from bot.booking.limits.daily_limits import Act
from bot.booking.lookup import person_key
from bot.booking.model import Answer, Booking
from bot.booking.notices.mails import is_proved_by
from bot.booking.notices.reminders import contact_notice
from bot.booking.staff.contact import changed_fields, corrected
from bot.booking.waitlist import WaitingWish, number_of
from bot.dialogue.turn import Correct, Facts
from bot.errors import ConflictError, RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import NoOpenBooking
from bot.ports.context import RequestContext
from bot.ports.health import Count
from bot.ports.privacy import NotRefused
from bot.ports.waitlist import KeepWish, NotWaiting, WishIs
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.bookings.daily_limits import counted, numbers_left, within
from bot.service.bookings.steps import find
from bot.service.commit import Commit
from bot.service.conflicts import Why, meaning
from bot.service.notices.ledger import keep_all, ways
from bot.service.waitlist.offering import due
from bot.service.waitlist.who_waits import waiting_ended

BY_SEEKER, BY_STAFF = "contact_changed", "contact_corrected"  # in the audit log, with the fields


def corrected_in_chat(context: RequestContext, effect: Correct, facts: Facts, actor: str) -> Commit:
    """Write what the seeker confirmed, within the limits of the day of the account and of a new number."""
    fields = ",".join(effect.fields)
    if isinstance(effect.after, WaitingWish):
        number, begun = number_of(effect.after), Act.WAIT
        change = _wish(context, effect.after, fields, facts, actor)
    else:
        number, begun = person_key(effect.after), Act.BOOK
        change = _booking(context, effect.after, fields, facts, actor)
    change += _limited(context, Act.CORRECT, facts, number)
    if "number" not in effect.fields:
        return change
    of_the_number = _limited(context, begun, replace(facts, user=""), number)
    return Commit((numbers_left(context, facts, number),)) + change + of_the_number


def _limited(context: RequestContext, act: Act, facts: Facts, number: str) -> Commit:
    if not (facts.user or number):
        return Commit()
    return Commit((within(context, act, facts, number),), (counted(act, facts, number),))


def _booking(context: RequestContext, made: Booking, fields: str, facts: Facts, actor: str) -> Commit:
    """Change the booking, and tell staff that it changed; an address that an earlier booking proved is proved."""
    after, now = made, facts.now
    if made.address_proved is False:
        others = (one for one in context.store.bookings_of(facts.user) if one.id != made.id)
        after = replace(made, address_proved=is_proved_by(made, others))
    change = BookingChange(facts.booking, after, actor, BY_SEEKER, now, fields, BY_SEEKER)
    rows = (contact_notice(after, now, way) for way in ways(context).staff)
    return commit_of(context, change) + Commit((), keep_all(rows))


def _wish(context: RequestContext, after: WaitingWish, fields: str, facts: Facts, actor: str) -> Commit:
    """Change a place on the waiting list; under another number nobody may wait, be refused or have a booking."""
    before, number = facts.wish, number_of(after)
    if before is None:
        return Commit()
    writes = (
        KeepWish(after, due(context, after), earlier=before),
        Record(Entry(facts.now, actor, BY_SEEKER, after.id, fields)),
        Count(BY_SEEKER),
    )
    unchanged = Commit((WishIs(before.id, before.version),), writes)
    if number == number_of(before):
        return unchanged
    refused = (NotRefused(after.user, number_of(before)), NotRefused("", number))
    return Commit((*refused, NotWaiting("", number), NoOpenBooking("", number))) + unchanged


def correct_contact(
    context: RequestContext, name: str, told: Mapping[str, Answer], actor: str, version: int
) -> Booking:
    """Correct what a booking holds, as its seeker told staff; RefusedError says why it can't be."""
    before = find(context, name)
    if before.version != version:
        raise RefusedError("changed_meanwhile", id=before.number)
    after = corrected(before, told, by_staff=True)
    fields = ",".join(changed_fields(before.answers, told))
    now = context.clock.now()
    change = BookingChange(before, after, actor, BY_STAFF, now, fields)
    commit = commit_of(context, change) + waiting_ended(context, after, actor, now)
    try:
        context.store.commit(*commit.parts)
    except ConflictError as conflict:
        if meaning(conflict).why is Why.PERSON_REFUSED:
            raise RefusedError("number_refused") from None
        raise RefusedError(meaning(conflict).staff or "changed_meanwhile", id=before.number) from None
    return after

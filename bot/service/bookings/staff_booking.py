"""A booking that staff enter for a seeker who called, came to the counter, or sits in a consultation."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.lifecycle import requested
from bot.booking.lookup import by_person, is_same_person, person_key, plain
from bot.booking.model import BY_STAFF, PAST_CUT_OFF, Answer, Booking, Consent, State
from bot.booking.schedule.opening import today
from bot.booking.staff.bookable_by_staff import REASONS, is_past_cut_off, starts_for_staff
from bot.booking.staff.handover import of_person
from bot.dialogue.terms import in_force
from bot.errors import ConflictError, RefusedError
from bot.messages.notices.refusal import said_until
from bot.ports.audit import Entry, Record
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.ports.events import EventIsNew, RememberEvent
from bot.service.bookings.booking_change import BookingChange
from bot.service.bookings.change import commit_of
from bot.service.commit import Commit
from bot.service.conflicts import Why, meaning
from bot.service.counsellors.assigning import check_free
from bot.service.privacy.refusals import running
from bot.service.waitlist.who_waits import waiting_ended, wish_of

WAYS = ("by_telephone", "at_counter", "in_consultation")
AGREED_BY = ("read_aloud", "shown")
AGREED_EARLIER = "earlier"  # with an earlier booking, to the version that still is in force
TRIES = 3


@dataclass(frozen=True)
class Entered:
    """What staff entered.

    way    one of WAYS
    agreed how the seeker learnt the terms, one of AGREED_BY
    terms  SHA-256 of the version that the seeker agreed to
    once   names this form, so that it is saved once
    late   one of REASONS, for a time past its cut-off
    before the id of an earlier booking of the same person, from which this was filled in; "" for none
    counsellor  the id of the one who alone is to hold it, "" for any
    """

    answers: Mapping[str, Answer]
    start: datetime
    way: str
    agreed: str
    terms: str
    once: str
    late: str = ""
    before: str = ""
    counsellor: str = ""


def enter(context: RequestContext, console: ConsoleStore, entered: Entered, actor: str) -> Booking:
    """Make the request; RefusedError says why it can't be."""
    for _ in range(TRIES):
        now = context.clock.now()
        _check(context, entered, now)
        made = _made(context, console, entered, now)
        try:
            commit = _entered(context, made, entered, actor, now) + waiting_ended(context, made, actor, now)
            context.store.commit(*commit.parts)
        except ConflictError as conflict:
            _refuse(context, made, conflict)
        else:
            return made
    raise RefusedError("place_taken")


def _refuse(context: RequestContext, made: Booking, conflict: ConflictError) -> None:
    """Raise RefusedError for what another try will not change."""
    means = meaning(conflict)
    if means.why is Why.PERSON_REFUSED:
        found = running(context, made)
        until = said_until(found, context.words) if found else ""
        told = {"until": until, "reason": found.reason if found else "", "about": found.booking if found else ""}
        raise RefusedError("person_refused", **told) from None
    if means.staff:
        raise RefusedError(means.staff) from None


def same_person(context: RequestContext, entered: Entered) -> Booking | None:
    """Give the earlier booking that it was filled in from, if it still is about the same person by number and name."""
    before = context.store.booking(entered.before) if entered.before else None
    if not before or not {"number", "name"} <= entered.answers.keys():
        return None
    same_number = person_key(before) == entered.answers["number"].key  # unknown in both, too: staff chose the booking
    return before if same_number and _name(before) == plain(entered.answers["name"].value) else None


def agreed_before(context: RequestContext, before: Booking | None, now: datetime) -> bool:
    """Say whether a person need not be asked again: he agreed to the very version that is in force."""
    return before is not None and before.consent.sha256 == in_force(context.terms, today(now)).sha256


def _check(context: RequestContext, entered: Entered, now: datetime) -> None:
    agreed = agreed_before(context, same_person(context, entered), now)
    if not agreed and entered.terms != in_force(context.terms, today(now)).sha256:
        raise RefusedError("terms_renewed")
    if entered.start not in starts_for_staff(context.office, now, context.store.taken()):
        raise RefusedError("place_taken")
    if is_past_cut_off(context.office, entered.start, now) and entered.late not in REASONS:
        raise RefusedError("place_taken")
    if entered.counsellor:
        check_free(context, entered.counsellor, entered.start)


def _made(context: RequestContext, console: ConsoleStore, entered: Entered, now: datetime) -> Booking:
    before = same_person(context, entered)
    consent = _consent(context, before, entered, now)
    return request_of(context, console, entered.answers, entered.start, consent, now, before)


def request_of(
    context: RequestContext,
    console: ConsoleStore,
    answers: Mapping[str, Answer],
    start: datetime,
    consent: Consent,
    now: datetime,
    before: Booking | None = None,
) -> Booking:
    """Make the request of a person, whose LINE user is known by an earlier booking or by what he waits for."""
    by_line = before if before and before.user else line_user(console, answers)
    known = by_line or wish_of(context, answers)
    late = is_past_cut_off(context.office, start, now)
    return requested(
        start,
        context.office,
        id=context.new_id(),
        number=context.new_number(),
        created=now,
        user=known.user if known else "",
        reachable=known.reachable if known else True,
        answers=answers,
        consent=consent,
        handover=of_person([before]) if before else (),
        marks=(PAST_CUT_OFF,) if late else (),
        address_proved=True,
    )


def _consent(context: RequestContext, before: Booking | None, entered: Entered, now: datetime) -> Consent:
    """Give what the person agreed to: now, or with the earlier booking, as long as the same version is in force."""
    if before and agreed_before(context, before, now):
        return replace(before.consent, event_id=f"{BY_STAFF}{entered.way}:{AGREED_EARLIER}")
    terms = in_force(context.terms, today(now))
    return Consent(terms.version, terms.sha256, now, f"{BY_STAFF}{entered.way}:{entered.agreed}")


def _under_way(before: Booking | None, now: datetime) -> str:
    """Name the booking beside which the next one may be made: its consultation has begun."""
    return before.id if before and before.state is State.CONFIRMED and before.start <= now else ""


def line_user(console: ConsoleStore, answers: Mapping[str, Answer]) -> Booking | None:
    """Give the newest booking whose LINE user is this person, who must be one user alone."""
    number = answers["number"].key
    found = console.found(by_person(number)) if number else []
    theirs = [one for one in found if one.user and is_same_person(one.answers, answers)]
    one_user = len({one.user for one in theirs}) == 1
    return max(theirs, key=lambda one: one.created) if one_user else None


def _name(booking: Booking) -> str:
    return plain(booking.answers["name"].value) if "name" in booking.answers else ""


def _entered(context: RequestContext, made: Booking, entered: Entered, actor: str, now: datetime) -> Commit:
    """Make the booking, once for each form."""
    once, beside = f"staff {entered.once}", _under_way(same_person(context, entered), now)
    late = Record(Entry(now, actor, "entered past cut off", made.id, entered.late))
    change = BookingChange(
        None, made, actor, "entered", now, entered.way, "booked", beside=beside, counsellor=entered.counsellor
    )
    first = Commit((EventIsNew(once),), (RememberEvent(once),))
    return first + commit_of(context, change) + Commit((), (late,) if made.marks else ())

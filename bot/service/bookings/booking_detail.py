"""One booking as staff see it: the person's other bookings, what is in the way, what can be done now, what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.booking.lifecycle import Step, confirm, confirm_to_open, step, with_room
from bot.booking.lookup import by_person, person_key
from bot.booking.model import LIVE, WITH_OUTCOME, Booking, HandoverNote, Kind, Room, State
from bot.booking.offers import ASKED, open_offers, runs_out
from bot.booking.rooms.job import LedgerRow
from bot.booking.staff.handover import of_person
from bot.errors import RefusedError
from bot.ports.audit import Entry
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.service.bookings.attendance import is_inside
from bot.service.bookings.steps import LONGEST_REASON, check_room
from bot.service.bookings.strikes import StrikeSeen, strikes_of
from bot.service.bookings.undo import waiting_answer
from bot.service.events.reader_style import as_read_by
from bot.service.notices.contents import seeker_messages

HIDDEN = Room("●●● ●●●● ●●●●", "●●●●●●")  # until Zoom has opened the room
STEPS = (Step.DECLINE, Step.CANCEL_BY_OFFICE, Step.CANCEL_BY_SEEKER, Step.ATTEND, Step.EXCUSE, Step.NO_SHOW)
TOLD = {
    "confirm": Kind.DETAILS,
    Step.DECLINE.value: Kind.DECLINED,
    Step.CANCEL_BY_OFFICE.value: Kind.CANCELLED,
    Step.CANCEL_BY_SEEKER.value: Kind.CANCELLED,
}


@dataclass(frozen=True)
class Person:
    """What is known of a person's other bookings. `excused` are absences of which he gave word.

    notes  of staff about him, on whichever of his bookings they stand, this one among them
    """

    visits: int
    excused: int
    missed: tuple[Booking, ...]
    live: tuple[Booking, ...]
    notes: tuple[HandoverNote, ...] = ()

    @property
    def no_shows(self) -> int:
        """Give how many consultations the person missed."""
        return len(self.missed)

    @property
    def is_first(self) -> bool:
        """Say whether there was none before."""
        return not (self.visits or self.excused or self.no_shows)


@dataclass(frozen=True)
class BookingDetail:
    """A booking detail: all that its page shows. `undo_until` is None when there is no answer to take back."""

    booking: Booking
    person: Person
    crowd: int
    rows: tuple[LedgerRow, ...]
    history: tuple[Entry, ...]
    can: frozenset[str]
    undo_until: datetime | None
    offers: tuple[datetime, ...]
    misses_outcome: bool
    ends: datetime
    strikes: tuple[StrikeSeen, ...]


def person_of(console: ConsoleStore, booking: Booking) -> Person:
    """Give what is known of the person of a booking, by the job-seeker number."""
    return people_of(console, [booking])[0]


def people_of(console: ConsoleStore, bookings: Sequence[Booking]) -> list[Person]:
    """Give what is known of the person of each booking; one whose number is not known is new."""
    keys = [person_key(one) for one in bookings]
    known = sorted({by_person(key) for key in keys if key})
    found = dict(zip(known, console.found_each(known), strict=True))
    return [_person(one, found.get(by_person(key), [])) for one, key in zip(bookings, keys, strict=True)]


def _person(booking: Booking, same: Sequence[Booking]) -> Person:
    others = [one for one in same if one.id != booking.id]
    return Person(
        visits=sum(one.state is State.ATTENDED for one in others),
        excused=sum(one.state is State.EXCUSED for one in others),
        missed=tuple(one for one in others if one.state is State.NO_SHOW),
        live=tuple(one for one in others if one.state in LIVE),
        notes=of_person([booking, *others]),
    )


def booking_detail(context: RequestContext, console: ConsoleStore, booking: Booking) -> BookingDetail:
    """Look at one booking."""
    now, rows = context.clock.now(), context.store.ledger(booking.id)
    history = tuple(console.history(booking.id))
    answer = waiting_answer(rows, booking, now)
    same = context.store.holding(booking.start, booking.start)
    return BookingDetail(
        booking=booking,
        person=person_of(console, booking),
        crowd=sum(one.id != booking.id for one in same),
        rows=rows,
        history=history,
        can=possible(context, booking, now),
        undo_until=answer.due if answer else None,
        offers=open_offers(booking, context.office, now),
        misses_outcome=booking.state is State.CONFIRMED and now >= booking.end and not is_inside(history),
        ends=runs_out(booking, context.office),
        strikes=strikes_of(context, console, booking),
    )


def possible(context: RequestContext, booking: Booking, now: datetime) -> frozenset[str]:
    """Name the changes that are possible now."""
    can = {wanted.value for wanted in STEPS if _can_be_taken(context, booking, wanted, now)}
    if booking.state in LIVE - {State.OFFERED} and now < booking.end:
        can.add("confirm")
    if booking.state in ASKED:
        can.add("offer")
    if booking.state in WITH_OUTCOME:
        can.add("undo_outcome")
    return frozenset(can | ({"mark"} if booking.is_live else set()))


def _can_be_taken(context: RequestContext, booking: Booking, wanted: Step, now: datetime) -> bool:
    try:
        step(booking, wanted, context.office, now)
    except RefusedError:
        return False
    return True


def preview(
    context: RequestContext, booking: Booking, wanted: str, room: Room | None, reason: str
) -> tuple[Booking, Sequence[str]]:
    """Give the booking as it will be, and the exact texts for the seeker; RefusedError says why the step can't be.

    Without a room, Zoom is to open one: its number and passcode are not known yet.
    """
    now = context.clock.now()
    if wanted == "confirm" and not room:
        after = with_room(confirm_to_open(booking, context.office, now), HIDDEN, ())
    elif wanted == "confirm" and room:
        check_room(room)
        after = confirm(booking, room, context.office, now)
    else:
        after = step(booking, Step(wanted), context.office, now, reason=reason[:LONGEST_REASON])
    messages = seeker_messages(as_read_by(context, booking.user), TOLD[wanted], after)
    return after, [str(message.get("text") or message.get("altText", "")) for message in messages]

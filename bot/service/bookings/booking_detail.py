"""One booking as staff see it: the person's other bookings, what is in the way, what can be done now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.booking.lifecycle import Step, step
from bot.booking.lookup import by_noted, by_person, person_key
from bot.booking.model import ASKED, LIVE, WITH_OUTCOME, Booking, HandoverNote, State
from bot.booking.offers import answer_by, open_offers
from bot.booking.rooms.job import LedgerRow
from bot.booking.staff.handover import of_person
from bot.errors import RefusedError
from bot.ports.audit import Entry
from bot.ports.console import ConsoleStore, Standing, Standings
from bot.ports.context import RequestContext
from bot.service.bookings.attendance import is_inside
from bot.service.bookings.strikes import StrikeSeen, strikes_of
from bot.service.bookings.taking_back import waiting_answer

LISTED = LIVE | {State.NO_SHOW}  # states of which lists name each booking of a person
STEPS = (Step.DECLINE, Step.CANCEL_BY_OFFICE, Step.CANCEL_BY_SEEKER, Step.ATTEND, Step.EXCUSE, Step.NO_SHOW)


@dataclass(frozen=True)
class Person:
    """What is known of a person's other bookings. `excused` are absences of which he gave word.

    missed  which consultations he missed
    notes  of staff about him, on whichever of his bookings they stand, this one among them
    """

    visits: int
    excused: int
    missed: tuple[Standing, ...]
    live: tuple[Standing, ...]
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
    """Give what is known of the person of a booking, by the job-seeker number; one whose number is not known is new."""
    return people_of(console, [booking])[0]


def people_of(console: ConsoleStore, bookings: Sequence[Booking]) -> list[Person]:
    """Give the same for each of many bookings of a list, without opening all that their people ever had.

    Opened are those that were noted; the others are counted by their readable parts.
    """
    keys = sorted({person_key(one) for one in bookings} - {""})
    standing = dict(zip(keys, console.standings([by_person(key) for key in keys], LISTED), strict=True))
    nothing = Standings(Counter(), ())
    each = zip(bookings, notes_about(console, bookings), strict=True)
    return [_of_list(one, standing.get(person_key(one), nothing), notes) for one, notes in each]


def notes_about(console: ConsoleStore, bookings: Sequence[Booking]) -> list[tuple[HandoverNote, ...]]:
    """Give the notes of staff about the person of each of many bookings."""
    keys = sorted({person_key(one) for one in bookings} - {""})
    noted = dict(zip(keys, console.ids_found([by_noted(key) for key in keys]), strict=True))
    known = {one.id: one for one in bookings}
    wanted = {name for names in noted.values() for name in names} - known.keys()
    known |= {one.id: one for one in console.bookings(sorted(wanted))}
    found = ([known[name] for name in noted.get(person_key(one), ()) if name in known] for one in bookings)
    return [
        of_person([one, *(other for other in others if person_key(other) == person_key(one))])
        for one, others in zip(bookings, found, strict=True)
    ]


def firsts_among(console: ConsoleStore, bookings: Sequence[Booking]) -> frozenset[str]:
    """Name those of many bookings whose person had no consultation with an outcome beside it."""
    known = [one for one in bookings if person_key(one)]
    others = console.others_stand([(by_person(person_key(one)), one.id) for one in known], WITH_OUTCOME)
    had = {one.id for one, is_so in zip(known, others, strict=True) if is_so}
    return frozenset(one.id for one in bookings if one.id not in had)


def _of_list(booking: Booking, standing: Standings, notes: tuple[HandoverNote, ...]) -> Person:
    others = tuple(one for one in standing.listed if one.id != booking.id)
    return _person(standing.counts - Counter([booking.state]), others, notes)


def _person(counts: Counter[State], standing: Sequence[Standing], notes: tuple[HandoverNote, ...]) -> Person:
    return Person(
        visits=counts[State.ATTENDED],
        excused=counts[State.EXCUSED],
        missed=tuple(one for one in standing if one.state is State.NO_SHOW),
        live=tuple(one for one in standing if one.state in LIVE),
        notes=notes,
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
        crowd=sum(one.id != booking.id for one in same) if booking.start in booking.stands_at else 0,
        rows=rows,
        history=history,
        can=possible(context, booking, now),
        undo_until=answer.due if answer else None,
        offers=open_offers(booking, context.office, now),
        misses_outcome=booking.state is State.CONFIRMED and now >= booking.end and not is_inside(history),
        ends=answer_by(booking, context.office),
        strikes=strikes_of(context, console, booking),
    )


def possible(context: RequestContext, booking: Booking, now: datetime) -> frozenset[str]:
    """Name the changes that are possible now."""
    can = {wanted.value for wanted in STEPS if _can_be_taken(context, booking, wanted, now)}
    if booking.state in LIVE - {State.OFFERED} and now < booking.end:
        can.add(Step.CONFIRM.value)
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

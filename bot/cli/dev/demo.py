"""Fills a playground with bookings of all states, each with its notices and its history.

Each booking comes to its state by the product's own steps, at moments at which they could be taken, and its rows of the
ledger are those which the product plans. Many are written in one commit.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from bot.booking.lifecycle import Step, confirm, requested, step
from bot.booking.model import ASKED, Booking, Consent, Room, State
from bot.booking.notices.choosing import notices_for
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.offers import offer, runs_out
from bot.booking.schedule.opening import DAY, at, bookable_starts, cut_off, is_open_day, times_on, today
from bot.cli.dev.demo_people import Person, person
from bot.dialogue.terms import in_force
from bot.errors import ConflictError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking, NumberIsFree
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.ports.store import Write
from bot.service.notices.ledger import voided, ways

PAST_DAYS, COMING_DAYS = 28, 30  # older ones would be forgotten, later ones can't be applied for
EACH_COMMIT = 10  # bookings; more hold Redis for longer than an answer may take on a busy machine
OFTEN = 3  # past bookings of one person in the mean
NUMBERS = range(100_000, 1_000_000)  # of bookings, as the product draws them
SEED = 7

PAST = {
    State.ATTENDED: 70,
    State.CANCELLED_BY_SEEKER: 10,
    State.NO_SHOW: 6,
    State.EXCUSED: 4,
    State.DECLINED: 4,
    State.CANCELLED_BY_OFFICE: 3,
    State.EXPIRED: 3,
}
COMING = {
    State.CONFIRMED: 66,
    State.REQUESTED: 16,
    State.CANCELLED_BY_SEEKER: 9,
    State.OFFERED: 4,
    State.DECLINED: 3,
    State.CANCELLED_BY_OFFICE: 2,
}
STEPS = {
    State.CANCELLED_BY_SEEKER: (Step.CANCEL_BY_SEEKER, "seeker"),
    State.CANCELLED_BY_OFFICE: (Step.CANCEL_BY_OFFICE, "cli:demo"),
    State.DECLINED: (Step.DECLINE, "cli:demo"),
    State.EXPIRED: (Step.EXPIRE, "system"),
    State.ATTENDED: (Step.ATTEND, "cli:demo"),
    State.NO_SHOW: (Step.NO_SHOW, "cli:demo"),
    State.EXCUSED: (Step.EXCUSE, "cli:demo"),
}
UNCONFIRMED = {State.REQUESTED, State.OFFERED, State.DECLINED, State.EXPIRED}
AFTERWARDS = {State.ATTENDED, State.NO_SHOW, State.EXCUSED}


class Came(NamedTuple):
    """A state that a booking came to: when, by whom, and how the audit log names that."""

    booking: Booking
    moment: datetime
    actor: str
    action: str


def starts_of(context: RequestContext, now: datetime) -> list[datetime]:
    """Give the starts of consultations that a playground may be filled with, the earliest first."""
    office, first = context.office, today(now)
    days = (first + ahead * DAY for ahead in range(-PAST_DAYS, COMING_DAYS))
    return [at(day, clock) for day in days if is_open_day(office, day) for clock in times_on(office, day)]


def places_for(bookings: int, starts: Sequence[datetime]) -> int:
    """Give how many bookings are at each start, so that all find a place."""
    return max(1, ceil(bookings / len(starts)))


def fill(context: RequestContext, bookings: int, places: int = 0) -> Iterator[int]:
    """Write so many bookings, as many at each start as `places` say; give how many after each commit."""
    now, chance = context.clock.now(), random.Random(SEED)  # noqa: S311 - the same people each time, nothing secret
    starts = starts_of(context, now)
    places = places or places_for(bookings, starts)
    chosen = chance.sample(range(len(starts) * places), min(bookings, len(starts) * places))
    people, numbers = _People(chance, ceil(bookings / OFTEN)), _shuffled(NUMBERS, chance)
    for first in range(0, len(chosen), EACH_COMMIT):
        batch = [starts[one // places] for one in chosen[first : first + EACH_COMMIT]]
        stories = [story(context, start, people, chance, now) for start in batch]
        _write(context, stories, numbers, now)
        yield len(batch)


def _shuffled(numbers: range, chance: random.Random) -> Iterator[int]:
    """Give each number once, at random; who wants a few of many need not wait for all."""
    moved = dict[int, int]()
    for last in reversed(range(len(numbers))):
        place = chance.randint(0, last)
        yield numbers[moved.get(place, place)]
        moved[place] = moved.pop(last, last)


def _write(context: RequestContext, stories: Sequence[Sequence[Came]], numbers: Iterator[int], now: datetime) -> None:
    """Write some bookings in one commit; anew, with another number, for as long as that of one is taken."""
    drawn = [str(next(numbers)) for _ in stories]
    while True:
        named = [_numbered(one, number) for one, number in zip(stories, drawn, strict=True)]
        try:
            writes = [write for one in named for write in writes_of(context, one, now)]
            context.store.commit([NumberIsFree(number) for number in drawn], writes)
        except ConflictError as error:
            taken = error.guard
            if not isinstance(taken, NumberIsFree):
                raise
            drawn[drawn.index(taken.number)] = str(next(numbers))
        else:
            return


def _numbered(story: Sequence[Came], number: str) -> list[Came]:
    return [came._replace(booking=replace(came.booking, number=number)) for came in story]


class _People:
    """Gives somebody for each booking: who has a live one has no other live one."""

    def __init__(self, chance: random.Random, often: int) -> None:
        self._chance, self._often = chance, max(1, often)
        self._known: dict[int, Person] = {}
        self._live = 0

    def somebody(self) -> Person:
        """Give one of those who come again and again."""
        return self._of(self._chance.randrange(self._often))

    def another(self) -> Person:
        """Give one who has no live booking."""
        self._live += 1
        return self._of(self._live)

    def _of(self, place: int) -> Person:
        if place not in self._known:
            self._known[place] = person(place, self._chance)
        return self._known[place]


def story(
    context: RequestContext, start: datetime, people: _People, chance: random.Random, now: datetime
) -> list[Came]:
    """Make a booking for a start, and how it came about."""
    office, end = context.office, start + timedelta(minutes=context.office.minutes)
    target = _target(PAST if end < now else COMING, chance)
    if target in ASKED and now >= cut_off(office, start):  # it would have run out by now
        target = State.CONFIRMED
    who = people.another() if target in COMING and end >= now else people.somebody()
    until = min(cut_off(office, start), now)
    created = until - timedelta(minutes=chance.randrange(60, 6 * 24 * 60))
    terms = in_force(context.terms, today(now))
    made = requested(
        start,
        office,
        id=context.new_id(),
        number="",
        created=created,
        user=who.user,
        answers=who.answers,
        consent=Consent(terms.version, terms.sha256, created, "demo"),
        address_proved=True,
    )
    told = [Came(made, created, "seeker", "requested")]
    answered = created + (until - created) * chance.uniform(0.1, 0.8)
    if target not in UNCONFIRMED:
        room = Room(str(chance.randrange(80_000_000_000, 99_999_999_999)), f"{chance.randrange(1_000_000):06}")
        told.append(Came(confirm(made, room, office, answered), answered, "cli:demo", "confirm"))
    if target is State.OFFERED:
        times = chance.sample(bookable_starts(office, now), 2)
        told.append(Came(offer(made, times, office, answered), answered, "cli:demo", "offer"))
    if target in STEPS:
        kind, actor = STEPS[target]
        moment = _moment_of(target, answered, until, end, now)
        told.append(Came(step(told[-1].booking, kind, office, moment), moment, actor, kind.value))
    return told


def _moment_of(target: State, answered: datetime, until: datetime, end: datetime, now: datetime) -> datetime:
    """Give when a booking came to its last state: after the consultation, at its cut-off, or before that."""
    if target in AFTERWARDS:
        return min(end + timedelta(minutes=2), now)
    return until if target is State.EXPIRED else answered + (until - answered) / 2


def _target(weights: dict[State, int], chance: random.Random) -> State:
    return chance.choices(tuple(weights), tuple(weights.values()))[0]


def writes_of(context: RequestContext, story: Sequence[Came], now: datetime) -> Iterator[Write]:
    """Give all that is stored of a booking: itself, the rows of its ledger, its entries in the audit log."""
    last = story[-1].booking
    yield KeepBooking(last, runs_out(last, context.office) if last.state in ASKED else None)
    for row in _rows(context, story, now):
        yield KeepNotice(row, row.due if row.state is NoticeState.WAITING else None)
    yield from (Record(Entry(came.moment, came.actor, came.action, last.id)) for came in story)


def _rows(context: RequestContext, story: Sequence[Came], now: datetime) -> list[Notice]:
    """Give the rows that were planned with each state, as they are by now."""
    rows: list[Notice] = []
    for place, came in enumerate(story):
        over = story[place + 1].moment if place + 1 < len(story) else None
        planned = notices_for(came.booking, context.office, ways(context), rows, came.moment)
        rows += [_by_now(row, over, now) for row in planned]
    return rows


def _by_now(row: Notice, over: datetime | None, now: datetime) -> Notice:
    """Give a row that went out when it was due, was made void by the next state before that, or still waits."""
    if row.due <= min(over or now, now):
        return replace(row, state=NoticeState.ACCEPTED, attempts=1, first_attempt=row.due, accepted=row.due)
    return voided(row) if over else row

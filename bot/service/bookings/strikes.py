"""The strikes of a person as staff see them, with the notices that show that he knew. Nothing follows by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from bot.booking.lookup import by_person, by_user, person_key, words_of
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Notice
from bot.booking.retention import surely_due
from bot.booking.schedule.opening import at
from bot.booking.staff.strikes import Strike, strikes
from bot.ports.console import ConsoleStore, Standing
from bot.ports.context import Process


@dataclass(frozen=True)
class StrikeSeen:
    """A strike with the rows of its evidence; `until` is the moment from which it counts no more."""

    strike: Strike
    rows: tuple[Notice, ...]
    until: datetime


def strikes_of(process: Process, console: ConsoleStore, booking: Booking) -> tuple[StrikeSeen, ...]:
    """Give the strikes of the person of a booking, this one among them, by start."""
    key = person_key(booking)
    # By the job-seeker number; only where none is known by the LINE user, whose phone others may use.
    word = by_person(key) if key else by_user(booking.user) if booking.user else ""
    now = process.clock.now()
    found = _recent(console, word, now) if word else [booking]
    missed = [one for one in found if one.state is State.NO_SHOW]
    return _seen(missed, console.notices_of([one.id for one in missed]), now)


def _recent(console: ConsoleStore, word: str, now: datetime) -> list[Booking]:
    """Open the no-shows found under a word that may still count."""
    [told] = console.standings([word], {State.NO_SHOW})
    found = console.bookings([one.id for one in told.listed if not surely_due(one.start, now)])
    return [one for one in found if word in words_of(one)]


def strikes_each(
    process: Process, console: ConsoleStore, missed: Sequence[tuple[Booking, Sequence[Standing]]]
) -> list[tuple[StrikeSeen, ...]]:
    """Give the strikes of the person of each of several bookings, whose no-shows are known by their readable parts.

    Opened are only those that may still count; the same number of trips however many.
    """
    now = process.clock.now()
    recent = {one.id for _, each in missed for one in each if not surely_due(one.start, now)}
    opened = {one.id: one for one in console.bookings(sorted(recent))}
    rows = console.notices_of(sorted(opened))
    known = [
        [opened[one.id] for one in each if one.id in opened and person_key(opened[one.id]) == person_key(booking)]
        for booking, each in missed
    ]
    return [_seen(each, rows, now) for each in known]


def _seen(missed: Sequence[Booking], rows: Mapping[str, Sequence[Notice]], now: datetime) -> tuple[StrikeSeen, ...]:
    known = {row.id: row for one in missed for row in rows[one.id]}
    return tuple(
        StrikeSeen(one, tuple(known[name] for name in one.evidence), at(one.ends, time.min))
        for one in strikes(missed, rows, now)
    )

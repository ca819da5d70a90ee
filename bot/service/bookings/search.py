"""Finds bookings by words, day and state, without opening those that can't fit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.booking.lookup import words_of
from bot.booking.model import Booking, State
from bot.booking.opening import DAY, at, today
from bot.ports.console import ConsoleStore
from bot.ports.context import Process
from bot.service.schedule.day_and_week import on

MOST_FOUND = 100
LOOKED_BACK, LOOKED_AHEAD = timedelta(days=7), timedelta(days=40)


@dataclass(frozen=True)
class Wanted:
    """What is searched for: words of bot.booking.lookup, a day, a state; `number` that is known to fit nothing."""

    words: tuple[str, ...] = ()
    day: date | None = None
    state: State | None = None
    number: str = ""


def search(process: Process, console: ConsoleStore, wanted: Wanted, now: datetime) -> list[Booking]:
    """Give what fits all that is wanted, by start, at most MOST_FOUND; a state alone looks at the days around today."""
    if wanted.number:
        return []
    fitting = (one for one in _candidates(process, console, wanted, now) if _fits(one, wanted))
    return sorted(fitting, key=lambda one: (one.start, one.number))[:MOST_FOUND]


def _candidates(process: Process, console: ConsoleStore, wanted: Wanted, now: datetime) -> Iterable[Booking]:
    if wanted.words:
        alone = len(wanted.words) == 1 and not wanted.day and not wanted.state
        return console.found(wanted.words[0], MOST_FOUND if alone else 0)
    if wanted.day:
        return on(process, wanted.day)
    if wanted.state is State.REQUESTED:
        return console.requests()
    first = at(today(now), time.min)
    around = console.outlines(first - LOOKED_BACK, first + LOOKED_AHEAD + DAY) if wanted.state else []
    return console.bookings([one.id for one in around if one.state is wanted.state][:MOST_FOUND])


def _fits(one: Booking, wanted: Wanted) -> bool:
    return (
        set(wanted.words) <= words_of(one)
        and wanted.day in (None, today(one.start))
        and wanted.state in (None, one.state)
    )

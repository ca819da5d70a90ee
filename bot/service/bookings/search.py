"""Finds bookings by words, day and state, without opening those that can't fit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from bot.booking.lookup import by_folded_name, by_name, by_person, by_telephone, digits_of, folded, words_of
from bot.booking.model import Answer, Booking, State
from bot.booking.schedule.opening import DAY, at, today
from bot.booking.waitlist import WaitingWish
from bot.dialogue.reading import Value, read_number
from bot.ports.console import ConsoleStore
from bot.ports.context import Process
from bot.service.schedule.day_and_week import offering, on

MOST_FOUND = 100
ABROAD = re.compile(r"(?:010)?81(?:0)?([1-9][0-9]{8,9})")  # what is dialled before a number from abroad
TELEPHONES = (10, 11)  # digits of a whole telephone number
LOOKED_BACK, LOOKED_AHEAD = timedelta(days=7), timedelta(days=40)


@dataclass(frozen=True)
class Wanted:
    """What is searched for: words of bot.booking.lookup, a day, a state; `number` that is known to fit nothing."""

    words: tuple[str, ...] = ()
    day: date | None = None
    state: State | None = None
    number: str = ""


def search(process: Process, console: ConsoleStore, wanted: Wanted, now: datetime) -> list[Booking]:
    """Give what fits all that is wanted, the nearest first; a state alone looks at the days around today."""
    if wanted.number:
        return []
    fitting = (one for one in _candidates(process, console, wanted, now) if _fits(one, wanted))
    return by_nearness(fitting, now)


def by_nearness(found: Iterable[Booking], now: datetime) -> list[Booking]:
    """Put today's and coming ones first, the next in front, then the earlier ones, the latest in front."""
    midnight, known = at(today(now), time.min), sorted(found, key=lambda one: (one.first_start, one.number))
    ahead = [one for one in known if one.first_start >= midnight]
    return [*ahead, *reversed(known[: len(known) - len(ahead)])][:MOST_FOUND]


def search_any(
    process: Process, console: ConsoleStore, typed: str, now: datetime
) -> tuple[list[Booking], list[WaitingWish]]:
    """Find bookings and who waits by whatever was typed: a number, a telephone number or its end, or a name."""
    digits, number = in_japan(digits_of(typed)), read_number(typed)
    key = number.key if isinstance(number, Value) else ""
    only_digits = digits and not any(part.isalpha() for part in typed)
    words = [by_person(key)] if key else []
    words += [by_telephone(digits[-4:])] if only_digits and len(digits) in (4, *TELEPHONES) else []
    words += [] if only_digits else [by_folded_name(typed), by_name(typed)]
    found = {one.id: one for each in console.found_each(words) for one in each}
    one = process.store.booking(digits) if only_digits else None
    found |= {one.id: one} if one else {}
    fits = [one for one in found.values() if len(digits) not in TELEPHONES or key or _calls(one.answers, digits)]
    waiting = [one for one in process.store.list_now().wishes if _waits(one, typed, key, digits if only_digits else "")]
    return by_nearness(fits, now), waiting


def in_japan(digits: str) -> str:
    """Give a whole telephone number as it is dialled in Japan, whatever stands before it for abroad; others as are."""
    abroad = ABROAD.fullmatch(digits)
    return f"0{abroad[1]}" if abroad else digits


def _calls(answers: Mapping[str, Answer], digits: str) -> bool:
    """Say whether somebody is called by these digits, or by a number that ends in four."""
    known = digits_of(answers["telephone"].value) if "telephone" in answers else ""
    return bool(known) and (known == digits or (len(digits) == 4 and known.endswith(digits)))


def _waits(wish: WaitingWish, typed: str, key: str, digits: str) -> bool:
    """Say whether somebody on the waiting list is meant."""
    if key and "number" in wish.answers and wish.answers["number"].key == key:
        return True
    if digits:
        return _calls(wish.answers, digits)
    name = wish.answers["name"].value if "name" in wish.answers else ""
    return any(folded(part).startswith(folded(typed)) for part in (name, *name.split()) if folded(typed))


def _candidates(process: Process, console: ConsoleStore, wanted: Wanted, now: datetime) -> Iterable[Booking]:
    if wanted.words:
        alone = len(wanted.words) == 1 and not wanted.day and not wanted.state
        return console.found(wanted.words[0], MOST_FOUND if alone else 0)
    if wanted.day:
        return {one.id: one for one in (*on(process, wanted.day), *offering(process, wanted.day))}.values()
    if wanted.state is State.REQUESTED:
        return console.requests(most=MOST_FOUND)
    first = at(today(now), time.min)
    around = console.each_outline(first - LOOKED_BACK, first + LOOKED_AHEAD + DAY) if wanted.state else ()
    return console.bookings(
        [one.id for one in islice((one for one in around if one.state is wanted.state), MOST_FOUND)]
    )


def _fits(one: Booking, wanted: Wanted) -> bool:
    more = set(wanted.words[1:])  # it was found under the first
    return (
        (not more or more <= words_of(one))
        and wanted.day in (None, today(one.start), *map(today, one.stands_at))
        and wanted.state in (None, one.state)
    )

"""What a month looks like to whoever plans it: each day with its times, its places, its bookings."""

import calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.booking.model import LIVE, Booking, State
from bot.booking.schedule.opening import DAY, at, is_open_day, places_at, places_on, times_on, today
from bot.booking.schedule.schedule import Closure, Hours
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.service.schedule.day_and_week import offering, on


@dataclass(frozen=True)
class Planned:
    """One day of the month. `partly` are the closures that take only some starts out of it."""

    day: date
    moment: datetime
    is_open: bool
    times: tuple[time, ...]
    places: int
    booked: int
    closure: Closure | None
    partly: tuple[Closure, ...]
    hours: Hours

    @property
    def differs(self) -> bool:
        """Say whether hours or places are not as usual."""
        return self.hours != Hours(self.day)


def month_of(context: RequestContext, console: ConsoleStore, day: date) -> tuple[Planned, ...]:
    """Give the days of a month."""
    first, length = day.replace(day=1), calendar.monthrange(day.year, day.month)[1]
    begin = at(first, time.min)
    bookings = console.outlines(begin, begin + length * DAY - timedelta(milliseconds=1))
    # What is offered other times holds no place at the time that was asked for.
    booked = Counter(today(one.start) for one in bookings if one.state in LIVE - {State.OFFERED})
    return tuple(_planned(context, first + ahead * DAY, booked[first + ahead * DAY]) for ahead in range(length))


def _planned(context: RequestContext, day: date, booked: int) -> Planned:
    office, closures = context.office, context.office.schedule.closures
    is_open = is_open_day(office, day)
    return Planned(
        day=day,
        moment=at(day, time(12)),
        is_open=is_open,
        times=times_on(office, day) if is_open else (),
        places=places_on(office, day),
        booked=booked,
        closure=office.schedule.closure(day),
        partly=tuple(one for one in closures if one.starts and one.first <= day <= one.last),
        hours=office.schedule.on(day),
    )


def outside(context: RequestContext, day: date) -> list[Booking]:
    """Give the bookings that hold a place on a day where there is none; of an offer, each of its times is held."""
    every = {one.id: one for one in (*on(context, day), *offering(context, day))}.values()
    held = {one.id: [start for start in one.places if today(start) == day] for one in every}
    crowd = Counter(start for starts in held.values() for start in starts)
    full = {start for start, count in crowd.items() if count > places_at(context.office, start)}
    return sorted((one for one in every if full & {*held[one.id]}), key=lambda one: (min(held[one.id]), one.id))

"""The week as a grid: for each start of its days what every counsellor has then, a booking or a free place."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.booking.model import Booking
from bot.booking.schedule.opening import DAY, is_open_day, today
from bot.ports.context import RequestContext
from bot.service.schedule.day_and_week import Row, by_counsellor, is_shown, rows_of, standing_in, stands_at


@dataclass(frozen=True)
class Place:
    """What one counsellor has at a start: a booking, or nothing.

    counsellor  by id, "" for nobody in particular
    count       how many of these there are, all of them free
    """

    start: datetime
    counsellor: str
    booking: Booking | None
    count: int = 1


@dataclass(frozen=True)
class WeekGrid:
    """Some days from a Monday on, and what there is at each start of them that has anything.

    left  at starts where fewer bookings find a place than counsellors are free: how many
    """

    days: tuple[date, ...]
    places: Mapping[datetime, tuple[Place, ...]]
    left: Mapping[datetime, int]

    @property
    def times(self) -> tuple[time, ...]:
        """Give the times of day at which there is anything."""
        return tuple(sorted({start.time() for start in self.places}))

    @property
    def whose(self) -> tuple[str, ...]:
        """Name whose places there are, "" for nobody's in particular."""
        return tuple(dict.fromkeys(place.counsellor for found in self.places.values() for place in found))

    def only_of(self, counsellor: str) -> "WeekGrid":
        """Give what one counsellor has, "" = what nobody in particular has."""
        kept = {start: tuple(one for one in found if one.counsellor == counsellor) for start, found in self._all()}
        return replace(self, places={start: found for start, found in kept.items() if found}, left={})

    def _all(self) -> Sequence[tuple[datetime, tuple[Place, ...]]]:
        return tuple(self.places.items())


def week_grid(context: RequestContext, monday: date, days: int, now: datetime) -> WeekGrid:
    """Give the bookings and the free places of some days from a Monday on."""
    office, every = context.office, tuple(monday + ahead * DAY for ahead in range(days))
    shown = [one for one in standing_in(context, monday, days) if is_shown(one, now)]
    places, left = dict[datetime, tuple[Place, ...]](), dict[datetime, int]()
    of_day = defaultdict[date, list[Booking]](list)
    for one in shown:
        for day in {today(start) for start in stands_at(one, now)}:
            of_day[day].append(one)
    for day in every:
        columns, rows = by_counsellor(office, rows_of(office, day, of_day[day], now))
        open_for = is_open_day(office, day)
        places |= {row.start: tuple(_places(row, columns, has_free=open_for and now < row.start)) for row in rows}
        left |= {row.start: row.left for row in rows if row.is_short and open_for and now < row.start}
    return WeekGrid(every, {start: found for start, found in places.items() if found}, left)


def _places(row: Row, columns: Sequence[str], *, has_free: bool) -> Iterator[Place]:
    """Give the places of a row: of each counsellor in turn, or free ones counted where none are anybody's."""
    free = Counter[str]()
    for place, cell in enumerate(row.cells):
        whose = columns[place] if place < len(columns) else ""
        if cell:
            yield Place(row.start, whose, cell)
        elif cell is None and columns and has_free:
            yield Place(row.start, whose, None)
        elif cell is None and has_free:
            free[whose] += 1
    yield from (Place(row.start, whose, None, count) for whose, count in free.items())

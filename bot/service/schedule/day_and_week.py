"""What a day and a week look like to staff: the grid of places, and the counts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.booking.day_notes import open_notes
from bot.booking.model import LIVE, WITH_OUTCOME, Booking, State
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.troubles import due_on, is_lost
from bot.booking.office import Office
from bot.booking.rooms.job import notices_among
from bot.booking.schedule.opening import DAY, TOKYO, at, away_at, is_open_day, on_duty, places_by_time, times_on, today
from bot.booking.staff.assigning import counsellor_at
from bot.ports.console import ConsentOutline, ConsoleStore, Outline
from bot.ports.context import Process, RequestContext
from bot.service.staff.tasks import open_troubles

SHOWN = LIVE | WITH_OUTCOME
TAKES_PLACE = LIVE - {State.OFFERED}

Cell = Booking | Literal[False] | None


@dataclass(frozen=True)
class Row:
    """One start of the grid: what stands on each place, None where it is free, False where there is none.

    left  how many more bookings find a place: fewer than are free where some booking is nobody's in particular
    """

    start: datetime
    end: datetime
    cells: tuple[Cell, ...]
    is_now: bool
    is_past: bool
    left: int

    @property
    def is_ahead(self) -> bool:
        """Say whether it has not begun."""
        return not (self.is_now or self.is_past)

    @property
    def is_short(self) -> bool:
        """Say whether fewer bookings find a place than there are free cells."""
        return 0 < self.left < sum(cell is None for cell in self.cells)


@dataclass(frozen=True)
class Day:
    """One day. `others` are the bookings that hold no place any more.

    columns  whose each column is, by id, "" for nobody's in particular; none where there are no counsellors
    notices  all of each booking of which one did not arrive, by its id
    """

    day: date
    is_open: bool
    rows: tuple[Row, ...]
    others: tuple[Booking, ...]
    notices: Mapping[str, tuple[Notice, ...]]
    free: int
    due: int
    sent: int
    troubled: frozenset[str]  # bookings of which something did not arrive, and nobody told it yet
    columns: tuple[str, ...] = ()

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """Give each booking in the grid once, by its first start there."""
        return tuple({cell.id: cell for row in self.rows for cell in row.cells if cell}.values())

    def starts_of(self, booking: Booking) -> tuple[datetime, ...]:
        """Give the starts of the grid at which a booking stands."""
        return tuple(row.start for row in self.rows if any(cell and cell.id == booking.id for cell in row.cells))

    @property
    def coming(self) -> tuple[Booking, ...]:
        """Give what comes next: all that are to take place, or are asked for, at the first start ahead."""
        ahead = (
            [cell for cell in row.cells if cell and cell.state in TAKES_PLACE] for row in self.rows if row.is_ahead
        )
        return tuple(next(filter(None, ahead), ()))

    @property
    def wide(self) -> int:
        """Give the places of the row that has most."""
        return max((len(row.cells) for row in self.rows), default=0)

    @property
    def told(self) -> tuple[Booking, ...]:
        """Give the bookings with a word of the day that staff did not see to, by start."""
        return tuple(one for one in self.bookings if open_notes(one))


@dataclass(frozen=True)
class Totals:
    """One day of the week view. `free` are the places that may still be booked."""

    day: date
    is_open: bool
    places: int
    free: int
    confirmed: int
    requested: int
    over: int
    cancelled: int


def on(process: Process, day: date, days: int = 1) -> list[Booking]:
    """Give the bookings of some days, by start."""
    first = at(day, time.min)
    return process.store.bookings(first, first + days * DAY - timedelta(milliseconds=1))


def offering(process: Process, day: date, days: int = 1) -> list[Booking]:
    """Give the bookings that hold a place on some days because it is offered to the seeker."""
    first = at(day, time.min)
    held = process.store.offering(first, first + days * DAY - timedelta(milliseconds=1))
    return [one for one in held if one.state is State.OFFERED]


def standing_in(process: Process, day: date, days: int = 1) -> list[Booking]:
    """Give each booking that starts on some days, or holds a place there because it is offered to the seeker."""
    offered = offering(process, day, days)
    names = {one.id for one in offered}
    return [*(one for one in on(process, day, days) if one.id not in names), *offered]


def is_shown(booking: Booking, now: datetime) -> bool:
    """Say whether a booking stands in the grid."""
    return booking.state in SHOWN and bool(stands_at(booking, now))


def stands_at(booking: Booking, now: datetime) -> tuple[datetime, ...]:
    """Give the starts at which a booking stands in the grid; an offered time that has passed is none any more."""
    return tuple(start for start in booking.stands_at if booking.state is not State.OFFERED or now < start)


def standing_on(process: Process, day: date, now: datetime) -> list[tuple[tuple[datetime, ...], Booking]]:
    """Give each booking that stands on a day once, with its starts of that day, the first in front."""
    offered = offering(process, day)
    every = [*(one for one in on(process, day) if one.state is not State.OFFERED), *offered]
    found = [(tuple(start for start in stands_at(one, now) if today(start) == day), one) for one in every]
    return sorted((each for each in found if each[0]), key=lambda each: (each[0], each[1].number))


def day_of(context: RequestContext, console: ConsoleStore, day: date, now: datetime) -> Day:
    """Give one day as it stands."""
    ours, first = standing_in(context, day), at(day, time.min)
    both = console.outlines(first, first + 2 * DAY)  # reminders of the day before belong to tomorrow's bookings
    outlines = console.notice_outlines(list({one.id for one in both} | {one.id for one in ours}))
    due = [row for rows in outlines.values() for row in due_on(rows, day)]
    lost = [one.id for one in ours if any(map(is_lost, outlines.get(one.id, ())))]
    office, shown = context.office, [one for one in ours if is_shown(one, now)]
    is_open, (columns, rows) = is_open_day(office, day), by_counsellor(office, rows_of(office, day, shown, now))
    return Day(
        day=day,
        is_open=is_open,
        rows=rows,
        others=tuple(one for one in ours if not is_shown(one, now)),
        notices=console.notices_of(lost),
        free=sum(row.left for row in rows if row.is_ahead) if is_open else 0,
        due=len(due),
        sent=sum(row.state is NoticeState.ACCEPTED for row in due),
        troubled=frozenset(row.booking for row in notices_among(open_troubles(context, console, now)))
        & {one.id for one in ours},
        columns=columns,
    )


def rows_of(office: Office, day: date, shown: Sequence[Booking], now: datetime) -> tuple[Row, ...]:
    """Give the starts of a day, each with the bookings that stand there and the places that are left."""
    places, ours = places_by_time(office, day), dict[datetime, list[Booking]]()
    for one in shown:
        for start in {start for start in stands_at(one, now) if today(start) == day}:
            ours.setdefault(start, []).append(one)
    rows = []
    for start in sorted({at(day, clock) for clock in times_on(office, day)} | ours.keys()):
        cells, end = ours.get(start, []), start + timedelta(minutes=office.minutes)
        left = _left(office, start, places, len(cells), now)
        free = [None] * left
        rows.append(Row(start, end, (*cells, *free), is_now=start <= now < end, is_past=end <= now, left=left))
    return tuple(rows)


def by_counsellor(office: Office, rows: Sequence[Row]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Give a column to each counsellor who is there, absent or holds a booking, and to what nobody holds."""
    starts = [row.start for row in rows]
    there = {one.id for start in starts for one in (*on_duty(office, start), *away_at(office, start))}
    there |= {counsellor_at(cell, row.start) for row in rows for cell in row.cells if cell}
    columns = [one.id for one in office.schedule.counsellors if one.id in there]
    if not columns:
        return (), tuple(rows)
    arranged = [_arranged(office, row, columns) for row in rows]
    wide = max(map(len, arranged), default=len(columns))
    full = tuple(replace(row, cells=_padded(cells, wide)) for row, cells in zip(rows, arranged, strict=True))
    return (*columns, *[""] * (wide - len(columns))), full


def _padded(cells: tuple[Cell, ...], wide: int) -> tuple[Cell, ...]:
    rest: list[Cell] = [False] * (wide - len(cells))
    return (*cells, *rest)


def _arranged(office: Office, row: Row, columns: Sequence[str]) -> tuple[Cell, ...]:
    """Put what each counsellor holds into the own column; what nobody holds, or somebody twice, stands behind."""
    here = {one.id for one in on_duty(office, row.start)} if row.left else frozenset[str]()
    left, cells = [cell for cell in row.cells if cell], list[Cell]()
    for one in columns:
        held = next((cell for cell in left if counsellor_at(cell, row.start) == one), None)
        if held:
            left.remove(held)
            cells.append(held)
        else:
            cells.append(None if one in here else False)
    return (*cells, *left)


def only_of(seen: Day, counsellor: str) -> Day:
    """Give a day as one counsellor sees it: the own column alone."""
    if counsellor not in seen.columns:
        return replace(seen, columns=(), rows=(), others=(), free=0)
    place = seen.columns.index(counsellor)
    own = ((row, row.cells[place]) for row in seen.rows if row.cells[place] is not False)
    rows = tuple(replace(row, cells=(cell,), left=int(cell is None)) for row, cell in own)
    others = tuple(one for one in seen.others if one.counsellor == counsellor)
    free = sum(row.left for row in rows if row.is_ahead)
    return replace(seen, columns=(counsellor,), rows=rows, others=others, free=free)


def week_of(
    context: RequestContext, console: ConsoleStore, monday: date, days: int, now: datetime
) -> tuple[Totals, ...]:
    """Give the totals of the days from a Monday on."""
    first = at(monday, time.min)
    bookings = [one for one in console.outlines(first, first + days * DAY) if one.state is not State.OFFERED]
    offered = offering(context, monday, days)
    bookings += [
        Outline(one.id, one.state, start, one.created, one.number, ConsentOutline(one.consent.version))
        for one in offered
        for start in one.places
    ]
    return tuple(_totals(context.office, monday + ahead * DAY, bookings, now) for ahead in range(days))


def _totals(office: Office, day: date, bookings: Sequence[Outline], now: datetime) -> Totals:
    ours = [(one.start, one.state) for one in bookings if today(one.start) == day]
    held, states = Counter(start for start, state in ours if state in SHOWN), [state for _, state in ours]
    places = places_by_time(office, day)
    ahead = (start for start in (at(day, clock) for clock in places) if start > now)
    return Totals(
        day,
        is_open_day(office, day),
        places=sum(places.values()),
        free=sum(_left(office, start, places, held[start], now) for start in ahead),
        confirmed=states.count(State.CONFIRMED),
        requested=states.count(State.REQUESTED) + states.count(State.OFFERED),
        over=sum(state in WITH_OUTCOME for state in states),
        cancelled=sum(state not in SHOWN for state in states),
    )


def _left(office: Office, start: datetime, places: Mapping[time, int], held: int, now: datetime) -> int:
    """Give how many of the places of a day are left at a start; none on a day that nobody can book yet."""
    count = places.get(start.astimezone(TOKYO).time(), 0)
    return max(0, count - held) if is_within_horizon(office, today(start), now) else 0


def is_within_horizon(office: Office, day: date, now: datetime) -> bool:
    """Say whether a day can be booked by now, or could be."""
    return day <= today(now) + office.horizon_days * DAY

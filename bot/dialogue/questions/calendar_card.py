"""The days of some weeks, or the times of some days, as a calendar shows them: each with how full it is. Pure."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from itertools import groupby

from bot.booking.schedule.opening import DAY, TOKYO, at, monday_of, on_day, times_on, today, weekdays_shown
from bot.booking.schedule.vacancy import Vacancy, of_days, of_start
from bot.booking.waitlist import Part, part_of
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.reading import say_time, short_day
from bot.dialogue.turn import Cell, Group

MOST_WEEKS = 8  # on one calendar; LINE takes 12, and 50 kB
NOT_SHOWN = frozenset({Vacancy.OVER, Vacancy.LATER})
NOT_TO_BE_HAD = frozenset({Vacancy.FULL, Vacancy.WITHHELD})  # who chooses such a day reads why, and what else there is
TO_CHOOSE = frozenset({Vacancy.OPEN, Vacancy.FEW, *NOT_TO_BE_HAD})
ALL_BUT_FREE = frozenset(Vacancy) - {Vacancy.OPEN, Vacancy.FEW}  # of days of one counsellor alone
Make = Callable[[Seen, str, date, Vacancy], Cell]


def weeks(seen: Seen, question: str, days: Collection[date], make: Make | None = None) -> tuple[Group, ...]:
    """Give the weeks that hold some days, as they are worked; of each what is neither over nor too far."""
    mondays = sorted({monday_of(day) for day in days})[:MOST_WEEKS]
    shown = range(weekdays_shown(seen.facts.office))
    return by_week(seen, question, [monday + place * DAY for monday in mondays for place in shown], make)


def by_week(seen: Seen, question: str, days: Collection[date], make: Make | None = None) -> tuple[Group, ...]:
    """Give some days under their weeks."""
    vacancies = of_days(seen.facts.office, seen.facts.now, days, seen.facts.free, seen.facts.withheld)
    left_out = NOT_SHOWN if make or not seen.facts.needs.counsellor else ALL_BUT_FREE
    shown = [day for day in sorted(days) if vacancies[day] not in left_out]
    return tuple(
        week(inner, tuple((make or day_cell)(seen, question, day, vacancies[day]) for day in inner))
        for _, days_of_week in groupby(shown, monday_of)
        for inner in (tuple(days_of_week),)
    )


def week(days: Sequence[date], cells: tuple[Cell, ...]) -> Group:
    """Give the days of a week under the first and the last of them."""
    values = {"day": short_day(days[0]), "last": short_day(days[-1])}
    return Group("book.day.heading.week" if len(days) > 1 else "book.day.option.day", values, cells)


def day_cell(seen: Seen, question: str, day: date, vacancy: Vacancy) -> Cell:
    """Give one day."""
    values = {"day": short_day(day)}
    label = vacancy.value if vacancy in NOT_TO_BE_HAD else "day"
    chosen = seen.option(question, day.isoformat(), f"book.day.option.{label}", **values)
    option = chosen if vacancy in TO_CHOOSE else None
    return Cell("book.day.option.day", values, vacancy, option)


def parts_of_a_day(seen: Seen, question: str, day: date, wished: Collection[datetime] = ()) -> tuple[Group, ...]:
    """Give the times of a day by morning and afternoon: those wished for, or all of them."""
    every = tuple(at(day, clock) for clock in times_on(seen.facts.office, day))
    starts = tuple(start for start in every if start in wished) if wished else every
    cells = [(part_of(start.time()), _time_cell(seen, question, start)) for start in starts]
    parts = ((part, tuple(cell for one, cell in cells if one is part and cell.option)) for part in Part)
    return tuple(Group(f"book.time.heading.{part.value}", {}, inner) for part, inner in parts if inner)


def starts_by_day(seen: Seen, question: str, starts: Sequence[datetime]) -> tuple[Group, ...]:
    """Give some starts under their days."""
    days = dict.fromkeys(today(start) for start in starts)
    return tuple(
        Group(
            "book.day.option.day",
            {"day": short_day(day)},
            tuple(_time_cell(seen, question, start, with_day=True) for start in on_day(starts, day)),
        )
        for day in days
    )


def _time_cell(seen: Seen, question: str, start: datetime, *, with_day: bool = False) -> Cell:
    here, facts = start.astimezone(TOKYO), seen.facts
    values = {"time": say_time(here.time()), "day": short_day(here.date())}
    vacancy = of_start(facts.office, facts.now, start, facts.taken, facts.free)
    label = "full" if vacancy is Vacancy.FULL else "day_and_time" if with_day else "time"
    option = seen.option(question, start.isoformat(), f"book.time.option.{label}", **values)
    return Cell("book.time.option.time", values, vacancy, option if vacancy in TO_CHOOSE else None)


def is_scarce(groups: Sequence[Group]) -> bool:
    """Say whether anything on a calendar is full, or has few places left."""
    scarce = (Vacancy.FULL, Vacancy.FEW)
    return any(cell.vacancy in scarce for group in groups for cell in group.cells)


def is_withheld(groups: Sequence[Group]) -> bool:
    """Say whether a calendar holds a day that others may book."""
    return any(cell.vacancy == Vacancy.WITHHELD for group in groups for cell in group.cells)

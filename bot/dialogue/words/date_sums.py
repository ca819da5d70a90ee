"""Sums with years, months and weeks. The week begins on Monday."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from bot.booking.schedule.opening import monday_of

Slots = Mapping[str, int]
ONE = timedelta(days=1)
WEEK = timedelta(days=7)
REIWA_0 = 2018
# Without a year this year is meant, past or not, unless the day is over by more than half a year: then the next.
HALF_A_YEAR = timedelta(days=183)


def year_said(slots: Slots, today: date) -> int | None:
    """Give the year that is said, None when none is."""
    if "short" in slots:
        return _short_year(slots["short"], today)
    if "era" in slots:
        return REIWA_0 + slots["era"]
    if "years" in slots or "new_year" in slots:
        return today.year + slots.get("years", 1)
    return slots.get("year")


def _short_year(number: int, today: date) -> int:
    """Read 26/12/3 as 2026, 8/12/3 as 令和8年; 0, which is no year, when it is neither."""
    near = (today.year, today.year + 1)
    return next((year for year in (2000 + number, REIWA_0 + number) if year in near), 0)


def year_and_month(slots: Slots, today: date) -> tuple[int, int] | None:
    """Give (year, month), the year 0 when it is not said."""
    if "month_ahead" in slots:
        months = today.month - 1 + slots["month_ahead"]
        return today.year + months // 12, months % 12 + 1
    if "month" in slots:
        return 0, slots["month"]
    return (0, 1) if "new_year" in slots else None


def year_meant(month: tuple[int, int], slots: Slots, today: date) -> int:
    """Give the year of a month, the next one when the month is over."""
    return year_said(slots, today) or month[0] or (today.year if month[1] >= today.month else today.year + 1)


def rolled(month: int, number: int, today: date) -> date | None:
    """Find the day of a month in this year or the next."""
    days = (date_or_none(year, month, number) for year in (today.year, today.year + 1))
    return next((day for day in days if day and day >= today - HALF_A_YEAR), None)


def next_numbered(number: int, floor: date) -> date | None:
    """Find the next day of this number, in this month or the next."""
    days = (date_or_none(first.year, first.month, number) for first in firsts(floor))
    return next((day for day in days if day and day >= floor), None)


def firsts(day: date) -> Iterator[date]:
    """Yield the first day of this month and of the next."""
    first = day.replace(day=1)
    yield first
    yield (first + 31 * ONE).replace(day=1)


def date_or_none(year: int, month: int, day: int) -> date | None:
    """Make a date, None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def week_days(today: date, ahead: int) -> list[date]:
    """Give the seven days of this week, or of one some weeks ahead."""
    return [monday_of(today) + ahead * WEEK + weekday * ONE for weekday in range(7)]


def coming(weekday: int, floor: date) -> date:
    """Give the first such weekday from a day on."""
    return floor + (weekday - floor.weekday()) % 7 * ONE

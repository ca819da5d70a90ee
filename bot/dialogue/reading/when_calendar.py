"""Which day a phrase means, seen from today. The week begins on Monday."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

Slots = Mapping[str, int]
ONE = timedelta(days=1)
WEEK = timedelta(days=7)
# Without a year this year is meant, past or not, unless the day is over by more than half a year: then the next.
HALF_A_YEAR = timedelta(days=183)
REIWA_0 = 2018


@dataclass(frozen=True)
class Wish:
    """The days that one phrase may mean; `said` is a weekday that does not match."""

    days: tuple[date, ...]
    sure: bool = True
    said: int | None = None


NONE = Wish((), sure=False)


@dataclass(frozen=True)
class Known:
    """Today, and the day from which to look on: the one named just before, or today."""

    today: date
    floor: date


def resolve(slots: Slots, today: date, floor: date) -> Wish | None:
    """Find the days meant; `floor` is the day named just before, or today. None for a day that does not exist."""
    found: Wish | None = NONE
    for name, rule in RULES:
        if name in slots:
            found = rule(slots, Known(today, floor))
            break
    if found is None or not found.sure:
        return found
    return _weekday_checked(_agreeing(found, slots, today), slots)


def _agreeing(wish: Wish, slots: Slots, today: date) -> Wish:
    """Doubt a day that other words of the phrase contradict."""
    day = wish.days[0]
    monday = _monday(today, slots.get("week", 0))
    agrees = (
        slots.get("day", day.day) == day.day
        and slots.get("month", day.month) == day.month
        and ("week" not in slots or monday <= day < monday + WEEK)
        and _year(slots, today) in (None, day.year)
    )
    return wish if agrees else replace(wish, days=(*wish.days, *_also_said(slots, today)), sure=False)


def _also_said(slots: Slots, today: date) -> tuple[date, ...]:
    other = _by_day(slots, Known(today, today)) if "day" in slots else None
    return other.days if other else ()


def _weekday_checked(wish: Wish, slots: Slots) -> Wish:
    said = slots.get("weekday")
    if not wish.sure or said is None or wish.days[0].weekday() == said:
        return wish
    return replace(wish, said=said)


def _by_offset(slots: Slots, known: Known) -> Wish | None:
    return Wish((known.today + timedelta(days=slots["offset"]),))


def _by_weeks(slots: Slots, known: Known) -> Wish | None:
    return Wish((known.today + timedelta(weeks=slots["weeks"]),))


def _by_day(slots: Slots, known: Known) -> Wish | None:
    number, year, month = slots["day"], _year(slots, known.today), _month(slots, known.today)
    if month:
        day = _date(year or month[0], month[1], number) if year or month[0] else _rolled(month[1], number, known.today)
        vague = "new_year" in slots and known.today.month < 7
        return Wish((day,), sure=not vague) if day else None
    if "week" in slots:
        days = [day for day in _week(known.today, slots["week"]) if day.day == number]
        return Wish(tuple(days), sure=bool(days))
    return _next_numbered(number, known.floor)


def _by_nth(slots: Slots, known: Known) -> Wish | None:
    if "weekday" not in slots:
        return NONE
    month = _month(slots, known.today)
    firsts = _firsts(known.today) if not month else [date(_year_of(month, slots, known.today), month[1], 1)]
    days = [_coming(slots["weekday"], first) + (slots["nth"] - 1) * WEEK for first in firsts]
    return Wish(tuple(day for day in days if day >= known.today), sure=False)


def _by_weekday(slots: Slots, known: Known) -> Wish | None:
    said = slots["weekday"]
    if _month(slots, known.today) or "years" in slots or "months" in slots:
        return _in_month(said, slots, known.today)
    if "week" in slots:
        return NONE if "next" in slots else _in_week(said, slots["week"], known.today)
    day = _coming(said, known.floor + ONE if "next" in slots else known.floor)
    # On a Wednesday 「水曜」 may be known.today, and 「次の金曜」 this week's or next week's.
    doubtful = day == known.today or ("next" in slots and day < _monday(known.today, 1))
    return Wish((day, day + WEEK) if doubtful else (day,), sure=not doubtful)


def _in_week(said: int, ahead: int, today: date) -> Wish:
    day = _monday(today, ahead) + said * ONE
    if said == 6 and ahead > 0:  # for many the week begins on Sunday
        return Wish((day - WEEK, day), sure=False)
    return Wish((day,))


def _in_month(said: int, slots: Slots, today: date) -> Wish:
    month = _month(slots, today)
    if not month:
        return NONE
    first = date(_year_of(month, slots, today), month[1], 1)
    days = [first + n * ONE for n in range(31)]
    return Wish(tuple(d for d in days if d.month == first.month and d.weekday() == said and d >= today), sure=False)


def _by_week(slots: Slots, known: Known) -> Wish | None:
    return Wish(
        tuple(day for day in _week(known.today, slots["week"])[:5] if day >= known.today or slots["week"] < 0),
        sure=False,
    )


def _by_weekend(slots: Slots, known: Known) -> Wish | None:
    return Wish(tuple(_week(known.today, slots.get("week", 0))[5:]), sure=False)


Rule = Callable[[Slots, Known], Wish | None]
RULES: tuple[tuple[str, Rule], ...] = (
    ("offset", _by_offset),
    ("weeks", _by_weeks),
    ("day", _by_day),
    ("nth", _by_nth),
    ("weekday", _by_weekday),
    ("weekend", _by_weekend),
    ("week", _by_week),
)


def _year(slots: Slots, today: date) -> int | None:
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


def _month(slots: Slots, today: date) -> tuple[int, int] | None:
    """Give (year, month), the year 0 when it is not said."""
    if "month_ahead" in slots:
        months = today.month - 1 + slots["month_ahead"]
        return today.year + months // 12, months % 12 + 1
    if "month" in slots:
        return 0, slots["month"]
    return (0, 1) if "new_year" in slots else None


def _year_of(month: tuple[int, int], slots: Slots, today: date) -> int:
    return _year(slots, today) or month[0] or (today.year if month[1] >= today.month else today.year + 1)


def _rolled(month: int, number: int, today: date) -> date | None:
    days = (_date(year, month, number) for year in (today.year, today.year + 1))
    return next((day for day in days if day and day >= today - HALF_A_YEAR), None)


def _next_numbered(number: int, floor: date) -> Wish | None:
    days = (_date(first.year, first.month, number) for first in _firsts(floor))
    day = next((day for day in days if day and day >= floor), None)
    return Wish((day,)) if day else None


def _firsts(day: date) -> Iterator[date]:
    """Yield the first day of this month and of the next."""
    first = day.replace(day=1)
    yield first
    yield (first + 31 * ONE).replace(day=1)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _monday(today: date, ahead: int) -> date:
    return today - today.weekday() * ONE + ahead * WEEK


def _week(today: date, ahead: int) -> list[date]:
    return [_monday(today, ahead) + n * ONE for n in range(7)]


def _coming(weekday: int, floor: date) -> date:
    return floor + (weekday - floor.weekday()) % 7 * ONE

"""Which day a phrase means, seen from today."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.booking.schedule.opening import monday_of
from bot.dialogue.words.date_sums import (
    ONE,
    WEEK,
    Slots,
    coming,
    date_or_none,
    firsts,
    next_numbered,
    rolled,
    week_days,
    year_and_month,
    year_meant,
    year_said,
)


@dataclass(frozen=True)
class NamedDays:
    """The days that one phrase may mean; `said` is a weekday that does not match."""

    days: tuple[date, ...]
    sure: bool = True
    said: int | None = None


NONE = NamedDays((), sure=False)


@dataclass(frozen=True)
class Known:
    """Today, and the day from which to look on: the one named just before, or today."""

    today: date
    floor: date


def resolve(slots: Slots, today: date, floor: date) -> NamedDays | None:
    """Find the days meant; `floor` is the day named just before, or today. None for a day that does not exist."""
    found: NamedDays | None = NONE
    for name, rule in RULES:
        if name in slots:
            found = rule(slots, Known(today, floor))
            break
    if found is None or not found.sure:
        return found
    return _weekday_checked(_agreeing(found, slots, today), slots)


def _agreeing(named: NamedDays, slots: Slots, today: date) -> NamedDays:
    """Doubt a day that other words of the phrase contradict."""
    day = named.days[0]
    monday = monday_of(today) + slots.get("week", 0) * WEEK
    agrees = (
        slots.get("day", day.day) == day.day
        and slots.get("month", day.month) == day.month
        and ("week" not in slots or monday <= day < monday + WEEK)
        and year_said(slots, today) in (None, day.year)
    )
    return named if agrees else replace(named, days=(*named.days, *_also_said(slots, today)), sure=False)


def _also_said(slots: Slots, today: date) -> tuple[date, ...]:
    other = _by_day(slots, Known(today, today)) if "day" in slots else None
    return other.days if other else ()


def _weekday_checked(named: NamedDays, slots: Slots) -> NamedDays:
    said = slots.get("weekday")
    if not named.sure or said is None or named.days[0].weekday() == said:
        return named
    return replace(named, said=said)


def _by_offset(slots: Slots, known: Known) -> NamedDays | None:
    day = known.today + timedelta(days=slots["offset"])
    if "weeks" not in slots:
        return NamedDays((day,))
    return NamedDays((day, day + slots["weeks"] * WEEK), sure=False)  # 「1週間後の今日」


def _by_weeks(slots: Slots, known: Known) -> NamedDays | None:
    return NamedDays((known.today + timedelta(weeks=slots["weeks"]),))


def _by_day(slots: Slots, known: Known) -> NamedDays | None:
    number, year, month = slots["day"], year_said(slots, known.today), year_and_month(slots, known.today)
    if month:
        known_year = year or month[0]
        day = date_or_none(known_year, month[1], number) if known_year else rolled(month[1], number, known.today)
        vague = "new_year" in slots and known.today.month < 7
        return NamedDays((day,), sure=not vague) if day else None
    if "week" in slots:
        days = [day for day in week_days(known.today, slots["week"]) if day.day == number]
        return NamedDays(tuple(days), sure=bool(days))
    day = next_numbered(number, known.floor)
    return NamedDays((day,)) if day else None


def _by_nth(slots: Slots, known: Known) -> NamedDays | None:
    if "weekday" not in slots:
        return NONE
    month = year_and_month(slots, known.today)
    begins = [*firsts(known.today)] if not month else [date_or_none(year_meant(month, slots, known.today), month[1], 1)]
    days = [coming(slots["weekday"], first) + (slots["nth"] - 1) * WEEK for first in begins if first]
    return NamedDays(tuple(day for day in days if day >= known.today), sure=False)


def _by_weekday(slots: Slots, known: Known) -> NamedDays | None:
    said = slots["weekday"]
    if year_and_month(slots, known.today) or "years" in slots or "months" in slots:
        return _in_month(said, slots, known.today)
    if "week" in slots:
        return NONE if "next" in slots else _in_week(said, slots["week"], known.today)
    day = coming(said, known.floor + ONE if "next" in slots else known.floor)
    # On a Wednesday 「水曜」 may be today, and 「次の金曜」 this week's or next week's.
    doubtful = day == known.today or ("next" in slots and day < monday_of(known.today) + WEEK)
    return NamedDays((day, day + WEEK) if doubtful else (day,), sure=not doubtful)


def _in_week(said: int, ahead: int, today: date) -> NamedDays:
    day = monday_of(today) + ahead * WEEK + said * ONE
    if said == 6 and ahead > 0:  # for many the week begins on Sunday
        return NamedDays((day - WEEK, day), sure=False)
    return NamedDays((day,))


def _in_month(said: int, slots: Slots, today: date) -> NamedDays | None:
    month = year_and_month(slots, today)
    if not month:
        return NONE
    first = date_or_none(year_meant(month, slots, today), month[1], 1)
    if not first:
        return None
    days = [first + ahead * ONE for ahead in range(31)]
    meant = (day for day in days if day.month == first.month and day.weekday() == said)
    return NamedDays(tuple(day for day in meant if day >= today), sure=False)


def _by_week(slots: Slots, known: Known) -> NamedDays | None:
    return NamedDays(
        tuple(day for day in week_days(known.today, slots["week"])[:5] if day >= known.today or slots["week"] < 0),
        sure=False,
    )


def _by_weekend(slots: Slots, known: Known) -> NamedDays | None:
    return NamedDays(tuple(week_days(known.today, slots.get("week", 0))[5:]), sure=False)


Rule = Callable[[Slots, Known], NamedDays | None]
RULES: tuple[tuple[str, Rule], ...] = (
    ("offset", _by_offset),
    ("weeks", _by_weeks),
    ("day", _by_day),
    ("nth", _by_nth),
    ("weekday", _by_weekday),
    ("weekend", _by_weekend),
    ("week", _by_week),
)

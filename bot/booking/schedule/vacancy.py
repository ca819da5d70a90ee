"""How full a start or a day is, as seekers are told it, and why a start can't be had. Pure."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum

from bot.booking.office import Office
from bot.booking.schedule.opening import (
    DAY,
    TOKYO,
    DayAhead,
    cut_off,
    days_ahead,
    is_open_day,
    places_at,
    times_on,
    today,
)

FEW_PLACES = 1  # places left at a start that has several
FEW_OF = 4  # a day has few starts left when no more than one in so many is free


class Vacancy(StrEnum):
    """How full a start or a day is."""

    OPEN = "open"
    FEW = "few"
    FULL = "full"
    WITHHELD = "withheld"  # for this seeker alone: what requests like his may hold is used up
    CLOSED = "closed"  # the office does not work then
    OVER = "over"  # past, or past the cut-off
    LATER = "later"  # beyond the horizon


def of_start(
    office: Office, now: datetime, start: datetime, taken: Mapping[datetime, int], free: Collection[datetime]
) -> Vacancy:
    """Say how full a start is; `free` are the starts that this seeker may book."""
    places = places_at(office, start)
    if start in free:
        left = places - taken.get(start, 0)
        return Vacancy.FEW if left <= FEW_PLACES < places else Vacancy.OPEN
    if not places:
        return Vacancy.CLOSED
    return Vacancy.OVER if now >= cut_off(office, start) else Vacancy.FULL


def of_days(
    office: Office,
    now: datetime,
    days: Collection[date],
    free: Collection[datetime],
    withheld: Collection[date] = (),
) -> Mapping[date, Vacancy]:
    """Say how full each of some days is; `free` are the starts that this seeker may book, none on days `withheld`."""
    ahead = {one.day: one for one in days_ahead(office, today(now))}
    left = Counter(map(today, free))
    found = {day: _of_day(office, now, day, ahead.get(day), left[day]) for day in days}
    return {day: Vacancy.WITHHELD if one is Vacancy.FULL and day in withheld else one for day, one in found.items()}


def _of_day(office: Office, now: datetime, day: date, ahead: DayAhead | None, left: int) -> Vacancy:
    if day <= today(now) or (ahead and now >= ahead.cut_off):
        return Vacancy.OVER
    if day > today(now) + office.horizon_days * DAY:
        return Vacancy.LATER
    starts = [start for start, most in ahead.places if most] if ahead else []
    if not starts:
        return Vacancy.CLOSED
    if not left:
        return Vacancy.FULL
    return Vacancy.FEW if left * FEW_OF <= len(starts) else Vacancy.OPEN


def why_not(office: Office, now: datetime, start: datetime, free: Collection[datetime]) -> str:
    """Give the code of the first rule that forbids booking this start now; "" when none does."""
    if start in free:
        return ""
    day = today(start)
    if start <= now:
        return "past"
    clock = start.astimezone(TOKYO).time()
    if office.schedule.closure(day, clock):
        return "closed_by_us"
    times = times_on(office, day)
    if not is_open_day(office, day) or not times:
        return "closed_day"
    if day > today(now) + office.horizon_days * DAY:
        return "too_far"
    if clock not in times:
        return "outside_hours"
    if now >= cut_off(office, start):
        return "too_soon"
    return "gone" if places_at(office, start) else "no_places"

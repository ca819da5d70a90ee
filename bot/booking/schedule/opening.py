"""When the office is open, and so which times may be booked. Pure: the moment is an argument.

Source of the rules: the office's leaflet and terms of use (see docs/time.md); public holidays by jpholiday.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import jpholiday

from bot.booking.office import Office
from bot.booking.schedule.schedule import Hours
from bot.booking.schedule.weekly import Span, minutes_of
from bot.booking.staff.counsellors import Counsellor

TOKYO = timezone(timedelta(hours=9), "JST")
DAY = timedelta(days=1)
YEARS = range(2000, 2200)  # whatever an office can mean, far from where Python's dates end
LONGEST_CLOSED = 120  # days on which an opening is looked for; the longest closure has 92


def at(day: date, clock: time) -> datetime:
    """Combine a day and a wall-clock time in Japan."""
    return datetime.combine(day, clock, TOKYO)


def today(now: datetime) -> date:
    """Give the day it is in Japan; what is in that zone already is asked some hundred times for one event."""
    return now.date() if now.tzinfo is TOKYO else now.astimezone(TOKYO).date()


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - day.weekday() * DAY


def is_open_day(office: Office, day: date) -> bool:
    """Say whether the office works on that day: its counter is open, or consultations take place."""
    return bool(office.counter.on(day) or office.consultation.on(day)) and not _is_closed(office, day)


def is_counter_day(office: Office, day: date) -> bool:
    """Say whether the counter and the telephone are open at some time of that day."""
    return bool(office.counter.on(day)) and not _is_closed(office, day)


def _is_closed(office: Office, day: date) -> bool:
    return bool(
        day in office.closures
        or office.schedule.closure(day)
        or _over_the_year_end(office, day)
        or jpholiday.is_holiday(day)
    )


def _over_the_year_end(office: Office, day: date) -> bool:
    month_day = (day.month, day.day)
    first, last = office.year_end_from, office.year_end_to
    if first <= last:
        return first <= month_day <= last
    return month_day >= first or month_day <= last


def is_open(office: Office, now: datetime) -> bool:
    """Say whether somebody answers the telephone now."""
    return open_span(office, now) is not None


def open_span(office: Office, now: datetime) -> tuple[datetime, datetime] | None:
    """Give since when and until when somebody answers the telephone who does so now; None while nobody does."""
    here = now.astimezone(TOKYO)
    day, clock = here.date(), here.time()
    span = next((one for one in office.counter.on(day) if one.since <= clock < one.until), None)
    return (at(day, span.since), at(day, span.until)) if span and is_counter_day(office, day) else None


def next_opening(office: Office, now: datetime) -> datetime:
    """Give when the counter opens next after a moment."""
    first = today(now)
    days = (day for day in open_days_from(office, first) if office.counter.on(day))
    openings = (at(day, span.since) for day in days for span in office.counter.on(day))
    return next((one for one in openings if one > now), at(first + LONGEST_CLOSED * DAY, time.min))


def closings_from(office: Office, first: date) -> Iterator[datetime]:
    """Yield when the counter closes on each of its days from a day on."""
    return (
        at(day, office.counter.on(day)[-1].until) for day in open_days_from(office, first) if office.counter.on(day)
    )


def hours_on(office: Office, day: date) -> tuple[datetime, datetime]:
    """Give when a day begins and ends for staff: by the counter, where that is closed by the consultations."""
    spans = office.counter.on(day) or office.consultation.on(day) or office.counter.spans
    return at(day, min(one.since for one in spans)), at(day, max(one.until for one in spans))


def weekdays_shown(office: Office) -> int:
    """Give how many days of a week, from Monday on, are shown: those up to Friday, and later ones that are worked."""
    return max(5, *(weekday + 1 for week in (office.counter, office.consultation) for weekday in week.weekdays))


def open_days_from(office: Office, first: date) -> Iterator[date]:
    """Yield the open days from a day on, for longer than any closure."""
    days = (first + ahead * DAY for ahead in range(LONGEST_CLOSED))
    return (day for day in days if is_open_day(office, day))


@lru_cache(maxsize=64)
def start_times(office: Office) -> tuple[time, ...]:
    """Give the times of day at which a consultation may start on some day of the week, in order."""
    every = {clock for span in office.consultation.spans for clock in starts_within(span, office.minutes)}
    return tuple(sorted(every))


@lru_cache(maxsize=64)
def starts_within(span: Span, minutes: int) -> tuple[time, ...]:
    """Give the times at which a consultation may start that fits within a span."""
    since = minutes_of(span.since)
    starts = range(since, minutes_of(span.until) - minutes + 1, minutes)
    return tuple(span.since.replace(hour=start // 60, minute=start % 60) for start in starts)


def usual_times(office: Office, day: date) -> tuple[time, ...]:
    """Give the times at which a consultation may start on a day of that weekday."""
    return tuple(clock for span in office.consultation.on(day) for clock in starts_within(span, office.minutes))


def times_on(office: Office, day: date) -> tuple[time, ...]:
    """Give the times of day at which a consultation may start on one day, in order, places aside."""
    hours, schedule, usual = office.schedule.on(day), office.schedule, usual_times(office, day)
    differs = hours.first_start or hours.last_start
    times = _times_by(hours, usual, _breaks(office, day), office.minutes) if differs else usual
    return tuple(one for one in times if not schedule.closure(day, one))


def _times_by(
    hours: Hours, usual: Sequence[time], breaks: Sequence[tuple[time, time]], minutes: int
) -> tuple[time, ...]:
    """Give the times between the first and the last that were set for a day; of the breaks those within stay."""
    if not usual and not (hours.first_start and hours.last_start):
        return ()
    first, last = hours.first_start or usual[0], hours.last_start or usual[-1]
    kept = [(since, until) for since, until in breaks if first < since and until <= last]
    step, clock, times = timedelta(minutes=minutes), at(date.min, first), []
    while clock <= at(date.min, last):
        touched = (until for since, until in kept if clock.time() < until and at(date.min, since) < clock + step)
        over = next(touched, None)
        if over is None:
            times.append(clock.time())
        clock = at(date.min, over) if over else clock + step
    return tuple(times)


def _breaks(office: Office, day: date) -> tuple[tuple[time, time], ...]:
    return tuple((one.until, other.since) for one, other in pairwise(office.consultation.on(day)))


@lru_cache(maxsize=64)
def known_times(office: Office) -> tuple[time, ...]:
    """Give every time of day at which a consultation starts on some day."""
    special = (clock for hours in office.schedule.hours for clock in times_on(office, hours.day))
    return tuple(sorted({*start_times(office), *special}))


def places_at(office: Office, start: datetime) -> int:
    """Give how many consultations may take place at a start; 0 where it is closed."""
    here = start.astimezone(TOKYO)
    day, clock = here.date(), here.time()
    if not is_open_day(office, day) or clock not in times_on(office, day):
        return 0
    return _places(office, here)


def places_by_time(office: Office, day: date) -> dict[time, int]:
    """Give how many consultations may take place at each time of a day; none where it is closed."""
    times = times_on(office, day) if is_open_day(office, day) else ()
    return {clock: _places(office, at(day, clock)) for clock in times}


def has_places(office: Office, day: date) -> bool:
    """Say whether any consultation may take place on a day, so that it makes sense to wish for it."""
    return is_open_day(office, day) and any(_places(office, at(day, clock)) for clock in times_on(office, day))


def places_on(office: Office, day: date) -> int:
    """Give how many consultations may take place on a day."""
    return sum(places_by_time(office, day).values())


def _places(office: Office, start: datetime) -> int:
    """Give the places of a start: a counsellor each, where there are any; never more than rooms."""
    most = len(on_duty(office, start)) if office.schedule.counsellors else office.places
    wished = office.schedule.on(start.date()).places_at(start.time(), most)
    limits = (most if office.schedule.counsellors else wished, wished if office.rooms is None else office.rooms)
    return min(wished, *limits)


def times_worked(office: Office, day: date) -> tuple[time, ...]:
    """Give the times of a day at which a place may be, or come: where somebody works then, absences aside."""
    times, every = times_on(office, day) if is_open_day(office, day) else (), office.schedule.counsellors
    length = timedelta(minutes=office.minutes)
    starts = ((clock, at(day, clock)) for clock in times)
    return tuple(
        clock for clock, start in starts if not every or any(one.works_at(start, start + length) for one in every)
    )


def on_duty(office: Office, start: datetime) -> tuple[Counsellor, ...]:
    """Give the counsellors who are there for the whole of a consultation."""
    end = start + timedelta(minutes=office.minutes)
    return tuple(one for one in office.schedule.counsellors if one.is_on_duty(start, end))


def away_at(office: Office, start: datetime) -> tuple[Counsellor, ...]:
    """Give the counsellors who would be there for a consultation, and are absent."""
    end, every = start + timedelta(minutes=office.minutes), office.schedule.counsellors
    return tuple(one for one in every if one.works_at(start, end) and one.is_away(start, end))


def cut_off(office: Office, start: datetime) -> datetime:
    """Give the last moment to apply for, or move to or from, this start: closing time of the last open day before.

    A day is open here on which the counter is: staff answer requests then.
    """
    day = today(start) - DAY
    while not is_counter_day(office, day):
        day -= DAY
    return at(day, office.counter.on(day)[-1].until)


def open_days(office: Office, now: datetime) -> Iterator[date]:
    """Yield the open days from tomorrow to the horizon."""
    first = today(now)
    for ahead in range(1, office.horizon_days + 1):
        day = first + ahead * DAY
        if is_open_day(office, day):
            yield day


class DayAhead(NamedTuple):
    """One open day: until when its starts may be applied for, how many places each has, and which have any."""

    day: date
    cut_off: datetime
    places: tuple[tuple[datetime, int], ...]
    open_starts: tuple[datetime, ...]


@lru_cache(maxsize=64)
def days_ahead(office: Office, first: date) -> tuple[DayAhead, ...]:
    """Give the open days after the first, made once a day for an office as it stands: a quarter of an event's work."""
    return tuple(_day_ahead(office, day) for day in open_days(office, at(first, time.min)))


def _day_ahead(office: Office, day: date) -> DayAhead:
    starts = [at(day, clock) for clock in times_on(office, day)]
    places = tuple((start, _places(office, start)) for start in starts)
    return DayAhead(day, cut_off(office, at(day, time.min)), places, tuple(start for start, most in places if most > 0))


def nothing_ahead(office: Office, now: datetime) -> bool:
    """Say whether no day up to the horizon has a single place: nobody can book anything, however little is booked."""
    return not any(most for day in days_ahead(office, today(now)) for _, most in day.places)


def bookable_starts(office: Office, now: datetime) -> tuple[datetime, ...]:
    """Give every start that may be applied for at this moment, places aside."""
    days = days_ahead(office, today(now))
    return tuple(start for day in days if now < day.cut_off for start, _ in day.places)


def free_starts(office: Office, now: datetime, taken: Mapping[datetime, int]) -> tuple[datetime, ...]:
    """Give the bookable starts that have a place left; `taken` counts places by start."""
    busy = set(map(today, taken))
    free: list[datetime] = []
    for day in days_ahead(office, today(now)):
        if now < day.cut_off and day.day not in busy:
            free += day.open_starts
        elif now < day.cut_off:
            free += [start for start, most in day.places if taken.get(start, 0) < most]
    return tuple(free)


def nearest(free: Iterable[datetime], wanted: datetime, count: int = 3) -> tuple[datetime, ...]:
    """Give the free starts nearest to the wanted one, in order of time."""
    return tuple(sorted(sorted(free, key=lambda start: (abs(start - wanted), start))[:count]))


def days_of(free: Iterable[datetime]) -> tuple[date, ...]:
    """Give the days that have a free start, in order."""
    return tuple(sorted({start.date() if start.tzinfo is TOKYO else today(start) for start in free}))


def on_day(free: Sequence[datetime], day: date) -> tuple[datetime, ...]:
    """Give the free starts of one day."""
    return tuple(start for start in free if today(start) == day)

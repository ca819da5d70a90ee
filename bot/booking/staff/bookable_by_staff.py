"""Which times staff may book for a seeker: the free ones, and with a reason those whose cut-off has passed. Pure."""

from collections.abc import Mapping
from datetime import datetime

from bot.booking.office import Office
from bot.booking.schedule.opening import DAY, at, cut_off, places_by_time, today

REASONS = ("urgent", "counter", "office")  # why a time past its cut-off is booked, as codes


def starts_for_staff(office: Office, now: datetime, taken: Mapping[datetime, int]) -> tuple[datetime, ...]:
    """Give every start ahead, up to the horizon, that has a place left; `taken` counts places by start."""
    days = (today(now) + ahead * DAY for ahead in range(office.horizon_days + 1))
    starts = ((at(day, clock), most) for day in days for clock, most in places_by_time(office, day).items())
    return tuple(start for start, most in starts if start > now and taken.get(start, 0) < most)


def is_past_cut_off(office: Office, start: datetime, now: datetime) -> bool:
    """Say whether a seeker could not apply for this start any more."""
    return now >= cut_off(office, start)

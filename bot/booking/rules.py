"""Why a time can't be had: one code for each reason, or "" when it can."""

from collections.abc import Collection
from datetime import datetime

from bot.booking.office import Office
from bot.booking.opening import DAY, TOKYO, cut_off, is_open_day, times_on, today


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
    if not is_open_day(office, day):
        return "closed_day"
    if day > today(now) + office.horizon_days * DAY:
        return "too_far"
    if clock not in times_on(office, day):
        return "outside_hours"
    return "too_soon" if now >= cut_off(office, start) else "gone"

"""Reading what stands in addresses and forms: days, moments, times of day, versions. What can't be meant is None.

Python reads years 1 to 9999, and fails where a day before, a month after or the difference to UTC leads out of them.
"""

from datetime import date, datetime, time

from bot.booking.schedule.opening import TOKYO, YEARS

LONGEST_VERSION = 9  # digits


def day_typed(text: str | None) -> date | None:
    """Read a day."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if day.year in YEARS else None


def moment_typed(text: str | None) -> datetime | None:
    """Read a day and time as they stand there, with or without a difference to UTC."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def here_typed(text: str | None) -> datetime | None:
    """Read a day and wall-clock time in Japan."""
    moment = moment_typed(text)
    return moment.replace(tzinfo=TOKYO) if moment else None


def clock_typed(text: str | None) -> time | None:
    """Read a wall-clock time, to the minute."""
    try:
        clock = time.fromisoformat(text or "")
    except ValueError:
        return None
    return clock if clock == clock.replace(second=0, microsecond=0, tzinfo=None) else None


def version_in(text: str, otherwise: int) -> int:
    """Read a version that a page showed."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST_VERSION else otherwise


def page_in(text: str) -> int:
    """Read which page of a long list is wanted; what can't be meant is the first."""
    return max(1, version_in(text, 1))

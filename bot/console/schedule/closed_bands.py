"""The bands above and below a day's grid: when the counter is open without consultations, and when it is closed."""

from dataclasses import dataclass
from datetime import datetime, time

from bot.booking.office import Office
from bot.booking.schedule.opening import DAY, at, hours_on
from bot.service.schedule.day_and_week import Day


@dataclass(frozen=True)
class Band:
    """One band: `name` says which (a word of console.band), `until` is when it ends."""

    name: str
    since: datetime
    until: datetime
    is_now: bool


def bands(office: Office, seen: Day, now: datetime) -> tuple[tuple[Band, ...], tuple[Band, ...]]:
    """Give the bands above and below the grid; none on a day without one."""
    if not seen.is_open or not seen.rows:
        return (), ()
    midnight, (opens, closes) = at(seen.day, time.min), hours_on(office, seen.day)
    first, last = seen.rows[0].start, seen.rows[-1].end
    above = (_band("closed", midnight, opens, now), _band("counter", opens, first, now))
    below = (_band("counter", last, closes, now), _band("closed", max(last, closes), midnight + DAY, now))
    return tuple(one for one in above if one), tuple(one for one in below if one)


def _band(name: str, since: datetime, until: datetime, now: datetime) -> Band | None:
    return Band(name, since, until, since <= now < until) if since < until else None

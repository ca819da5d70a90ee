"""Which hours a single day may have: when somebody is at the office, at times that fit the others. Pure."""

from datetime import datetime, time, timedelta

from bot.booking.office import Office
from bot.booking.schedule.opening import at, hours_on, start_times, usual_times
from bot.booking.schedule.schedule import Hours
from bot.booking.schedule.weekly import minutes_of
from bot.errors import RefusedError

GRID = 30  # minutes


def check_times(office: Office, hours: Hours, *, sure: bool) -> None:
    """Refuse times off the grid or while nobody is at the office; others than usual unless somebody is `sure`."""
    opens, closes = hours_on(office, hours.day)
    named = {"first": hours.first_start, "last": hours.last_start}
    for name, clock in named.items():
        if clock and not _is_on_grid(office, clock):
            raise RefusedError(f"hours_{name}_grid")
        if clock and not (opens <= at(hours.day, clock) and _end(office, hours, clock) <= closes):
            raise RefusedError(f"hours_{name}_closed", first=f"{opens:%H:%M}", said=f"{closes:%H:%M}")
    usual = usual_times(office, hours.day) or start_times(office)
    strange = [f"{clock:%H:%M}" for clock in named.values() if clock and not usual[0] <= clock <= usual[-1]]
    if strange and not sure:
        told = {"first": f"{usual[0]:%H:%M}", "last": f"{usual[-1]:%H:%M}"}
        raise RefusedError("hours_unusual", said="、".join(strange), **told)


def _is_on_grid(office: Office, clock: time) -> bool:
    usual = {minutes_of(one) % office.minutes for one in start_times(office)}
    return minutes_of(clock) % GRID == 0 or minutes_of(clock) % office.minutes in usual


def _end(office: Office, hours: Hours, clock: time) -> datetime:
    return at(hours.day, clock) + timedelta(minutes=office.minutes)

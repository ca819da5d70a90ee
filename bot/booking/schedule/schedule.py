"""What staff change at run time beside the office's file: closures, hours of single days, counsellors. Pure."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from bot.booking.model import NOT_PERSONAL, PERSONAL
from bot.booking.staff.counsellors import Counsellor
from bot.errors import RefusedError

LONGEST_CLOSURE_REASON = 100  # characters; seekers read it
LONGEST_CLOSURE = 92  # days
MOST_PLACES = 20


@dataclass(frozen=True)
class Closure:
    """Days, both ends included, on which nothing is booked.

    starts  only these times of day, none = the whole day
    reason  seekers read it
    by, at  who wrote it (an account's id) and when
    hit     (booking, state before, times offered before) of each booking that was cancelled or moved for it
    """

    id: str
    first: date
    last: date
    reason: str
    starts: tuple[time, ...] = ()
    by: str = ""
    at: datetime | None = None
    hit: tuple[tuple[str, str, tuple[datetime, ...]], ...] = ()

    def covers(self, day: date, clock: time | None = None) -> bool:
        """Say whether a day, or one start on it, is closed by this; a start closes no whole day."""
        if not self.first <= day <= self.last:
            return False
        return not self.starts or (clock is not None and clock in self.starts)


@dataclass(frozen=True)
class Hours:
    """What differs on one day; None = as the office's file says. `at_start` gives places of single starts."""

    day: date
    first_start: time | None = None
    last_start: time | None = None
    places: int | None = None
    at_start: tuple[tuple[time, int], ...] = ()
    by: str = ""

    def places_at(self, clock: time, otherwise: int) -> int:
        """Give the places of a start."""
        return dict(self.at_start).get(clock, otherwise if self.places is None else self.places)


@dataclass(frozen=True)
class Schedule:
    """All that differs from the office's file; `version` rises with each change."""

    version: int = field(default=0, metadata=NOT_PERSONAL)
    closures: tuple[Closure, ...] = field(default=(), metadata=NOT_PERSONAL)
    hours: tuple[Hours, ...] = field(default=(), metadata=NOT_PERSONAL)
    counsellors: tuple[Counsellor, ...] = field(default=(), metadata=PERSONAL)

    def closure(self, day: date, clock: time | None = None) -> Closure | None:
        """Give what closes a day, or one start on it."""
        return next((one for one in self.closures if one.covers(day, clock)), None)

    def on(self, day: date) -> Hours:
        """Give what differs on a day."""
        return next((one for one in self.hours if one.day == day), Hours(day))

    def named(self, closure: str) -> Closure:
        """Find a closure; RefusedError when it is gone."""
        found = next((one for one in self.closures if one.id == closure), None)
        if not found:
            raise RefusedError("closure_gone")
        return found

    def with_closure(self, closure: Closure) -> "Schedule":
        """Add a closure."""
        closures = sorted((*self.closures, closure), key=lambda one: (one.first, one.starts, one.id))
        return replace(self, version=self.version + 1, closures=tuple(closures))

    def without(self, closure: str) -> "Schedule":
        """Take a closure away."""
        gone = self.named(closure)
        kept = tuple(one for one in self.closures if one is not gone)
        return replace(self, version=self.version + 1, closures=kept)

    def with_hours(self, hours: Hours) -> "Schedule":
        """Set what differs on a day; nothing that differs takes the day away."""
        others = [one for one in self.hours if one.day != hours.day]
        kept = [*others, hours] if replace(hours, by="") != Hours(hours.day) else others
        return replace(self, version=self.version + 1, hours=tuple(sorted(kept, key=lambda one: one.day)))

    def with_counsellor(self, counsellor: Counsellor) -> "Schedule":
        """Add a counsellor, or put one in the place of what was known of the same."""
        others = [one for one in self.counsellors if one.id != counsellor.id]
        every = sorted((*others, counsellor), key=lambda one: (one.name, one.id))
        return replace(self, version=self.version + 1, counsellors=tuple(every))

    def without_counsellor(self, counsellor: str) -> "Schedule":
        """Take a counsellor away, as if never entered."""
        kept = tuple(one for one in self.counsellors if one.id != counsellor)
        return replace(self, version=self.version + 1, counsellors=kept)


def check_closure(closure: Closure, today: date) -> None:
    """Refuse a closure that can't be meant."""
    if closure.last < closure.first:
        raise RefusedError("closure_backwards")
    if closure.first < today:
        raise RefusedError("closure_past")
    if (closure.last - closure.first).days >= LONGEST_CLOSURE:
        raise RefusedError("closure_too_long", count=str(LONGEST_CLOSURE))
    if not closure.reason.strip():
        raise RefusedError("closure_reason")


def check_hours(hours: Hours, today: date) -> None:
    """Refuse hours that can't be meant."""
    if hours.day < today:
        raise RefusedError("hours_past")
    if hours.first_start and hours.last_start and hours.last_start < hours.first_start:
        raise RefusedError("hours_backwards")
    counts = [count for _, count in hours.at_start] + ([] if hours.places is None else [hours.places])
    if not all(0 <= count <= MOST_PLACES for count in counts):
        raise RefusedError("hours_places", count=str(MOST_PLACES))

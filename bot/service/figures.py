"""Counts without persons: bookings per week, lead time, no-shows, how full the times are, notices accepted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from bot.booking.model import NoticeState, State
from bot.booking.opening import DAY, TOKYO, at, places_at, today
from bot.booking.troubles import OURS
from bot.ports import Desk, Outline, Services

BACK, AHEAD = timedelta(days=28), timedelta(days=35)


@dataclass(frozen=True)
class Figures:
    """The counts. `weeks` and `times` are (Monday or time of day, count, share of the largest in per cent)."""

    bookings: int
    weeks: tuple[tuple[date, int, int], ...]
    lead_days: float
    met: int
    missed: int
    times: tuple[tuple[time, int, int], ...]
    accepted: int
    not_accepted: int

    @property
    def missed_share(self) -> int:
        """Give the no-shows per hundred consultations with an outcome."""
        return round(100 * self.missed / (self.met + self.missed)) if self.met + self.missed else 0


def figures(services: Services, desk: Desk, now: datetime) -> Figures:
    """Count over the last four weeks and the next five."""
    first = at(today(now), time.min)
    bookings = desk.outlines(first - BACK, first + AHEAD)
    ways = desk.notice_ways([one.id for one in bookings])
    ours = Counter(state for channel, state in ways if channel not in OURS)
    states = Counter(one.state for one in bookings)
    return Figures(
        len(bookings),
        _weeks(bookings),
        round(median([_lead(one) for one in bookings]), 1) if bookings else 0.0,
        states[State.ATTENDED],
        states[State.NO_SHOW],
        _times(services, bookings, first),
        ours[NoticeState.ACCEPTED],
        ours[NoticeState.UNDELIVERABLE] + ours[NoticeState.UNKNOWN],
    )


def _lead(one: Outline) -> float:
    return (one.start - one.created).total_seconds() / DAY.total_seconds()


def _weeks(bookings: Sequence[Outline]) -> tuple[tuple[date, int, int], ...]:
    counts = Counter(today(one.start) - today(one.start).weekday() * DAY for one in bookings)
    most = max(counts.values(), default=1)
    return tuple((monday, count, round(100 * count / most)) for monday, count in sorted(counts.items()))


def _times(services: Services, bookings: Sequence[Outline], first: datetime) -> tuple[tuple[time, int, int], ...]:
    """Give by time of day the places that are held, and how much of all places in the span that is."""
    held = Counter(one.start.astimezone(TOKYO).time() for one in bookings if one.state not in _LET_GO)
    days = [today(first - BACK) + ahead * DAY for ahead in range((BACK + AHEAD).days)]
    office = services.office
    places = {clock: sum(places_at(office, at(day, clock)) for day in days) or 1 for clock in held}
    return tuple((clock, count, round(100 * count / places[clock])) for clock, count in sorted(held.items()))


_LET_GO = frozenset({State.CANCELLED_BY_SEEKER, State.CANCELLED_BY_OFFICE, State.DECLINED, State.EXPIRED})

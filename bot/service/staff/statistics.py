"""Counts without persons: bookings per week, lead time, no-shows, how full the times are, notices accepted."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from operator import attrgetter

from bot.booking.model import LET_GO, State
from bot.booking.notices.notice import Channel, NoticeState
from bot.booking.notices.troubles import OURS
from bot.booking.schedule.opening import DAY, TOKYO, at, is_open_day, monday_of, places_by_time, times_on, today
from bot.ports.console import ConsoleStore, Outline
from bot.ports.context import RequestContext
from bot.service.events.asked import ASKED_BACK, DESPAIR, NOT_UNDERSTOOD, OF_TOPIC, WITHOUT_ANSWER

COUNTED_BACK, COUNTED_AHEAD = timedelta(days=28), timedelta(days=35)
LEADS = (0, 1, 2, 4, 8, 15)  # days
SETTLED = frozenset({NoticeState.ACCEPTED, NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN})
NOT_AT_START = LET_GO | {State.OFFERED}


STOOD = attrgetter("start", "state")
Stood = Mapping[tuple[datetime, State], int]  # how many bookings
Share = tuple[int, int]  # how many, and of how many


@dataclass(frozen=True)
class Figures:
    """The counts.

    excused  consultations that people missed and gave word of
    weeks   by Monday: the bookings, and (no-shows, consultations with an outcome)
    leads   by the fewest days between application and consultation, see LEADS: the bookings
    times   by time of day: (held places, all places)
    ways    by channel: (notices accepted, notices that are settled)
    asked   by topic, how often people asked it; since counting began, like the two that follow
    unanswered  by topic, how often there was no answer
    unread  by kind: texts that were not understood or not surely, and words of despair
    counsellors  by id: (bookings held, consultations that there was time for)
    """

    bookings: int
    excused: int
    lead_days: float
    weeks: Mapping[date, tuple[int, Share]]
    leads: Mapping[int, int]
    times: Mapping[time, Share]
    ways: Mapping[Channel, Share]
    asked: Mapping[str, int]
    unanswered: Mapping[str, int]
    unread: Mapping[str, int]
    counsellors: Mapping[str, Share]

    @property
    def missed(self) -> Share:
        """Give the no-shows and the consultations with an outcome."""
        return _sum(missed for _, missed in self.weeks.values())

    @property
    def accepted(self) -> Share:
        """Give the notices accepted and those that are settled."""
        return _sum(self.ways.values())


def per_cent(share: Share) -> int:
    """Give a share per hundred, 0 of nothing."""
    part, whole = share
    return round(100 * part / whole) if whole else 0


def figures(context: RequestContext, console: ConsoleStore, now: datetime) -> Figures:
    """Count over the last four weeks and the next five."""
    first = at(today(now), time.min)
    span = (first - COUNTED_BACK, first + COUNTED_AHEAD)
    bookings, counted = console.outlines(*span), context.store.counters()
    stood, leads = Counter(map(STOOD, bookings)), sorted(one.start - one.created for one in bookings)
    below = [0, *(bisect_left(leads, least * DAY) for least in LEADS[1:]), len(leads)]
    return Figures(
        bookings=len(bookings),
        excused=sum(count for (_, state), count in stood.items() if state is State.EXCUSED),
        lead_days=round((leads[len(leads) // 2] + leads[(len(leads) - 1) // 2]) / (2 * DAY), 1) if leads else 0.0,
        weeks=_weeks(stood),
        leads={least: below[place + 1] - below[place] for place, least in enumerate(LEADS)},
        times=_times(context, stood, first),
        ways=_ways(console.settled_ways(*span)),
        asked=_topics(counted, OF_TOPIC),
        unanswered=_topics(counted, WITHOUT_ANSWER),
        unread={kind: counted[kind] for kind in (NOT_UNDERSTOOD, ASKED_BACK, DESPAIR) if kind in counted},
        counsellors=_loads(context, bookings, first),
    )


def _topics(counted: Mapping[str, int], prefix: str) -> Mapping[str, int]:
    """Give the counters of topics, the most asked first."""
    found = {name.removeprefix(prefix): count for name, count in counted.items() if name.startswith(prefix)}
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _sum(shares: Iterable[Share]) -> Share:
    known = list(shares)
    return sum(part for part, _ in known), sum(whole for _, whole in known)


def _weeks(stood: Stood) -> Mapping[date, tuple[int, Share]]:
    by_week = defaultdict[date, Counter[State]](Counter)
    for (start, state), count in stood.items():
        by_week[monday_of(today(start))][state] += count
    missed, came = State.NO_SHOW, State.ATTENDED
    return {
        monday: (states.total(), (states[missed], states[missed] + states[came]))
        for monday, states in sorted(by_week.items())
    }


def _ways(ways: Mapping[tuple[Channel, NoticeState], int]) -> Mapping[Channel, Share]:
    settled = Counter[tuple[Channel, bool]]()
    for (channel, state), count in ways.items():
        if channel not in OURS and state in SETTLED:
            settled[channel, state is NoticeState.ACCEPTED] += count
    channels = sorted({channel for channel, _ in settled})
    return {one: (settled[one, True], settled[one, True] + settled[one, False]) for one in channels}


def _loads(context: RequestContext, bookings: Sequence[Outline], first: datetime) -> Mapping[str, Share]:
    """Give by counsellor the bookings held and the consultations that there is time for from today on.

    Which counsellors were there at which hours before is not kept, so that nothing is said of the past.
    """
    office, to_come = context.office, (one for one in bookings if one.start >= first)
    if not office.schedule.counsellors:
        return {}
    held = Counter(one.counsellor for one in to_come if one.state not in NOT_AT_START)
    days = [today(first) + ahead * DAY for ahead in range(COUNTED_AHEAD.days)]
    starts = [at(day, clock) for day in days if is_open_day(office, day) for clock in times_on(office, day)]
    length = timedelta(minutes=office.minutes)
    return {
        one.id: (held[one.id], sum(one.is_on_duty(start, start + length) for start in starts))
        for one in office.schedule.counsellors
    }


def _times(context: RequestContext, stood: Stood, first: datetime) -> Mapping[time, Share]:
    """Give by time of day the places that are held and all places from today on; those of the past are not kept."""
    held = Counter[time]()
    for (start, state), count in stood.items():
        if state not in NOT_AT_START and start >= first:
            held[start.astimezone(TOKYO).time()] += count
    days = (today(first) + ahead * DAY for ahead in range(COUNTED_AHEAD.days))
    places = Counter[time]()
    for day in days:
        places.update(places_by_time(context.office, day))
    return {clock: (held[clock], places[clock]) for clock in sorted(held)}

"""The counsellors of an office: what each does, and when each is there. Pure.

Without any, the office's file says how many consultations may take place at one time.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from bot.booking.schedule.weekly import Span, Weekly
from bot.booking.text import has_unseen
from bot.errors import RefusedError

TOKYO = timezone(timedelta(hours=9), "JST")
LONGEST_NAME = 40  # characters
LONGEST_HOST = 254  # characters of an address at Zoom
LONGEST_ABSENCE = 366  # days
MOST = 50  # counsellors and absences of each, so that the record stays small
PURPOSES = ("consultation", "interview", "documents", "other")
SKILLS = ("sign_language", "interpreter", "writing", "companion")
TWO_WEEKS = 14  # days


@dataclass(frozen=True)
class Away:
    """From when up to when somebody is absent."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class ExtraHours:
    """Hours on one day beside those of the week."""

    day: date
    span: Span


@dataclass(frozen=True)
class Counsellor:
    """A person of the office who holds consultations.

    account   the id of the account in the console, "" for none
    purposes  what the person does; none named = all
    languages  in which the person counsels beside Japanese
    skills    helps that the person gives, as the answers to "support" are called
    zoom_host  in whose name rooms are opened, "" for any
    since, until  the first and the last day, both included; None = no bound
    feed  the secret part of the address of a calendar feed, "" for none
    every_other  a day of a week in which the weekly hours hold, where they do so every other week; None = each week
    """

    id: str
    name: str
    weekly: Weekly
    account: str = ""
    purposes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    zoom_host: str = ""
    since: date | None = None
    until: date | None = None
    every_other: date | None = None
    absences: tuple[Away, ...] = ()
    extra: tuple[ExtraHours, ...] = ()
    feed: str = ""

    def hours_on(self, day: date) -> tuple[Span, ...]:
        """Give the hours of a day, absences aside."""
        if (self.since and day < self.since) or (self.until and day > self.until):
            return ()
        usual = self.weekly.on(day) if self._week_counts(day) else ()
        return (*usual, *(one.span for one in self.extra if one.day == day))

    def _week_counts(self, day: date) -> bool:
        if self.every_other is None:
            return True
        first = self.every_other - timedelta(days=self.every_other.weekday())
        return (day - first).days % TWO_WEEKS < TWO_WEEKS // 2

    def is_on_duty(self, start: datetime, end: datetime) -> bool:
        """Say whether the person is there for the whole of a consultation."""
        return self.works_at(start, end) and not self.is_away(start, end)

    def works_at(self, start: datetime, end: datetime) -> bool:
        """Say whether a consultation lies within the hours of the person, absences aside."""
        here = start.astimezone(TOKYO)
        day, length = here.date(), end - start
        spans = (_at(day, one) for one in self.hours_on(day))
        return any(since <= here and here + length <= until for since, until in spans)

    def is_away(self, start: datetime, end: datetime) -> bool:
        """Say whether the person is absent at some moment of a consultation."""
        return any(one.since < end and start < one.until for one in self.absences)

    def has_ended(self, day: date) -> bool:
        """Say whether the last day is over."""
        return self.until is not None and self.until < day


def _at(day: date, span: Span) -> tuple[datetime, datetime]:
    return datetime.combine(day, span.since, TOKYO), datetime.combine(day, span.until, TOKYO)


def absence(since: date | datetime, until: date | datetime) -> Away:
    """Make an absence: a day alone stands for the whole of it, the last one included."""
    first = since if isinstance(since, datetime) else datetime.combine(since, time.min, TOKYO)
    after = until if isinstance(until, datetime) else datetime.combine(until, time.min, TOKYO) + timedelta(days=1)
    if after <= first:
        raise RefusedError("absence_backwards")
    if after - first > timedelta(days=LONGEST_ABSENCE):
        raise RefusedError("absence_too_long", count=str(LONGEST_ABSENCE))
    return Away(first, after)


def after_day(last: date) -> Away:
    """Give the time after a day, for as long as anything can be booked."""
    first = last + timedelta(days=1)
    return absence(first, first + timedelta(days=LONGEST_ABSENCE - 1))


def with_absence(counsellor: Counsellor, away: Away) -> Counsellor:
    """Add an absence."""
    if len(counsellor.absences) >= MOST and away not in counsellor.absences:
        raise RefusedError("too_many_absences", count=str(MOST))
    absences = sorted({*counsellor.absences, away}, key=lambda one: (one.since, one.until))
    return replace(counsellor, absences=tuple(absences))


def without_absence(counsellor: Counsellor, away: Away) -> Counsellor:
    """Let somebody be there again in a span: of each absence what lies outside of it is left."""
    if not any(one.since < away.until and away.since < one.until for one in counsellor.absences):
        raise RefusedError("no_such_absence")
    return replace(counsellor, absences=tuple(part for one in counsellor.absences for part in _outside(one, away)))


def _outside(one: Away, away: Away) -> Iterable[Away]:
    if not (one.since < away.until and away.since < one.until):
        yield one
        return
    if one.since < away.since:
        yield Away(one.since, away.since)
    if away.until < one.until:
        yield Away(away.until, one.until)


def check(counsellor: Counsellor, others: Sequence[Counsellor], today: date) -> None:
    """Refuse what can't be meant, and a name that another counsellor bears."""
    if not 0 < len(counsellor.name) <= LONGEST_NAME:
        raise RefusedError("counsellor_name", count=str(LONGEST_NAME))
    if has_unseen(counsellor.name):
        raise RefusedError("unseen_in_name")
    present = [one for one in others if one.id != counsellor.id and not one.has_ended(today)]
    if any(one.name == counsellor.name for one in present):
        raise RefusedError("counsellor_name_taken")
    if len(others) >= MOST and all(one.id != counsellor.id for one in others):
        raise RefusedError("too_many_counsellors", count=str(MOST))
    if counsellor.since and counsellor.until and counsellor.until < counsellor.since:
        raise RefusedError("counsellor_backwards")
    if len(counsellor.zoom_host) > LONGEST_HOST or any(one.isspace() for one in counsellor.zoom_host):
        raise RefusedError("counsellor_host")
    if not set(counsellor.purposes) <= set(PURPOSES) or not set(counsellor.skills) <= set(SKILLS):
        raise RefusedError("counsellor_skill")


def named(counsellors: Sequence[Counsellor], name: str, today: date) -> Counsellor:
    """Find a counsellor by id or name, first among those who have not ended; RefusedError where there is none."""
    found = [one for one in counsellors if name in (one.id, one.name)]
    found.sort(key=lambda one: (one.has_ended(today), -(one.until or date.max).toordinal()))
    if not found:
        raise RefusedError("unknown_counsellor")
    return found[0]


def short_names(counsellors: Sequence[Counsellor]) -> dict[str, str]:
    """Give each counsellor, by id, a name for narrow places: the first part, or all of it where others share that."""
    first = {one.id: one.name.split()[0] for one in counsellors}
    shared = Counter(first.values())
    return {one.id: first[one.id] if shared[first[one.id]] == 1 else one.name for one in counsellors}


def name_of(counsellors: Sequence[Counsellor], counsellor: str) -> str:
    """Give the name of a counsellor by id; "" for none, and for one who is not known any more."""
    return next((one.name for one in counsellors if one.id == counsellor), "")

"""Which counsellor a booking is given: who is there, free, fits what is asked for, and has least to do. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import zip_longest

from bot.booking.model import Answer, Booking, State
from bot.booking.office import Office
from bot.booking.schedule.opening import on_duty, today
from bot.booking.staff.counsellors import Counsellor

NEVER = datetime.min.replace(tzinfo=UTC)
HOLDING = frozenset({State.REQUESTED, State.CONFIRMED})
NO_HELP = frozenset({"", "none"})
OWN_INTERPRETER = "own"  # an answer to "language"


@dataclass(frozen=True)
class Needs:
    """What a person comes for, which help is asked for, and which counsellor alone will do; "" = none."""

    purpose: str = ""
    support: str = ""
    language: str = ""
    counsellor: str = ""


@dataclass(frozen=True)
class Assignment:
    """A booking that a counsellor holds."""

    counsellor: str
    booking: str
    start: datetime


@dataclass(frozen=True)
class Assignments:
    """What counsellors hold from some moment on, and when each was given a booking last."""

    held: tuple[Assignment, ...] = ()
    last: Mapping[str, datetime] = field(default_factory=dict)

    def busy(self, start: datetime, length: timedelta, but: str = "") -> frozenset[str]:
        """Name who holds another booking than one while a consultation lasts."""
        return frozenset(one.counsellor for one in self._during(start, length) if one.booking != but)

    def count_own(self, booking: str, counsellor: str, start: datetime, length: timedelta) -> int:
        """Count how often a booking holds a counsellor itself while a consultation lasts."""
        return sum((one.booking, one.counsellor) == (booking, counsellor) for one in self._during(start, length))

    def _during(self, start: datetime, length: timedelta) -> Iterator[Assignment]:
        return (one for one in self.held if one.start < start + length and start < one.start + length)

    def also(self, booking: Booking) -> "Assignments":
        """Give what is held once a booking is written as well; what it lets go counts as held until then."""
        fresh = (Assignment(name, booking.id, start) for start, name in counsellors_of(booking) if name)
        return replace(self, held=(*self.held, *fresh))


def holds_counsellor(booking: Booking) -> bool:
    """Say whether a booking holds a counsellor at its start."""
    return booking.state in HOLDING


def counsellors_of(booking: Booking) -> tuple[tuple[datetime, str], ...]:
    """Give the times that a booking holds, each with its counsellor, "" for nobody in particular."""
    if booking.state is State.OFFERED:
        return tuple(
            (start, name or "") for start, name in zip_longest(booking.places, booking.offer_counsellors) if start
        )
    return ((booking.start, booking.counsellor),) if holds_counsellor(booking) else ()


def counsellor_at(booking: Booking, start: datetime) -> str:
    """Name who holds the consultation of a booking at a start where it stands, "" for nobody in particular."""
    return dict(counsellors_of(booking)).get(start, "") if booking.state is State.OFFERED else booking.counsellor


class Trouble(StrEnum):
    """Why a consultation can't be held as it stands."""

    NOBODY = "nobody"
    AWAY = "away"
    ENDED = "ended"
    OFF_DUTY = "off_duty"


def trouble_of(office: Office, counsellor: str, start: datetime) -> Trouble | None:
    """Say why who is to hold a consultation can't; None where nothing is wrong, or there are no counsellors."""
    every, end = office.schedule.counsellors, start + timedelta(minutes=office.minutes)
    one = next((each for each in every if each.id == counsellor), None)
    if not one:
        return Trouble.NOBODY if every else None
    if one.is_on_duty(start, end):
        return None
    if one.has_ended(today(start)):
        return Trouble.ENDED
    return Trouble.AWAY if one.is_away(start, end) else Trouble.OFF_DUTY


def needs_of(answers: Mapping[str, Answer]) -> Needs:
    """Read what is needed from the answers."""
    told = {name: answers[name].value for name in ("purpose", "support", "language") if name in answers}
    support = told.get("support", "")
    if support in NO_HELP or told.get("language") == OWN_INTERPRETER:
        support = ""
    return Needs(told.get("purpose", ""), support, told.get("language", "") if support else "")


def able(counsellors: Sequence[Counsellor], needs: Needs) -> tuple[Counsellor, ...]:
    """Give those who fit: first by the help, then by the purpose; what nobody of the office does bars nobody.

    A help that no counsellor gives is arranged from outside, as where there are no counsellors.
    """
    if needs.counsellor:
        return tuple(one for one in counsellors if one.id == needs.counsellor)
    fit = tuple(one for one in counsellors if _helps(one, needs)) or tuple(counsellors)
    return tuple(one for one in fit if not one.purposes or needs.purpose in one.purposes) or fit


def with_own(counsellors: Sequence[Counsellor], needs: Needs, own: str, day: date) -> Needs:
    """Ask for the own counsellor alone, as long as that one is there at all and does what is needed."""
    fits = any(one.id == own and not one.has_ended(day) for one in able(counsellors, needs))
    return replace(needs, counsellor=own) if fits else needs


def _helps(one: Counsellor, needs: Needs) -> bool:
    return not needs.support or needs.support in one.skills or bool(needs.language and needs.language in one.languages)


def free_counsellors(
    office: Office, start: datetime, needs: Needs, seen: Assignments, but: str = ""
) -> tuple[Counsellor, ...]:
    """Give who is there, fits and holds no other booking at that time than one."""
    busy = seen.busy(start, timedelta(minutes=office.minutes), but)
    fit = {one.id for one in able(office.schedule.counsellors, needs)}
    return tuple(one for one in on_duty(office, start) if one.id in fit and one.id not in busy)


def choose(office: Office, booking: Booking, seen: Assignments, first: Sequence[str] = (), only: str = "") -> str:
    """Give the counsellor for a booking, "" where nobody is free: who is preferred, then who fits and has least to do.

    Least booked on that day, then longest without a new booking. Where nobody who fits is free, whoever is.

    only  the one who alone will do
    """
    start, needs = booking.start, Needs(counsellor=only) if only else needs_of(booking.answers)
    free = free_counsellors(office, start, needs, seen, booking.id)
    free = free or (() if only else free_counsellors(office, start, Needs(), seen, booking.id))
    day = [one.counsellor for one in seen.held if today(one.start) == today(start) and one.booking != booking.id]

    def worth(one: Counsellor) -> tuple[int, int, datetime, str]:
        place = first.index(one.id) if one.id in first else len(first)
        return place, day.count(one.id), seen.last.get(one.id, NEVER), one.id

    return min(free, key=worth).id if free else ""

"""Bookings, the places they hold, what is counted by the day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.booking.limits.daily_limits import Act
from bot.booking.model import Booking
from bot.booking.staff.assigning import Assignments
from bot.booking.staff.own_counsellor import OwnCounsellor
from bot.ports.work import Claim


@dataclass(frozen=True)
class SlotHasRoom:
    """Fewer than `places` bookings hold this start."""

    start: datetime
    places: int


@dataclass(frozen=True)
class CounsellorIsFree:
    """A counsellor holds fewer than `most` bookings that overlap a consultation, which lasts as long as all do."""

    counsellor: str
    start: datetime
    end: datetime
    most: int = 1


@dataclass(frozen=True)
class FreshShareLeft:
    """Fewer than `most` requests of accounts that are new to us, yet unanswered, hold a place on a day in Japan."""

    day: date
    most: int


@dataclass(frozen=True)
class NoOpenBooking:
    """Neither the LINE user nor the job-seeker number (each "" = unknown) has an open booking, but `beside`."""

    user: str
    number_key: str
    beside: str = ""


@dataclass(frozen=True)
class WithinADay:
    """Neither the LINE user nor the job-seeker number (each "" = unknown) did it `most` times on a day in Japan."""

    act: Act
    day: date
    user: str
    number_key: str
    most: int


@dataclass(frozen=True)
class NumbersLeft(WithinADay):
    """The same of the numbers that were refused: asked before anything that tells whether a number can be used."""


@dataclass(frozen=True)
class NumberIsFree:
    """No booking has this booking number."""

    number: str


@dataclass(frozen=True)
class BookingIs:
    """The booking has this version."""

    id: str
    version: int


@dataclass(frozen=True)
class SlotCountIs:
    """Exactly so many bookings hold this start."""

    start: datetime
    count: int


@dataclass(frozen=True)
class NoMoreAsked:
    """No more bookings wait for an answer than these."""

    count: int


@dataclass(frozen=True)
class KeepBooking:
    """Write a booking, and hold or let go its place, its user and its number by its state.

    expires  when an unanswered request runs out; None = never
    earlier  as it was: words by which it was found, and a number that it held, which are not its own any more, go
    """

    booking: Booking
    expires: datetime | None = None
    earlier: Booking | None = None


@dataclass(frozen=True)
class OwnCounsellorIs:
    """What is known of the own counsellor of who is known by a LINE user or a number has this version; 0 = nothing."""

    who: str
    version: int


@dataclass(frozen=True)
class KeepOwnCounsellor:
    """Write the own counsellor of a person, under each value by which the person is known."""

    own: OwnCounsellor


@dataclass(frozen=True)
class ForgetOwnCounsellor:
    """Delete what is known of the own counsellor of a LINE user or a number."""

    who: str


@dataclass(frozen=True)
class NoteAssigned:
    """Note when a counsellor was given a booking."""

    counsellor: str
    at: datetime


@dataclass(frozen=True)
class ForgetBooking:
    """Delete a booking that is over, with its notices; its entries in the audit log stay."""

    booking: Booking
    notices: tuple[str, ...]


@dataclass(frozen=True)
class CountOfDay:
    """Count what a LINE user and a job-seeker number (each "" = unknown) did on a day, until that is over."""

    act: Act
    day: date
    user: str
    number_key: str
    until: datetime


class BookingStore(Protocol):
    """Bookings in the store."""

    def booking(self, name: str) -> Booking | None:
        """Find a booking by id or number."""

    def bookings(self, since: datetime | None = None, until: datetime | None = None) -> list[Booking]:
        """Give the bookings that start in a span, by start."""

    def each_booking(self, since: datetime) -> Iterator[Booking]:
        """Give the bookings that start from then on, in no order; only some of them are in memory at a time."""

    def not_there(self, ids: Sequence[str]) -> list[str]:
        """Name those ids that no booking has."""

    def holding(self, since: datetime, until: datetime) -> list[Booking]:
        """Give the bookings that hold a place in a span, by the first of their places in it."""

    def offering(self, since: datetime, until: datetime) -> list[Booking]:
        """Give those of them that hold it because it is offered to the seeker."""

    def asked(self) -> list[Booking]:
        """Give the bookings that wait for an answer of staff or a choice of the seeker, by when they run out."""

    def taken(self) -> dict[datetime, int]:
        """Count the places that are held, by start, from now on."""

    def assignments(self, counsellors: Sequence[str], since: datetime) -> Assignments:
        """Give what some counsellors hold from a moment on."""

    def own_counsellor(self, who: str) -> OwnCounsellor | None:
        """Give the own counsellor of who is known by a LINE user or by a job-seeker number."""

    def own_counsellors(self) -> list[OwnCounsellor]:
        """Give the own counsellor of every person, once for each value by which the person is known."""

    def taken_by_fresh(self) -> dict[datetime, int]:
        """Count those of them that requests hold which are marked as fresh."""

    def bookings_of(self, user: str) -> list[Booking]:
        """Give every booking of a LINE user, by start."""

    def bookings_of_number(self, number: str) -> list[Booking]:
        """Give every booking of a job-seeker number in its form for comparing, by start."""

    def claim_expiring(self, limit: int) -> list[Claim]:
        """Lease the bookings whose time to be answered has run out."""

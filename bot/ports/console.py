"""What only the console reads."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from bot.booking.model import Booking, State
from bot.booking.notices.notice import Channel, Notice, NoticeState
from bot.booking.notices.troubles import NoticeOutline
from bot.booking.rooms.job import LedgerRow
from bot.booking.staff.sign_in_failures import SignInFailures
from bot.booking.staff.staff import Staff
from bot.ports.audit import Entry

ALL = -1  # of a list, however many there are


@dataclass(frozen=True)
class Waiting:
    """How much waits for staff: requests, consultations without an outcome, notices that did not arrive.

    people    on the waiting list
    pressing  requests and offers that are to be answered soon
    late      notices that should have been sent long ago and are still tried
    hosts     whom Zoom refuses
    aside     rows that broke their job again and again
    day_notes  bookings with a word of the day that staff did not see to
    messages   for staff, that nobody answered or closed
    calls      seekers whom staff are to telephone
    arrange    consultations for which staff have to order help
    counsellors  consultations ahead that no counsellor can hold as they stand
    shut       1 where no day ahead has a place, so that nobody can book
    """

    requests: int
    outcomes: int
    troubles: int
    people: int = 0
    pressing: int = 0
    late: int = 0
    hosts: int = 0
    aside: int = 0
    day_notes: int = 0
    messages: int = 0
    calls: int = 0
    arrange: int = 0
    counsellors: int = 0
    shut: int = 0

    @property
    def tasks(self) -> int:
        """Give how many things only a human can do."""
        late = self.troubles + self.late + self.aside
        by_hand = self.hosts + self.day_notes + self.messages + self.calls + self.arrange + self.counsellors + self.shut
        return self.outcomes + self.pressing + by_hand + late


@dataclass(frozen=True)
class ConsentOutline:
    """To which version of the terms somebody consented."""

    version: str


class Outline(NamedTuple):
    """What of a booking is no personal data, and can be counted without opening it; thousands are made for a page."""

    id: str
    state: State
    start: datetime
    created: datetime
    number: str
    consent: ConsentOutline
    counsellor: str = ""


@dataclass(frozen=True)
class Standing:
    """How a booking stands, as its readable part tells; nobody looked into its sealed part."""

    id: str
    state: State
    start: datetime


@dataclass(frozen=True)
class Standings:
    """How several bookings stand: how many in each state; some of them, by start."""

    counts: Counter[State]
    listed: tuple[Standing, ...]


class ConsoleStore(Protocol):
    """The console store: what only the console asks for. Every method may raise StoreDownError."""

    def staff(self, staff: str) -> Staff | None:
        """Find an account by id."""

    def staff_named(self, name: str) -> Staff | None:
        """Find an account by name."""

    def all_staff(self) -> list[Staff]:
        """Give every account, by id."""

    def failures(self, staff: str) -> SignInFailures:
        """Give how often in a row signing in to an account failed."""

    def session(self, session: str) -> dict[str, Any]:
        """Give what a session holds, {} when there is none."""

    def keep_session(self, session: str, held: Mapping[str, Any], seconds: int, *, new: bool) -> None:
        """Keep what a session holds, sealed, for so long; unless it is `new`, only while nobody ended it."""

    def drop_session(self, session: str) -> None:
        """End a session."""

    def drop_sessions(self, staff: str) -> int:
        """End the sessions of an account, "" = all there are; give how many."""

    def waiting(self, without_outcome_before: datetime, ending_before: datetime) -> Waiting:
        """Count what waits for staff; `ending_before` says which requests may be pressing."""

    def requests(self, until: datetime | None = None, first: int = 0, most: int = ALL) -> list[Booking]:
        """Give the requests that are not answered and run out until a moment, by that; from one on, and so many."""

    def without_outcome(self, before: datetime, since: datetime | None = None) -> list[Booking]:
        """Give the confirmed bookings that started before a moment, and after another, by start."""

    def day_notes(self) -> list[Booking]:
        """Give the live bookings with a word of the day that staff did not see to, by start."""

    def to_call(self) -> list[Booking]:
        """Give the live bookings whose seeker staff are to telephone, by start."""

    def to_arrange(self, since: datetime) -> list[Booking]:
        """Give the confirmed bookings from a moment on for which staff have to order help, by start."""

    def troubles(self) -> list[LedgerRow]:
        """Give what did not arrive or was not done at Zoom, and is not settled by a person, oldest first."""

    def overdue(self, before: datetime) -> list[Notice]:
        """Give the notices planned for before a moment that are not settled, oldest first, out of a hundred rows."""

    def notices_of(self, bookings: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        """Give the rows of the ledger of several bookings."""

    def notice_outlines(self, bookings: Sequence[str]) -> Mapping[str, tuple[NoticeOutline, ...]]:
        """Give the outlines of the notices of several bookings."""

    def found(self, word: str, most: int = 0) -> list[Booking]:
        """Give the bookings that are found under a word of bot.booking.lookup; at most so many, the latest ones."""

    def outlines(self, since: datetime, until: datetime | None = None) -> list[Outline]:
        """Give the outlines of the bookings that start in a span, or from a moment on, by start."""

    def each_outline(self, since: datetime, until: datetime | None = None) -> Iterator[Outline]:
        """Give the same one by one: who stops at some has not asked for them all."""

    def outlines_of(self, ids: Sequence[str]) -> list[Outline]:
        """Give the outlines of the bookings with these ids, in their order; what is no booking is left out."""

    def places_held(self, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
        """Give each place that is held in a span: for which booking, and its start."""

    def bookings(self, ids: Sequence[str]) -> list[Booking]:
        """Give the bookings with these ids, in their order."""

    def settled_ways(self, since: datetime, until: datetime) -> Counter[tuple[Channel, NoticeState]]:
        """Count by way and state the notices that are not to be sent any more of the bookings that start in a span."""

    def found_each(self, words: Sequence[str]) -> list[list[Booking]]:
        """Give for each word the bookings that are found under it, all in two trips."""

    def standings(self, words: Sequence[str], listed: Iterable[State]) -> list[Standings]:
        """Give for each word how the bookings stand that are found under it; none is opened."""

    def others_stand(self, asked: Sequence[tuple[str, str]], states: Iterable[State]) -> list[bool]:
        """Say for each word and booking whether another booking found under it is in one of the states."""

    def ids_found(self, words: Sequence[str]) -> list[list[str]]:
        """Give for each word the ids of the bookings that are found under it."""

    def crowds(self, starts: Sequence[datetime]) -> list[int]:
        """Give for each start how many bookings hold a place at it."""

    def holders(self, bookings: Sequence[str]) -> list[str]:
        """Say for each booking who works on it, "" for nobody."""

    def history(self, booking: str) -> list[Entry]:
        """Give the entries of the audit log about a booking, oldest first."""

    def histories(self, bookings: Sequence[str]) -> list[list[Entry]]:
        """Give the entries about each of several bookings, in one trip."""

    def hold(self, booking: str, staff: str) -> str:
        """Say who works on a booking, for a few minutes: the asker unless another does; "" asks only."""

"""Rows that a sweep claims, and the processes that work on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Work(StrEnum):
    """The kinds of rows that a sweep claims."""

    REPLIES = "replies"
    NOTICES = "notices"
    MAIL = "mail"
    ROOMS = "rooms"
    EXPIRING = "expiring"
    ERASURES = "erasures"
    WISHES = "wishes"


@dataclass(frozen=True)
class RowAside:
    """A row that broke its job again and again: it is kept, and not tried until a person puts it back.

    why      the type of the exception, or "crash" where its process died
    booking  the booking it is about, by id or number, "" where that is not known
    """

    work: Work
    id: str
    at: datetime
    why: str
    booking: str = ""

    @property
    def name(self) -> str:
        """Name it among all that are set aside."""
        return f"{self.work.value} {self.id}"


@dataclass(frozen=True)
class LeaseIs:
    """The record of a row of any kind of work is leased to us."""

    work: Work
    id: str
    lease: str


@dataclass(frozen=True)
class IsAside:
    """The row is set aside."""

    aside: RowAside


QUEUES = ("notices", "desk")


PROCESSES = (*QUEUES, "web")  # that tell that they live


LEASE = timedelta(seconds=15)  # longer than a send may take, short enough for others to take over within 30 s


@dataclass(frozen=True)
class SetAside:
    """Take a row out of what is due, and keep it for a person."""

    aside: RowAside


@dataclass(frozen=True)
class PutBack:
    """Let a row that was set aside be due again, as if it had never been tried."""

    aside: RowAside
    due: datetime


@dataclass(frozen=True)
class Claim:
    """A ledger row or pending reply leased to us under a token."""

    id: str
    lease: str


@dataclass(frozen=True)
class Agenda:
    """What there is for a sweep.

    commits   how many commits the store has taken
    next_due  when the first row of each kind is to be looked at; a kind without rows is not in it
    begun     whether a process has rows in hand, which others take over when it dies
    unsealed  whether the audit log is not as it was sealed
    released  whether a released place is kept back
    start     when the first confirmed consultation begins from the moment on that was asked about
    """

    commits: int
    next_due: Mapping[Work, datetime]
    begun: bool
    unsealed: bool
    released: bool
    start: datetime | None


class WorkStore(Protocol):
    """Claimed work and living processes in the store."""

    def agenda(self, starts_since: datetime, *, known: int = -1) -> Agenda | None:
        """Tell what there is to do; StoreChangedError for another store.

        None where no more than `known` commits were taken and nobody has rows in hand: all is as it was told then.
        """

    def begin(self, work: Work, claims: Sequence[Claim], *, most: int) -> list[int]:
        """Note that claimed rows are begun, but for those that were begun `most` times or more and never ended.

        Gives for each how often it had been begun without an end; -1 when it is leased to another by now.
        """

    def end(self, work: Work, claims: Sequence[Claim]) -> None:
        """Note that rows came to an end, whatever it was."""

    def asides(self) -> list[RowAside]:
        """Give what is set aside and still there, oldest first."""

    def tell_alive(self) -> None:
        """Note for some seconds that this process is alive."""

    def take_over(self) -> int:
        """Let what a dead process had in hand for LINE be claimed at once; give how many rows that are."""

    def after_a_step_back(self) -> float:
        """Look whether the store's clock went back; then let what waits by the old time be looked at soon.

        Gives the seconds by which it went back, 0 when it did not.
        """

    def beat(self, queue: str) -> None:
        """Note that the worker of a queue is alive."""

    def left(self, queue: str) -> None:
        """Note that the worker of a queue on this machine ends in order, so that nobody misses it."""

    def swept(self, queue: str) -> None:
        """Note that the sweep of a queue's process came to its end."""

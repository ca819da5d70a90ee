"""The ledger of notices, and the mail that brings some."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.booking.model import Booking
from bot.booking.notices.calendar_file import CalendarFile
from bot.booking.notices.gathering import Gathering
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.rooms.job import LedgerRow
from bot.ports.work import Claim


@dataclass(frozen=True)
class EditionIs:
    """The booking's notices planned in this edition still hold."""

    booking: str
    edition: int


@dataclass(frozen=True)
class NoticeLeaseIs:
    """The ledger's row is leased to us."""

    id: str
    lease: str


@dataclass(frozen=True)
class NoticeIsNew:
    """The ledger has no row of this id."""

    id: str


@dataclass(frozen=True)
class StillPending:
    """The ledger's row, which may still go out, is in the state in which it was read."""

    id: str
    state: NoticeState


@dataclass(frozen=True)
class IsTrouble:
    """The ledger's row is among those that a person has to see to."""

    id: str


@dataclass(frozen=True)
class GatheringIs:
    """Nobody pushed to the staff's group since this version."""

    version: int


@dataclass(frozen=True)
class KeepNotice:
    """Write a row of the ledger; `due` = when it is to be looked at next, None = never again.

    A row keeps the retry key that it was first written with, which is made from its own and the store's epoch.
    moves  False leaves that moment as it is, e.g. the end of a lease
    """

    notice: Notice
    due: datetime | None = None
    moves: bool = True


@dataclass(frozen=True)
class Gather:
    """Note that the staff's group is pushed to at a moment; further notices wait for one another."""

    version: int
    at: datetime


@dataclass(frozen=True)
class SettleTrouble:
    """Take a notice that did not arrive off the list of what a person has to do."""

    notice: str


@dataclass(frozen=True)
class ToSend:
    """A notice as it is looked at before it is sent, with its booking and the notices of that; None, () for none."""

    row: Notice
    booking: Booking | None
    rows: tuple[Notice, ...]


class StaffWebhook(Protocol):
    """The chat in which staff work with each other; raises SendError."""

    def post(self, text: str) -> None:
        """Post one text."""


class Mail(Protocol):
    """Outgoing mail; raises SendError.

    address  by which the office is reached: where answers go, or else who sends
    """

    @property
    def address(self) -> str:
        """Give it."""

    def send(
        self, to: Sequence[str], subject: str, body: str, message_id: str, calendar: CalendarFile | None = None
    ) -> None:
        """Send one plain text mail, perhaps with a calendar file."""


class NoticeStore(Protocol):
    """The ledger in the store."""

    def ledger(self, booking: str) -> tuple[LedgerRow, ...]:
        """Give a booking's rows of the ledger by due time: notices, and work at Zoom."""

    def ledger_row(self, row: str) -> LedgerRow | None:
        """Give one row of the ledger."""

    def notices(self, booking: str) -> tuple[Notice, ...]:
        """Give a booking's notices, by due time."""

    def notice(self, notice: str) -> Notice | None:
        """Give one notice."""

    def to_send(self, notice: str) -> ToSend | None:
        """Give one notice with its booking and the notices of that, in one trip."""

    def claim_notices(self, limit: int) -> list[Claim]:
        """Lease the rows that are due by the store's clock."""

    def claim_mail(self, limit: int) -> list[Claim]:
        """Lease the rows for mail that are due, for longer."""

    def gathering(self) -> Gathering:
        """Give when the staff's group was last pushed to, and what waits for the next push."""

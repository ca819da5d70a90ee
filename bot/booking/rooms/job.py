"""Work at Zoom that a booking asks for: a room job. It stands in the ledger beside the booking's notices. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeGuard

from bot.booking.model import NOT_PERSONAL, Booking
from bot.booking.notices.notice import Notice, NoticeState
from bot.booking.notices.reasons import Failure, Reason

AT_ZOOM = "room"  # the way of such a row, where a notice names its channel


class RoomTask(StrEnum):
    """The kinds of work at Zoom."""

    OPEN = "room_open"
    CHANGE = "room_change"
    CLOSE = "room_close"


@dataclass(frozen=True)
class RoomJob:
    """One piece of work at Zoom. `latest` is the last moment at which it is of use; None = always.

    edition  the booking's, for which it was planned
    start    when the consultation starts whose room it is
    reason   why it is where it is; of a room that was opened, how Zoom made it otherwise than was asked
    """

    id: str = field(metadata=NOT_PERSONAL)
    booking: str = field(metadata=NOT_PERSONAL)
    edition: int = field(metadata=NOT_PERSONAL)
    kind: RoomTask = field(metadata=NOT_PERSONAL)
    due: datetime = field(metadata=NOT_PERSONAL)
    latest: datetime | None = field(metadata=NOT_PERSONAL)
    start: datetime | None = field(metadata=NOT_PERSONAL)
    state: NoticeState = field(default=NoticeState.WAITING, metadata=NOT_PERSONAL)
    attempts: int = field(default=0, metadata=NOT_PERSONAL)
    first_attempt: datetime | None = field(default=None, metadata=NOT_PERSONAL)
    lease: str = field(default="", metadata=NOT_PERSONAL)
    reason: Reason | Failure = field(default=Reason.NONE, metadata=NOT_PERSONAL)

    @property
    def way(self) -> str:
        """Name how it is done, where a notice names its channel."""
        return AT_ZOOM


LedgerRow = Notice | RoomJob


def is_notice(row: LedgerRow) -> TypeGuard[Notice]:
    """Say whether a row of the ledger is a message to be sent."""
    return isinstance(row, Notice)


def notices_among(rows: Sequence[LedgerRow]) -> tuple[Notice, ...]:
    """Give the rows that are messages to be sent."""
    return tuple(filter(is_notice, rows))


def room_job(booking: Booking, kind: RoomTask, due: datetime, latest: datetime | None) -> RoomJob:
    """Make the ledger's row of a piece of work; its id follows from what it is about."""
    name = f"{booking.id}.{booking.edition}.{kind.value}.{AT_ZOOM}"
    return RoomJob(name, booking.id, booking.edition, kind, due, latest, booking.start)

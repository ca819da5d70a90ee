"""No-shows that may be held against a person: only those he was told of in time, and only for so long. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.booking.day_notes import gave_word
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind, Notice, NoticeState
from bot.booking.retention import booking_is_due, deleted_on

TELLS_WHERE = frozenset({Kind.DETAILS, Kind.DAY_BEFORE, Kind.SOON})


@dataclass(frozen=True)
class Strike:
    """A no-show that counts, the notices that show that he knew, and the day from which it counts no more."""

    number: str
    start: datetime
    evidence: tuple[str, ...]
    ends: date


def strikes(bookings: Sequence[Booking], notices: Mapping[str, Sequence[Notice]], now: datetime) -> tuple[Strike, ...]:
    """Give the strikes among a person's bookings, by start; `notices` are the rows of each booking by its id."""
    found = ((one, evidence(one, notices.get(one.id, ()))) for one in bookings if _counts(one, now))
    told = (Strike(one.number, one.start, rows, deleted_on(one)) for one, rows in found if rows)
    return tuple(sorted(told, key=lambda strike: strike.start))


def evidence(booking: Booking, rows: Sequence[Notice]) -> tuple[str, ...]:
    """Name the notices of the booking's last room that were accepted before its start."""
    return tuple(row.id for row in rows if _tells(row, booking) and _in_time(row, booking.start))


def _counts(booking: Booking, now: datetime) -> bool:
    return booking.state is State.NO_SHOW and not gave_word(booking) and not booking_is_due(booking, now)


def _tells(row: Notice, booking: Booking) -> bool:
    """Say whether it told this time and room: a moved booking, or one with a new room, got a newer version."""
    return row.kind in TELLS_WHERE and row.state is NoticeState.ACCEPTED and 0 < row.room == booking.room_version


def _in_time(row: Notice, start: datetime) -> bool:
    """Say whether it was surely accepted before; when the last of several tries was is not known."""
    if row.first_attempt is None or row.first_attempt >= start:
        return False
    return row.attempts == 1 or (row.latest is not None and row.latest <= start)

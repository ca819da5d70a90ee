"""Which notices to the staff's LINE group wait for one another, and the one that stands for them. Pure.

A push to a group costs one message for each of its members.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.booking.notices.notice import ABOUT_PERSON, PENDING_STATES, Channel, Kind, Notice, NoticeState, retry_key_of
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import is_too_late

PRESSING = timedelta(hours=1)  # what is of use for no longer than this waits for nothing


@dataclass(frozen=True)
class Gathering:
    """When the group was last pushed to, None = never, and what waits for the next push. `version` rises with each."""

    version: int = 0
    last: datetime | None = None
    rows: tuple[Notice, ...] = ()

    def opens(self, every: timedelta, now: datetime) -> datetime | None:
        """Give when the group may be pushed to again, None for at once; a clock that went back holds nothing up."""
        return self.last + every if self.last and self.last <= now < self.last + every else None


def may_wait(row: Notice, now: datetime) -> bool:
    """Say whether a notice to the group may wait for others: one that was begun, leads or presses may not."""
    fresh = row.channel is Channel.STAFF_GROUP and row.kind is not Kind.STAFF_GATHERED and not row.attempts
    presses = row.latest is not None and row.latest - now <= PRESSING
    return fresh and row.reason is not Reason.GOES_FIRST and not presses


def waits(row: Notice) -> bool:
    """Say whether a row waits for the next push to the group."""
    return row.reason is Reason.GATHERING and row.state in PENDING_STATES


def stand_in(lead: Notice, others: Sequence[Notice], now: datetime) -> Notice:
    """Make the one notice that stands for several: about the nearest consultation, with how many there are of each."""
    rows = (lead, *others)
    nearest = min(rows, key=lambda row: (not row.booking, row.start or now, row.id))
    name = f"{lead.id}.{Reason.GATHERED}"
    kinds = Counter(row.kind.value for row in rows)
    return replace(
        nearest,
        id=name,
        edition=ABOUT_PERSON,
        kind=Kind.STAFF_GATHERED,
        due=now,
        latest=max((row.latest for row in rows if row.latest), default=None),
        retry_key=retry_key_of(name),
        state=NoticeState.WAITING,
        lease="",
        reason=Reason.NONE,
        gathers=",".join(f"{kind} {kinds[kind]}" for kind in sorted(kinds)),
    )


def gathered_kinds(row: Notice) -> dict[str, str]:
    """Give how many notices of each kind a row stands for."""
    return dict(part.split(" ") for part in row.gathers.split(",") if part)


def still_of_use(rows: Sequence[Notice], lead: Notice, now: datetime) -> tuple[Notice, ...]:
    """Give the waiting rows that the push of another may tell with its own."""
    return tuple(row for row in rows if row.id != lead.id and waits(row) and not is_too_late(row, now))

"""What may have gone out already when the store is older than the world: it is not sent by a machine again.

LINE answers a second send under the same retry key with "was accepted before", as long as the key lives. What has no
such protection, or not any more, is held for a person. Calls are tasks anyway, and rooms are found again at Zoom by
their mark.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.notices.notice import PENDING_STATES, Channel, Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import KEY_LIVES
from bot.ports.notices import KeepNotice
from bot.service.notices.circuit import BY_LINE


@dataclass(frozen=True)
class Old:
    """The ledger of an older moment: its rows, and the ids of those that are to be looked at."""

    rows: tuple[Notice, ...]
    planned: frozenset[str]


def in_doubt(old: Old, since: datetime | None, now: datetime) -> list[KeepNotice]:
    """Give the rows that may have gone out between a moment, None = nobody knows, and now, as they are to be kept.

    Held: mail, what a reply carried, what went out so long ago that its retry key is dead. What LINE still knows by its
    key is tried under it, but only while the key lives: it counts as first tried when it may have been.
    """
    pending = (row for row in old.rows if row.state in PENDING_STATES and row.channel is not Channel.TELEPHONE)
    return [_kept(row, since, now, is_planned=row.id in old.planned) for row in pending if row.due <= now]


def _kept(row: Notice, since: datetime | None, now: datetime, *, is_planned: bool) -> KeepNotice:
    first = row.first_attempt or (max(since, row.due) if since else None)
    if first and is_planned and row.channel in BY_LINE and now - first < KEY_LIVES:
        return KeepNotice(replace(row, first_attempt=first), moves=False)
    return KeepNotice(replace(row, state=NoticeState.UNKNOWN, reason=Reason.RESTORED, lease=""))


def held(rows: Iterable[KeepNotice]) -> int:
    """Count the rows that are left to a person."""
    return sum(one.notice.state is NoticeState.UNKNOWN for one in rows)

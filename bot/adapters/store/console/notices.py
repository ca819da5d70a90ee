"""Notices of many bookings: whole, outlined, counted."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache

from bot.adapters.redis.client import store_errors
from bot.adapters.store.console.base import LEDGERS_TOGETHER, ConsoleBase, parted
from bot.adapters.store.parts.ledger import rows_of
from bot.adapters.store.rows.settled_rows import outlined
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Failure, Reason, reason_of
from bot.booking.notices.troubles import NoticeOutline
from bot.booking.rooms.job import AT_ZOOM, notices_among

SETTLED = 2  # parts of a settled row as Redis gives it


class Notices(ConsoleBase):
    """Reads the notices of several bookings."""

    def notices_of(self, bookings: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        """Give the rows of the ledger of several bookings."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for one in bookings:
                trip.smembers(self._keys.notices_of(one))
            ids = [sorted(names) for names in trip.execute()]
            for name in (name for names in ids for name in names):
                trip.hgetall(self._keys.notice(name))
            rows = iter(trip.execute())
            for one in bookings:  # last: a row that was settled meanwhile is among them
                trip.hgetall(self._keys.settled(one))
            settled = trip.execute()
        each = zip(bookings, ids, settled, strict=True)
        return {one: notices_among(rows_of(one, [next(rows) for _ in names], told)) for one, names, told in each}

    def notice_outlines(self, bookings: Sequence[str]) -> Mapping[str, tuple[NoticeOutline, ...]]:
        """Give the outlines of the notices of several bookings; a damaged one is left out."""
        begin = (self._keys.notices_of(""), self._keys.notice(""), self._keys.settled(""))
        with store_errors():
            told = [self._notice_outlines([self._keys.bookings], [*begin, *some]) for some in parted(bookings)]
        each = (rows for some in told for rows in json.loads(some))
        return {one: tuple(_notice_outlines(rows)) for one, rows in zip(bookings, each, strict=True)}

    def settled_ways(self, since: datetime, until: datetime) -> Counter[tuple[Channel, NoticeState]]:
        """Count by way and state the settled notices of a span's bookings; Redis counts, and none is brought here."""
        begin = (self._keys.notices_of(""), self._keys.notice(""), self._keys.settled(""))
        found = Counter[tuple[Channel, NoticeState]]()
        for told in self._of_span(self._span_ways, since, until, LEDGERS_TOGETHER, *begin):
            for way, count in zip(told[::2], told[1::2], strict=True):
                channel, _, state = way.partition(" ")
                if channel != AT_ZOOM:
                    found[Channel(channel), NoticeState(state)] += int(count)
        return found


def _moment(due: str) -> datetime:
    return datetime.fromtimestamp(int(due) / 1000, UTC) if due.isdecimal() else datetime.fromisoformat(due)


def _notice_outlines(rows: Iterable[Sequence[str]]) -> Iterator[NoticeOutline]:
    for row in rows:
        with suppress(ValueError, TypeError):  # damaged, or work at Zoom
            channel, kind, state, reason, due = outlined(*row) if len(row) == SETTLED else row
            yield NoticeOutline(*_known(kind, channel, state, reason), _moment(due))


@lru_cache(maxsize=1024)
def _known(kind: str, channel: str, state: str, reason: str) -> tuple[Kind, Channel, NoticeState, Reason | Failure]:
    """Read what many notices have in common."""
    return Kind(kind), Channel(channel), NoticeState(state), reason_of(reason)

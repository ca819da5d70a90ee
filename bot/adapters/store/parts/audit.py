"""The audit log as it stands in the store."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.parts.base import StoreBase
from bot.ports.audit import AuditEnd, AuditLine, Entry, Seal
from bot.service.audit.lines import entry_of, read_line, read_seal

LINES = 2_000  # of the log that Redis brings at one time
HISTORIES = 500  # that it brings at one time
NEAR = 64  # lines that it brings for nothing sooner than going to a place anew


class Audit(StoreBase):
    """Reads the audit log, its seal, and the lists of entries about each booking."""

    def audit_between(self, since: datetime, until: datetime, *, actor: str = "", booking: str = "") -> list[Entry]:
        """Give the entries of the audit log of a span, oldest first, "" = of anybody, about any booking."""
        keys, first, last = self._keys, ms(since), ms(until)
        with store_errors():
            index = [keys.audit_times, keys.audit_marks, keys.audit]
            named, begin, end = self._audit_places(index, [first, last])
            places = sorted({*map(int, named), *range(int(begin), int(end) + 1)})
            holding = [one for one in (actor, booking) if one]
            lines = [line for some in _runs(places) for line in self._audit([keys.audit], [*some, *holding])]
        found = (entry_of(read_line(line).entry) for line in lines)
        return [
            one
            for one in found
            if first <= ms(one.at) <= last and actor in ("", one.actor) and booking in ("", one.booking)
        ]

    def audit_end(self) -> AuditEnd:
        """Give how the audit log stands, all of one moment."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.llen(self._keys.audit)
            trip.get(self._keys.audit_head)
            trip.exists(self._keys.audit_marks)
            trip.get(self._keys.audit_newest)
            trip.zcard(self._keys.bookings)
            trip.hgetall(self._keys.audit_seal)
            entries, head, is_marked, newest, bookings, seal = trip.execute()
        return AuditEnd(entries, head or "", int(newest or 0) * is_marked, bookings, read_seal(seal, self.signed))

    def audit_lines(self, start: int, end: int) -> Iterator[AuditLine]:
        """Give the lines from a place to before another, oldest first; only some are in memory at a time."""
        for first in range(start, end, LINES):
            places = range(first, min(first + LINES, end))
            with store_errors():
                trip = self._client.pipeline(transaction=True)
                trip.lrange(self._keys.audit, places[0], places[-1])
                trip.zmscore(self._keys.audit_times, [*map(str, places)])
                trip.zmscore(self._keys.audit_marks, [*map(str, places)])
                told = trip.execute()
            yield from map(AuditLine, *told)

    def audit_index(self) -> Iterator[str]:
        """Give the place of each line that the index has, in no order, some more than once."""
        with store_errors():
            for index in (self._keys.audit_times, self._keys.audit_marks):
                yield from (place for place, _ in self._client.zscan_iter(index, count=LINES))

    def audit_seal(self) -> Seal | None:
        """Give the newest seal; None when there is none that we signed."""
        with store_errors():
            return read_seal(self._client.hgetall(self._keys.audit_seal), self.signed)

    def remember_seal(self, seal: Seal) -> None:
        """Remember a seal outside the store: in this process, and where the machine remembers the store."""
        self.identity.remember_seal(seal.entries, seal.head)

    def sealed_before(self) -> tuple[int, str] | None:
        """Give the number of entries and the chain value of the newest seal that is remembered outside the store."""
        with store_errors():
            return self.identity.sealed_before()

    def histories(self) -> Iterator[tuple[str, list[str]]]:
        """Give of each booking, and of what else entries are about, those about it, oldest first; [] where none are.

        In no order of bookings, some more than once. An entry is its place in the log, in digits; of earlier releases
        its JSON.
        """
        prefix = self._keys.history("")
        with store_errors():
            names = self._client.scan_iter(match=prefix + "*", count=HISTORIES)
            while some := [*islice(names, HISTORIES)]:
                trip = self._client.pipeline(transaction=False)
                for name in some:
                    trip.lrange(name, 0, -1)
                yield from zip((name.removeprefix(prefix) for name in some), trip.execute(), strict=True)
            ids = (one for one, _ in self._client.zscan_iter(self._keys.bookings, count=HISTORIES))
            while some := [*islice(ids, HISTORIES)]:
                trip = self._client.pipeline(transaction=True)  # one that is forgotten meanwhile is not told
                for one in some:
                    trip.exists(self._keys.history(one))
                    trip.zscore(self._keys.bookings, one)
                told = trip.execute()
                lacking = zip(some, told[::2], told[1::2], strict=True)
                yield from ((one, []) for one, is_told, start in lacking if start is not None and not is_told)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the first and last of places that Redis brings at one time, one after the other."""
    first = 0
    for after in range(1, len(places) + 1):
        if after == len(places) or places[after] - places[after - 1] > NEAR or places[after] - places[first] >= LINES:
            yield places[first], places[after - 1]
            first = after

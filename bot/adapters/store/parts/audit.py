"""The audit log as it stands in the store."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.adapters.redis.client import store_errors
from bot.adapters.store.commands.spelling import ms
from bot.adapters.store.parts.base import StoreBase
from bot.ports.audit import AuditLog, Entry, Histories, Seal
from bot.service.audit.lines import entry_of, read_line, read_seal

LINES = 2_000  # of the log that Redis brings at one time
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

    def audit_log(self) -> AuditLog:
        """Give the whole audit log and what stands beside it, all of one moment."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.lrange(self._keys.audit, 0, -1)
            trip.get(self._keys.audit_head)
            trip.zrange(self._keys.audit_times, 0, -1, withscores=True)
            trip.zrange(self._keys.audit_marks, 0, -1, withscores=True)
            trip.get(self._keys.audit_newest)
            trip.hgetall(self._keys.audit_seal)
            lines, head, times, marks, newest, seal = trip.execute()
        index = dict(times), dict(marks), int(newest or 0)
        return AuditLog(lines, head or "", *index, read_seal(seal, self.signed))

    def audit_tail(self, start: int) -> tuple[list[str], str]:
        """Give the lines from a place on, and the chain value of the newest, of one moment."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.lrange(self._keys.audit, start, -1)
            trip.get(self._keys.audit_head)
            lines, head = trip.execute()
        return lines, head or ""

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

    def histories(self) -> Histories:
        """Give the lists of entries about each booking, and which bookings there are."""
        with store_errors():
            names = list(self._client.scan_iter(match=self._keys.history("*"), count=500))
            trip = self._client.pipeline(transaction=False)
            for name in names:
                trip.lrange(name, 0, -1)
            lists = {
                name.removeprefix(self._keys.history("")): told
                for name, told in zip(names, trip.execute(), strict=True)
            }
            return Histories(frozenset(self._client.zrange(self._keys.bookings, 0, -1)), lists)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the first and last of places that Redis brings at one time, one after the other."""
    first = 0
    for after in range(1, len(places) + 1):
        if after == len(places) or places[after] - places[after - 1] > NEAR or places[after] - places[first] >= LINES:
            yield places[first], places[after - 1]
            first = after

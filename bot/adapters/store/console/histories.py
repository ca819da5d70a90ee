"""What the audit log tells of bookings."""

from collections.abc import Iterable, Mapping, Sequence

from bot.adapters.redis.client import store_errors
from bot.adapters.store.console.base import ConsoleBase
from bot.adapters.store.records import or_none
from bot.ports.audit import Entry
from bot.service.audit.lines import entry_of, read_line

FAR = 4_000_000  # lines of the audit log past which it goes at one time, from the nearer end, likewise


class Histories(ConsoleBase):
    """Reads the history of bookings."""

    def history(self, booking: str) -> list[Entry]:
        """Give the entries of the audit log about a booking, oldest first."""
        return self.histories([booking])[0]

    def histories(self, bookings: Sequence[str]) -> list[list[Entry]]:
        """Give the entries about each of several bookings."""
        if not bookings:
            return []
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for one in bookings:
                trip.lrange(self._keys.history(one), 0, -1)
            trip.llen(self._keys.audit)  # last, so that it holds all that they name
            *listed, length = trip.execute()
            lines = self._lines_at({one for told in listed for one in told if one.isdecimal()}, length)
        each = ((or_none(self._damaged, _entry, lines.get(one, one)) for one in told) for told in listed)
        pairs = zip(bookings, each, strict=True)
        return [[one for one in found if one and one.booking == booking] for booking, found in pairs]

    def _lines_at(self, places: Iterable[str], length: int) -> Mapping[str, str]:
        """Give the lines at some places of the audit log that has so many."""
        found, left = dict[str, str](), sorted((one for one in map(int, places) if one < length), reverse=True)
        while left:
            trip, some, way = self._client.pipeline(transaction=False), list[int](), 0
            while left and way < FAR:
                some.append(left.pop())
                way += min(some[-1], length - some[-1])
            for one in some:
                trip.lrange(self._keys.audit, one, one)
            found |= {str(one): line for one, lines in zip(some, trip.execute(), strict=True) for line in lines}
        return found


def _entry(line: str) -> Entry:
    """Read an entry that stands in a history, or in a line of the audit log."""
    return entry_of(line if line.startswith("{") else read_line(line).entry)

"""What waits for staff, and who works on it."""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.console.base import ConsoleBase
from bot.adapters.store.parts.ledger import readable_rows
from bot.booking.model import Booking
from bot.booking.notices.notice import Notice
from bot.booking.rooms.job import LedgerRow, notices_among
from bot.ports.console import ALL, Waiting

HOLD_SECONDS = 180
MOST_OVERDUE = 100


class WaitingForStaff(ConsoleBase):
    """Counts and lists what waits for staff."""

    def waiting(self, without_outcome_before: datetime, ending_before: datetime) -> Waiting:
        """Count what waits for staff; `ending_before` says which requests may be pressing."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            trip.zcard(self._keys.expiring)
            trip.zcount(self._keys.confirmed, "-inf", ms(without_outcome_before))
            trip.zcard(self._keys.troubles)
            trip.zcard(self._keys.offered)
            trip.zcard(self._keys.wishes)
            trip.zcount(self._keys.expiring, "-inf", ms(ending_before))
            trip.hlen(self._keys.aside)
            trip.zcard(self._keys.day_notes)
            trip.zcard(self._keys.open_staff_messages)
            trip.zcard(self._keys.to_call)
            trip.zcount(self._keys.to_arrange, ms(without_outcome_before), "+inf")
            requests, outcomes, troubles, offered, people, pressing, aside, notes, *more_counts = trip.execute()
        names = ("messages", "calls", "arrange")
        more = {"aside": aside, "day_notes": notes, **dict(zip(names, more_counts, strict=True))}
        return Waiting(requests - offered, outcomes, troubles, people, pressing, **more)

    def requests(self, until: datetime | None = None, first: int = 0, most: int = ALL) -> list[Booking]:
        """Give the requests that are not answered and run out until a moment, by that; from one on, and so many."""
        last = ms(until) if until else "+inf"
        with store_errors():
            ids = self._client.zrange(self._keys.expiring, "-inf", last, byscore=True, offset=first, num=most)
            return self._store.bookings_with(ids)

    def without_outcome(self, before: datetime, since: datetime | None = None) -> list[Booking]:
        """Give the confirmed bookings that started before a moment, and after another, by start."""
        first = f"({ms(since)}" if since else "-inf"
        with store_errors():
            return self._store.bookings_with(self._client.zrange(self._keys.confirmed, first, ms(before), byscore=True))

    def day_notes(self) -> list[Booking]:
        """Give the live bookings with a word of the day that staff did not see to, by start."""
        with store_errors():
            return self._store.bookings_with(self._client.zrange(self._keys.day_notes, 0, -1))

    def to_call(self) -> list[Booking]:
        """Give the live bookings whose seeker staff are to telephone, by start."""
        with store_errors():
            return self._store.bookings_with(self._client.zrange(self._keys.to_call, 0, -1))

    def to_arrange(self, since: datetime) -> list[Booking]:
        """Give the confirmed bookings from a moment on for which staff have to order help, by start."""
        with store_errors():
            ids = self._client.zrange(self._keys.to_arrange, ms(since), "+inf", byscore=True)
            return self._store.bookings_with(ids)

    def troubles(self) -> list[LedgerRow]:
        """Give what did not arrive or was not done at Zoom, and is not settled by a person, oldest first."""
        with store_errors():
            return list(self._ledger(self._client.zrange(self._keys.troubles, 0, -1)))

    def overdue(self, before: datetime) -> list[Notice]:
        """Give the rows that were planned for before a moment and are not settled, oldest first; at most a hundred."""
        with store_errors():
            ids = self._client.zrange(self._keys.planned, "-inf", ms(before), byscore=True, offset=0, num=MOST_OVERDUE)
            return list(notices_among(self._ledger(ids)))

    def _ledger(self, ids: Sequence[str]) -> tuple[LedgerRow, ...]:
        trip = self._client.pipeline(transaction=False)
        for one in ids:
            trip.hgetall(self._keys.notice(one))
        return readable_rows(trip.execute())

    def holders(self, bookings: Sequence[str]) -> list[str]:
        """Say for each booking who works on it, "" for nobody."""
        with store_errors():
            found = self._client.mget([self._keys.held(one) for one in bookings]) if bookings else []
        return [one or "" for one in found]

    def hold(self, booking: str, staff: str) -> str:
        """Say who works on a booking, for a few minutes: the asker unless another does; "" asks only."""
        key = self._keys.held(booking)
        with store_errors():
            if staff:
                self._client.set(key, staff, nx=True, ex=HOLD_SECONDS)
            return self._client.get(key) or ""

"""The ledger in the store: notices, and work at Zoom."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bot.adapters.redis.client import store_errors
from bot.adapters.store.parts.bookings import Bookings
from bot.adapters.store.rows.notice_records import row_of
from bot.adapters.store.rows.settled_rows import each_unpacked, field_of, holder_of, unpacked
from bot.booking.notices.gathering import Gathering
from bot.booking.notices.notice import Notice
from bot.booking.rooms.job import LedgerRow, RoomJob, notices_among
from bot.ports.notices import ToSend


class Ledger(Bookings):
    """Finds the rows of the ledger: notices, and work at Zoom."""

    def ledger(self, booking: str) -> tuple[LedgerRow, ...]:
        """Give a booking's rows of the ledger by due time: notices, and work at Zoom."""
        with store_errors():
            keys = [self._keys.notices_of(booking), self._keys.settled(booking)]
            found, settled = self._load_ledger(keys, [self._keys.notice("")])
        return rows_of(booking, map(_by_name, found), _by_name(settled))

    def ledger_row(self, row: str) -> LedgerRow | None:
        """Give one row of the ledger."""
        holder, field = holder_of(row), field_of(row)
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.hgetall(self._keys.notice(row))
            trip.hget(self._keys.settled(holder), field)
            fields, settled = trip.execute()
        if "id" in fields:
            return row_of(fields)
        return unpacked(holder, field, settled) if settled else None

    def notices(self, booking: str) -> tuple[Notice, ...]:
        """Give a booking's notices, by due time."""
        return notices_among(self.ledger(booking))

    def notice(self, notice: str) -> Notice | None:
        """Give one notice."""
        row = self.ledger_row(notice)
        return row if isinstance(row, Notice) else None

    def to_send(self, notice: str) -> ToSend | None:
        """Give one notice with its booking and the notices of that."""
        keys = self._keys
        with store_errors():
            told = [keys.booking(""), keys.notices_of(""), keys.notice(""), keys.settled("")]
            fields, record, found, settled = self._load_to_send([keys.notice(notice)], told)
        row = row_of(_by_name(fields)) if fields else None
        if not isinstance(row, Notice):
            return None
        booking = self._booking(row.booking, record) if record and row.booking else None
        rows = notices_among(rows_of(row.booking, map(_by_name, found), _by_name(settled)))
        return ToSend(row, self._meant(booking, fits=booking is None or booking.id == row.booking), rows)

    def room_jobs(self, booking: str) -> tuple[RoomJob, ...]:
        """Give the work at Zoom for a booking, by due time."""
        return tuple(row for row in self.ledger(booking) if isinstance(row, RoomJob))

    def room_job(self, job: str) -> RoomJob | None:
        """Give one piece of work at Zoom."""
        row = self.ledger_row(job)
        return row if isinstance(row, RoomJob) else None

    def booking_in(self, meeting: str) -> str:
        """Give the id of the booking whose room at Zoom this is, "" for none."""
        with store_errors():
            return self._client.hget(self._keys.meetings, self._spelling().hashed(meeting)) or ""

    def gathering(self) -> Gathering:
        """Give when the staff's group was last pushed to, and what waits for the next push."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.hgetall(self._keys.gathering)
            trip.smembers(self._keys.gathering_rows)
            said, ids = trip.execute()
        rows = (self.notice(one) for one in sorted(ids))
        last = datetime.fromtimestamp(int(said["last"]) / 1000, UTC) if said else None
        return Gathering(int(said.get("v", "0")), last, tuple(row for row in rows if row))


def _by_name(fields: Sequence[str]) -> Mapping[str, str]:
    return dict(zip(fields[::2], fields[1::2], strict=True))


def readable_rows(found: Iterable[Mapping[str, str]]) -> tuple[LedgerRow, ...]:
    """Read rows of the ledger, by due time; a damaged one is left out, since one must not hide all."""
    return rows_of("", found, {})


def rows_of(booking: str, found: Iterable[Mapping[str, str]], settled: Mapping[str, str]) -> tuple[LedgerRow, ...]:
    """Read the rows of a booking's ledger likewise: those that stand by themselves, and the settled ones."""
    by_id = {row.id: row for row in each_unpacked(booking, settled)}
    by_id |= {row.id: row for row in map(_readable_row, found) if row}
    return tuple(sorted(by_id.values(), key=lambda row: (row.due, row.id)))


def _readable_row(fields: Mapping[str, str]) -> LedgerRow | None:
    try:
        return row_of(fields) if "id" in fields else None
    except ValueError:
        return None

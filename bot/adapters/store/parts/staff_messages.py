"""Reads the messages for staff from Redis."""

from collections.abc import Callable, Sequence

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.keys import Keys
from bot.adapters.store.records import join, or_none
from bot.booking.staff.staff_message import StaffMessage


class StaffMessages:
    """The messages of one office; one that is damaged is counted, and hides none of the others."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher, damaged: Callable[[], None]) -> None:
        self._client, self._keys, self._cipher, self._damaged = client, keys, cipher, damaged

    def one(self, message: str) -> StaffMessage | None:
        """Find a message by id."""
        with store_errors():
            return self._read(message, self._client.hmget(self._keys.staff_message(message), "open", "sealed"))

    def in_order(self, index: str) -> list[StaffMessage]:
        """Give the messages that an index names, in its order."""
        with store_errors():
            ids = self._client.zrange(index, 0, -1)
            trip = self._client.pipeline(transaction=False)
            for one in ids:
                trip.hmget(self._keys.staff_message(one), "open", "sealed")
            records = trip.execute() if ids else []
        found = (or_none(self._damaged, self._read, one, record) for one, record in zip(ids, records, strict=True))
        return [one for one in found if one]

    def _read(self, name: str, record: Sequence[str | None]) -> StaffMessage | None:
        readable, sealed = record
        if not readable or not sealed:
            return None
        return join(StaffMessage, f"staff-message:{name}", readable, sealed, self._cipher)

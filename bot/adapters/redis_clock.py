"""The clock. In production the machine's; in the playground moved by an offset that lives in Redis."""

from datetime import UTC, datetime, timedelta

from bot.adapters.redis_client import Client, store_errors
from bot.adapters.redis_keys import Keys


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""
        return datetime.now(UTC)

    def offset(self) -> timedelta:
        """Give how far ahead it runs: not at all."""
        return timedelta()


WHOLE = timedelta(milliseconds=2)  # the store's scripts drop parts of a millisecond; what is due now must be due there


class MovableClock:
    """A clock that every process of a playground shares."""

    def __init__(self, client: Client, keys: Keys) -> None:
        self._client, self._key = client, keys.clock_offset

    def now(self) -> datetime:
        """Give the moved moment in UTC."""
        return datetime.now(UTC) + self.offset()

    def offset(self) -> timedelta:
        """Give how far ahead of the machine's time it runs."""
        with store_errors():
            return timedelta(seconds=float(self._client.get(self._key) or 0))

    def move_to(self, moment: datetime) -> None:
        """Set the clock, forwards or backwards."""
        ahead = moment - datetime.now(UTC) + WHOLE
        with store_errors():
            self._client.set(self._key, repr(ahead.total_seconds()))

    def advance(self, seconds: float) -> None:
        """Move the clock on."""
        with store_errors():
            self._client.incrbyfloat(self._key, seconds)

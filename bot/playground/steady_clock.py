"""The playground's clock for those that must go on when Redis is away, as LINE does."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from bot.adapters.redis_clock import MovableClock
from bot.errors import StoreDownError


class SteadyClock:
    """The shared clock; while it can't be asked, the time runs on from where it was."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock, self._offset = clock, timedelta()

    def now(self) -> datetime:
        """Give the moved moment in UTC."""
        with suppress(StoreDownError):
            self._offset = self._clock.offset()
        return datetime.now(UTC) + self._offset

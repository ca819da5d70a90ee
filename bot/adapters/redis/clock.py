"""The clock: the store's time, the same for every process. In the playground moved by an offset that lives there."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import NamedTuple, Protocol

import redis

from bot.adapters.redis.client import Client, store_errors
from bot.errors import StoreDownError

RENEW = 2.0  # seconds after which the store is asked again
GOOD_FOR = 10.0  # seconds for which a quick answer is better than a slow new one
QUICK = 0.005  # seconds; the time that an answer took is how far it may be off


def wall_time() -> datetime:
    """Give the machine's own time."""
    return datetime.now(UTC)


def ms(moment: datetime) -> int:
    """Give a moment in milliseconds since 1970, rounded as the scripts that claim do: what is due now is due."""
    return round(moment.timestamp() * 1000)


class Reading(NamedTuple):
    """What the store said: its time, when that was by the monotonic clock, and how long the answer took."""

    moment: datetime
    at: float
    took: float


class StoreClock:
    """The store's time; between two answers, and while the store is away, it goes on by the monotonic clock.

    The machine's wall clock counts only until the store answers for the first time.
    """

    def __init__(
        self,
        client: Client,
        *,
        wall: Callable[[], datetime] = wall_time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._wall, self._monotonic = client, wall, monotonic
        self._read: Reading | None = None
        self._asked_at = -RENEW * 2
        self._asking = Lock()

    def now(self) -> datetime:
        """Give the present moment in UTC, never ahead of the store's."""
        read = self._reading()
        return read.moment + timedelta(seconds=self._monotonic() - read.at) if read else self._wall()

    def offset(self) -> timedelta:
        """Give how far ahead of the store's time it runs: not at all."""
        return timedelta()

    def skew(self) -> timedelta:
        """Give how far the machine's wall clock is ahead of the store's time; nothing while that is not known."""
        read = self._reading()
        if not read:
            return timedelta()
        return self._wall() - read.moment - timedelta(seconds=self._monotonic() - read.at)

    def _reading(self) -> Reading | None:
        """Give the newest answer; one thread asks for a new one, others go on with what there is."""
        if self._is_old() and self._asking.acquire(blocking=self._read is None):
            try:
                if self._is_old():
                    self._ask()
            finally:
                self._asking.release()
        return self._read

    def _is_old(self) -> bool:
        return self._monotonic() - self._asked_at >= RENEW

    def _ask(self) -> None:
        began = self._monotonic()
        self._asked_at = began
        with suppress(StoreDownError), store_errors():
            seconds, micro = self._client.time()
            at = self._monotonic()
            read = Reading(datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro), at, at - began)
            if self._is_better(read):
                self._read = read

    def _is_better(self, new: Reading) -> bool:
        """Say whether a new answer tells more than the one before; one that was long on its way may be old."""
        old = self._read
        return not old or new.took <= max(QUICK, 2 * old.took) or new.at - old.at > GOOD_FOR


ROUNDING = timedelta(
    milliseconds=5
)  # scripts drop parts of a millisecond and `now` may be behind; what is due is due there


class ClockKeys(Protocol):
    """The keys of an office that its clock reads."""

    @property
    def clock_offset(self) -> str:
        """String: seconds by which the playground's clock is ahead."""

    @property
    def wake(self) -> str:
        """Channel on which sleeping sweeps hear that something is due."""


class MovableClock(StoreClock):
    """A clock that every process of a playground shares."""

    def __init__(self, client: Client, keys: ClockKeys, *, wall: Callable[[], datetime] = wall_time) -> None:
        super().__init__(client, wall=wall)
        self._key, self._wake, self._offset = keys.clock_offset, keys.wake, timedelta()

    def now(self) -> datetime:
        """Give the moved moment in UTC; while the store is away, moved as it was last."""
        with suppress(StoreDownError):
            self.offset()
        return super().now() + self._offset

    def offset(self) -> timedelta:
        """Give how far ahead of the store's time it runs."""
        with store_errors():
            self._offset = timedelta(seconds=float(self._client.get(self._key) or 0))
        return self._offset

    def move_to(self, moment: datetime) -> None:
        """Set the clock, forwards or backwards."""
        ahead = moment - super().now() + ROUNDING
        with store_errors():
            self._client.set(self._key, f"{ahead.total_seconds():.3f}")  # whole milliseconds, in which scripts reckon
        self._tell()

    def advance(self, seconds: float) -> None:
        """Move the clock on."""
        with store_errors():
            self._client.incrbyfloat(self._key, seconds)
        self._tell()

    def _tell(self) -> None:
        """Wake who sweeps, if this user may; else it is seen at the next look."""
        with suppress(redis.exceptions.NoPermissionError):
            self._client.publish(self._wake, "1")

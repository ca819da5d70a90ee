"""What every part of the console store has, and how much it asks of Redis at one time."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.console.scripts import NOTICE_OUTLINES, OTHERS_STAND, SPAN_OUTLINES, SPAN_WAYS, STANDINGS
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripts.records import OUTLINES
from bot.adapters.store.store import RedisStore

OUTLINES_TOGETHER = 1000  # bookings of which Redis gives one field each together, so that others wait for thousandths
T = TypeVar("T")
LEDGERS_TOGETHER = 200  # bookings whose notices Redis goes through at one time, likewise


class ConsoleBase:
    """The connection, the scripts, and the store that all share."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher, store: RedisStore) -> None:
        self._client, self._keys, self._cipher, self._store = client, keys, cipher, store
        self._outlines = client.register_script(OUTLINES)
        self._span_outlines = client.register_script(SPAN_OUTLINES)
        self._span_ways = client.register_script(SPAN_WAYS)
        self._standings, self._others_stand = client.register_script(STANDINGS), client.register_script(OTHERS_STAND)
        self._notice_outlines = client.register_script(NOTICE_OUTLINES)

    def _of_span(
        self, script: Callable[..., Any], since: datetime, until: datetime | None, most: int, *more: str
    ) -> Iterator[Sequence[Any]]:
        """Give what a script tells of the bookings that start in a span, by start, of so many at one time."""
        first, last = str(ms(since)), ms(until) if until else "+inf"
        while first:
            with store_errors():
                first, *told = script([self._keys.bookings, self._keys.planned], [first, last, most, *more])
            yield told

    def _damaged(self) -> None:
        self._store.count("unreadable_booking")


def parted(bookings: Sequence[T], most: int = LEDGERS_TOGETHER) -> Iterator[Sequence[T]]:
    """Give as many as Redis goes through at one time, then the next."""
    return (bookings[first : first + most] for first in range(0, len(bookings), most))

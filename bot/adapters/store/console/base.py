"""What every part of the console store has, and how much it asks of Redis at one time."""

from collections.abc import Iterator, Sequence

from bot.adapters.redis.client import Client
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.console.scripts import COUNT_WAYS, NOTICE_OUTLINES, STANDINGS
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripts import OUTLINES
from bot.adapters.store.store import RedisStore

LEDGERS_TOGETHER = 200  # bookings whose notices Redis goes through at one time, so that others wait for thousandths


class ConsoleBase:
    """The connection, the scripts, and the store that all share."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher, store: RedisStore) -> None:
        self._client, self._keys, self._cipher, self._store = client, keys, cipher, store
        self._count_ways = client.register_script(COUNT_WAYS)
        self._outlines = client.register_script(OUTLINES)
        self._standings = client.register_script(STANDINGS)
        self._notice_outlines = client.register_script(NOTICE_OUTLINES)

    def _damaged(self) -> None:
        self._store.count("unreadable_booking")


def parted(bookings: Sequence[str], most: int = LEDGERS_TOGETHER) -> Iterator[Sequence[str]]:
    """Give as many as Redis goes through at one time, then the next."""
    return (bookings[first : first + most] for first in range(0, len(bookings), most))

"""A store for tests: its keys, its cipher, and a clock that stands where a test wants it."""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.keys import Keys
from bot.adapters.store.store import RedisStore
from bot.ports.audit import Entry
from bot.ports.context import Process
from bot.service.audit.lines import entry_of, read_line
from tests.make import WEDNESDAY

KEYS = Keys("yahata")
K1, K2 = ("k1", b"1" * 32), ("k2", b"2" * 32)  # the data key, and the one that comes after it
CIPHER = Cipher([K1])
DATA_KEYS = f"k1:{base64.b64encode(K1[1]).decode()}"  # the same, as it stands in the environment


def clock_at(client: Client, moment: datetime = WEDNESDAY, keys: Keys = KEYS) -> MovableClock:
    """Give the store's clock, moved to a moment."""
    clock = MovableClock(client, keys)
    clock.move_to(moment)
    return clock


def store_on(client: Client, kind: type[RedisStore] = RedisStore, at: datetime = WEDNESDAY) -> RedisStore:
    """Give a store with a clock of its own."""
    return kind(client, KEYS, CIPHER, clock_at(client, at))


def audit_texts(store: RedisStore) -> list[str]:
    """Give every line of the audit log, oldest first."""
    return [one.text for one in store.audit_lines(0, store.audit_end().entries)]


def audit_entries(store: RedisStore) -> list[Entry]:
    """Give every entry of the audit log, oldest first."""
    return [entry_of(read_line(one).entry) for one in audit_texts(store)]


def entries(process: Process) -> list[dict[str, Any]]:
    """Give the same, by the names of their fields."""
    return [{**asdict(one), "at": one.at.isoformat()} for one in audit_entries(process.store)]


def without(*kinds: type) -> type[RedisStore]:
    """Give a store that does not look at guards of some kinds."""

    class Careless(RedisStore):
        def commit(self, guards: Sequence[Any], writes: Any) -> Any:
            return super().commit([one for one in guards if not isinstance(one, kinds)], writes)

    return Careless

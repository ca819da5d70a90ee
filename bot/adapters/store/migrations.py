"""Brings what an earlier release wrote into the form that this one wants, in steps that may be broken off.

The number of the data's form stands in the store. A release reads every form up to its own and writes so that the one
before it can go on beside it; only `madoguchi store migrate` raises the number, when no earlier release runs any more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.forms import FIRST, SHORT
from bot.adapters.store.keys import Keys

FIELD, UNDER_WAY = "format", "migrating"  # of the store's identity


@dataclass(frozen=True)
class Migration:
    """The way from the form before to the form `to`.

    step  takes a place, "" at the beginning, and gives the next one, "" at the end; it may be taken twice
    """

    to: int
    step: Callable[[Client, Keys, str], str]


def nothing(_client: Client, _keys: Keys, _place: str) -> str:
    """Rewrite nothing: what stands there is read for ever, and is spelt anew with its next change."""
    return ""


MIGRATIONS = (Migration(SHORT, nothing),)  # the last one leads to FORMAT


def format_of(client: Client, keys: Keys) -> int:
    """Give the number of the data's form."""
    with store_errors():
        return int(client.hget(keys.store, FIELD) or FIRST)


def migrate(client: Client, keys: Keys, migrations: Sequence[Migration] = MIGRATIONS) -> Iterator[int]:
    """Take step by step; broken off, it goes on where it was. Gives to which form each step led."""
    for one in migrations:
        if format_of(client, keys) < one.to:
            yield from _taken(client, keys, one)


def _taken(client: Client, keys: Keys, migration: Migration) -> Iterator[int]:
    with store_errors():
        to, _, place = (client.hget(keys.store, UNDER_WAY) or "").partition(" ")
        place = place if to == str(migration.to) else ""
        while True:
            place = migration.step(client, keys, place)
            yield migration.to
            if not place:
                break
            client.hset(keys.store, UNDER_WAY, f"{migration.to} {place}")
        trip = client.pipeline(transaction=True)
        trip.hset(keys.store, FIELD, migration.to)
        trip.hdel(keys.store, UNDER_WAY)
        trip.execute()

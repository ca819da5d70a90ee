"""Finds what else Redis holds of one person: keys named by his keyed hash, and sealed values that name him.

A sealed value is bound to its key's name without the office's prefix, so that any of them can be opened here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from bot.adapters.redis.client import Client
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.keys import Keys
from bot.adapters.store.shortening import MARK
from bot.errors import SealError

OF_THE_OFFICE = ("staff:", "session:", "lookup-key", "counsellor:", "schedule", "day-notes", "edition", "zoom-")
OTHERS = ("erasure:", "refused:", "refusal:", *OF_THE_OFFICE)
LEFT_TO_BOOKINGS = ("booking:", "found:", "open:", *OTHERS)
OF_THE_TALK = ("conversation:", "reply:", "replies:", "details:")
BATCH = 500  # keys
READERS = {"hash": "hgetall", "string": "get"}
SEALED = re.compile(rf"[^:\s{{}}]+:(?:{re.escape(MARK)})?[A-Za-z0-9+/]{{38,}}={{0,2}}")


class Traces:
    """Looks through the keys of one office."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher, hashed: Callable[[str], str]) -> None:
        self._client, self._keys, self._cipher, self._hashed = client, keys, cipher, hashed

    def of(self, user: str, numbers: Sequence[str], *, going_on: bool, wish: str) -> list[str]:
        """Name the keys about a LINE user, but for his bookings.

        `going_on` leaves those of an open talk, `wish` those of a wish on the waiting list.
        """
        passed = (*LEFT_TO_BOOKINGS, *(OF_THE_TALK if going_on else ()))
        hashes = [self._hashed(one) for one in (user, *numbers)]
        # Whole: a part of it stands in the ids of others.
        whole = re.compile(rb"(?<![0-9A-Za-z])%b(?![0-9A-Za-z])" % re.escape(user).encode())
        named = {key for key in all_keys(self._client, self._keys) if any(one in key for one in hashes)}
        told = (one for batch in sealed_values(self._client, self._keys) for one in batch)
        named |= {key for key, _, sealed in told if whole.search(self._opened(key, sealed))}
        if wish:
            waits = (self._keys.waits_by_user(hashes[0]), *map(self._keys.waits_by_number, hashes[1:]))
            named -= {self._keys.wish(wish), *waits}
        return sorted(key for key in named if not key.removeprefix(self._keys.prefix).startswith(passed))

    def _opened(self, key: str, sealed: str) -> bytes:
        try:
            return self._cipher.open(key.removeprefix(self._keys.prefix), sealed)
        except SealError:
            return b""


def all_keys(client: Client, keys: Keys) -> Iterator[str]:
    """Give every key of an office, each once."""
    yield from dict.fromkeys(client.scan_iter(match=keys.prefix + "*", count=BATCH))


def sealed_values(client: Client, keys: Keys) -> Iterator[list[tuple[str, str, str]]]:
    """Give (key, field, sealed value) of all that is sealed, batch by batch; the field of a string is ""."""
    names = list(all_keys(client, keys))
    for first in range(0, len(names), BATCH):
        yield _sealed_under(client, names[first : first + BATCH])


def some_sealed(client: Client, keys: Keys) -> list[tuple[str, str, str]]:
    """Give the same of the first keys that are found, without looking for all."""
    return _sealed_under(client, list(islice(client.scan_iter(match=keys.prefix + "*", count=BATCH), BATCH)))


def _sealed_under(client: Client, names: list[str]) -> list[tuple[str, str, str]]:
    kinds = _trip(client, [("type", name) for name in names])
    asked = [(name, READERS[kind]) for name, kind in zip(names, kinds, strict=True) if kind in READERS]
    values = _trip(client, [(reader, name) for name, reader in asked])
    return [one for (name, _), value in zip(asked, values, strict=True) for one in _sealed(name, value)]


def _trip(client: Client, calls: list[tuple[str, str]]) -> list[Any]:
    trip = client.pipeline(transaction=False)
    for command, name in calls:
        getattr(trip, command)(name)
    answers: list[Any] = trip.execute()
    return answers


def _sealed(name: str, value: Any) -> Iterator[tuple[str, str, str]]:
    fields = value.items() if isinstance(value, dict) else [("", value or "")]
    yield from ((name, field, told) for field, told in fields if is_sealed(told))


def is_sealed(value: str) -> bool:
    """Say whether a string looks like what the cipher gives: a key's name, a colon, base64 of at least 28 bytes."""
    return bool(SEALED.fullmatch(value))

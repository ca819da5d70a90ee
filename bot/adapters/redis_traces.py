"""Finds what else Redis holds of one person: keys named by his keyed hash, and sealed values that name him.

A sealed value is bound to its key's name without the office's prefix, so that any of them can be opened here.
"""

import re
from collections.abc import Callable, Iterator

from bot.adapters.cipher import Cipher
from bot.adapters.redis_client import Client
from bot.adapters.redis_keys import Keys
from bot.errors import SealError

LEFT_TO_BOOKINGS = ("booking:", "found:", "open:", "erasure:", "staff:", "session:", "lookup-key")
OF_THE_TALK = ("conversation:", "reply:", "details:")
STEP = 500  # keys
SEALED = re.compile(r"[^:\s{}]+:[A-Za-z0-9+/]{38,}={0,2}")


class Traces:
    """Looks through the keys of one office."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher, hashed: Callable[[str], str]) -> None:
        self._client, self._keys, self._cipher, self._hashed = client, keys, cipher, hashed

    def of(self, user: str, *, going_on: bool) -> list[str]:
        """Name the keys about a LINE user, but for his bookings; `going_on` leaves those of an open talk."""
        passed = (*LEFT_TO_BOOKINGS, *(OF_THE_TALK if going_on else ()))
        who, clear = self._hashed(user), user.encode()
        names = ((key, key.removeprefix(self._keys.prefix)) for key in all_keys(self._client, self._keys))
        left = ((key, name) for key, name in names if not name.startswith(passed))
        return sorted(key for key, name in left if who in name or self._names(key, name, clear))

    def _names(self, key: str, name: str, clear: bytes) -> bool:
        try:
            return any(clear in self._cipher.open(name, sealed) for _, sealed in sealed_in(self._client, key))
        except SealError:
            return False


def all_keys(client: Client, keys: Keys) -> Iterator[str]:
    """Give every key of an office, each once."""
    pattern = keys.prefix.replace("[", "\\[") + "*"
    yield from dict.fromkeys(client.scan_iter(match=pattern, count=STEP))


def sealed_in(client: Client, key: str) -> list[tuple[str, str]]:
    """Give (field, sealed value) of a key: field "" for a string; none where nothing is sealed."""
    match client.type(key):
        case "hash":
            return [(field, value) for field, value in client.hgetall(key).items() if is_sealed(value)]
        case "string":
            value = client.get(key)
            return [("", value)] if value and is_sealed(value) else []
        case _:
            return []


def is_sealed(value: str) -> bool:
    """Say whether a string looks like what the cipher gives: a key's name, a colon, base64 of at least 28 bytes."""
    return bool(SEALED.fullmatch(value))

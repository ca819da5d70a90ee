"""Reads the whole of Redis: key names, values, and what is inside the sealed ones."""

from typing import Any

from bot.adapters.store.cipher import Cipher, keyed_hash
from bot.adapters.store.keys import Keys
from bot.adapters.store.traces import is_sealed
from bot.booking.lookup import words_of
from bot.booking.model import Booking
from bot.errors import SealError

WITHIN_ALL = slice(4, 16)  # digits of a word's hash that stand there in each form, where words stand together, too


def everything(client: Any, keys: Keys, *ciphers: Cipher) -> dict[str, str]:
    """Give by key all that can be read there by who has the data keys."""
    return {key: _told(client, key, key.removeprefix(keys.prefix), ciphers) for key in client.scan_iter()}


def _told(client: Any, key: str, name: str, ciphers: tuple[Cipher, ...]) -> str:
    readers = {
        "string": lambda: [client.get(key)],
        "hash": lambda: [part for field in client.hgetall(key).items() for part in field],
        "set": lambda: sorted(client.smembers(key)),
        "zset": lambda: client.zrange(key, 0, -1),
        "list": lambda: client.lrange(key, 0, -1),
    }
    values = readers[client.type(key)]()
    opened = [_opened(name, value, ciphers) for value in values if is_sealed(value)]
    return "\n".join((key, *values, *opened))


def _opened(name: str, sealed: str, ciphers: tuple[Cipher, ...]) -> str:
    for cipher in ciphers:
        try:
            return cipher.open(name, sealed).decode(errors="replace")
        except SealError:
            continue
    return ""


def lookup_key(client: Any, keys: Keys, cipher: Cipher) -> bytes:
    """Give the key of the keyed hashes."""
    return cipher.open("lookup-key", client.get(keys.lookup_key))


def traces_of_person(booking: Booking, lookup: bytes) -> dict[str, str]:
    """Give all by which a person could be recognised: in clear, and as keyed hashes."""
    clear = {name: booking.answers[name].value for name in ("name", "number", "telephone", "email")}
    words = {word: keyed_hash(lookup, word)[WITHIN_ALL] for word in words_of(booking)}
    held = {"user": booking.user, "number key": booking.answers["number"].key}
    return {**clear, **held, **words, **{f"hash of {name}": keyed_hash(lookup, value) for name, value in held.items()}}


def found(contents: dict[str, str], traces: dict[str, str]) -> set[tuple[str, str]]:
    """Give (what, key) of each trace that stands somewhere."""
    return {(what, key) for what, trace in traces.items() for key, text in contents.items() if trace in text}

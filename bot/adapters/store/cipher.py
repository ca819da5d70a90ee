"""Seals values at rest: AES-256-GCM, the key's name in front, the record's name bound in as associated data.

A value that was shortened before it was sealed says so by a mark, which is bound in as well (decision 61).
"""

import base64
import hmac
import os
from collections.abc import Sequence
from functools import cache, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.adapters.store.shortening import LONGEST, MARK, lengthened, shortened
from bot.errors import SealError

NONCE = 12  # bytes
LATELY = 512  # hashes that are kept


class Cipher:
    """Seals with the first key, opens with any. Keys are (name, 32 bytes)."""

    def __init__(self, keys: Sequence[tuple[str, bytes]]) -> None:
        self._first = keys[0][0]
        self._keys = {name: AESGCM(key) for name, key in keys}

    def seal(self, record: str, clear: bytes, *, short: bool = False) -> str:
        """Seal the bytes of one record: "key-name:base64", or where they are to be shortened, "key-name:1.base64"."""
        mark, nonce = MARK if short and len(clear) <= LONGEST else "", os.urandom(NONCE)
        held = shortened(clear) if mark else clear
        sealed = self._keys[self._first].encrypt(nonce, held, (mark + record).encode())
        return f"{self._first}:{mark}{base64.b64encode(nonce + sealed).decode()}"

    def sealed_again(self, record: str, sealed: str) -> str:
        """Seal what is sealed with the first key, spelt as it was; SealError where it can't be opened."""
        return self.seal(record, self.open(record, sealed), short=sealed.partition(":")[2].startswith(MARK))

    def is_current(self, sealed: str) -> bool:
        """Say whether a value is sealed with the first key."""
        return sealed.partition(":")[0] == self._first

    def open(self, record: str, sealed: str) -> bytes:
        """Open what was sealed for this record; SealError if it was not, or its key is gone."""
        name, _, encoded = sealed.partition(":")
        if name not in self._keys:
            raise SealError(f"鍵 {name} が DATA_KEYS にありません")
        mark = MARK if encoded.startswith(MARK) else ""
        try:
            raw = base64.b64decode(encoded.removeprefix(mark))
            held = self._keys[name].decrypt(raw[:NONCE], raw[NONCE:], (mark + record).encode())
            return lengthened(held) if mark else held
        except (InvalidTag, ValueError):  # changed, or cut short
            told = f"DATA_KEYS の鍵 {name} では {record} を開けません（前と違う鍵か、内容が変わっています）"
            raise SealError(told) from None


@cache
def _signing_key(lookup_key: bytes) -> bytes:
    """Derive a key of its own, so that no keyed hash of what a person wrote is ever a signature."""
    return HKDF(SHA256(), 32, salt=None, info=b"signatures").derive(lookup_key)


def signature(lookup_key: bytes, text: str) -> str:
    """Sign what must not be forged by who can only write to Redis: 128 bits of HMAC-SHA256, in hexadecimal."""
    return keyed_hash(_signing_key(lookup_key), text)


@lru_cache(LATELY)  # an event asks for the same user at each of its trips
def keyed_hash(key: bytes, value: str) -> str:
    """Give the form under which a personal value is looked up: 128 bits of HMAC-SHA256, in hexadecimal."""
    return hmac.digest(key, value.encode(), "sha256").hex()[:32]

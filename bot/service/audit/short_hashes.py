"""What is kept in mind of millions of texts: 64 bits of each, packed.

They are keyed by what only this process knows, so that nobody can look for two texts that have the same. That any two
of a million differing ones have it is as likely as 1 in 30 million.
"""

import secrets
from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise

KEY = secrets.token_bytes(16)
PARTS = 256  # each is small enough to be sorted in little memory


def short_hash(text: str) -> int:
    """Give 64 bits of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8, key=KEY).digest())


class ShortHashes:
    """Those of many texts, or of those whose turn it is of several."""

    def __init__(self, turn: int = 0, turns: int = 1) -> None:
        self._turn, self._turns, self._parts = turn, turns, [array("Q") for _ in range(PARTS)]

    def add(self, text: str) -> None:
        """Note a text."""
        found = short_hash(text)
        if (found >> 32) % self._turns == self._turn:
            self._parts[found % PARTS].append(found)

    def twice(self) -> Iterator[int]:
        """Give those of texts that were noted more than once."""
        for part in self._parts:
            yield from (one for one, after in pairwise(sorted(part)) if one == after)

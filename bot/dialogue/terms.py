"""The terms of use, edition by edition."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Terms:
    """One edition: its version is the day it takes effect (ISO 8601)."""

    version: str
    text: str

    @property
    def effective(self) -> date:
        """Give the day it takes effect."""
        return date.fromisoformat(self.version)

    @property
    def sha256(self) -> str:
        """Give the fingerprint that a consent names: hexadecimal, of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def in_force(editions: Sequence[Terms], day: date) -> Terms:
    """Give the newest edition that has taken effect by that day; before the first, the first."""
    return next((one for one in reversed(editions) if one.effective <= day), editions[0])

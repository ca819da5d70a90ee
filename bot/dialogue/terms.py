"""The terms of use, edition by edition."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Terms:
    """One edition. An edition that we ship is named after the day it takes effect (ISO 8601); others name both.

    summary  what changed, in a few words for seekers
    by, at   who published it (an account's id) and when
    """

    version: str
    text: str
    takes_effect: date | None = None
    summary: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def effective(self) -> date:
        """Give the day it takes effect."""
        return self.takes_effect or date.fromisoformat(self.version)

    @property
    def sha256(self) -> str:
        """Give the fingerprint that a consent names: hexadecimal, of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def together(shipped: Sequence[Terms], published: Sequence[Terms]) -> tuple[Terms, ...]:
    """Give the editions that we ship and those that the office published, by when they take effect."""
    return tuple(sorted((*shipped, *published), key=lambda one: (one.effective, one.version)))


def coming(editions: Sequence[Terms], day: date) -> tuple[Terms, ...]:
    """Give the editions that have not taken effect by that day."""
    return tuple(one for one in editions if one.effective > day)


def in_force(editions: Sequence[Terms], day: date) -> Terms:
    """Give the newest edition that has taken effect by that day; before the first, the first."""
    return next((one for one in reversed(editions) if one.effective <= day), editions[0])

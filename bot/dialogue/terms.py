"""The terms of use, version by version."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Terms:
    """One version. A version that we ship is named after the day it takes effect (ISO 8601); others name both.

    summary  what changed, in a few words for seekers
    by, at   who published it (an account's id) and when
    easy     the same in やさしい日本語, to read only: who consents, consents to the text; "" where there is none
    """

    version: str
    text: str
    takes_effect: date | None = None
    summary: str = ""
    by: str = ""
    at: datetime | None = None
    easy: str = ""

    @property
    def is_summary(self) -> bool:
        """Say whether it sums up what the office hands out, as a version that we ship does."""
        return self.at is None

    @property
    def effective(self) -> date:
        """Give the day it takes effect."""
        return self.takes_effect or date.fromisoformat(self.version)

    @property
    def sha256(self) -> str:
        """Give the fingerprint that a consent names: hexadecimal, of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def together(shipped: Sequence[Terms], published: Sequence[Terms]) -> tuple[Terms, ...]:
    """Give the versions that we ship and those that the office published, by when they take effect."""
    return tuple(sorted((*shipped, *published), key=lambda one: (one.effective, one.version)))


def coming(versions: Sequence[Terms], day: date) -> tuple[Terms, ...]:
    """Give the versions that have not taken effect by that day."""
    return tuple(one for one in versions if one.effective > day)


def in_force(versions: Sequence[Terms], day: date) -> Terms:
    """Give the newest version that has taken effect by that day; before the first, the first."""
    return next((one for one in reversed(versions) if one.effective <= day), versions[0])

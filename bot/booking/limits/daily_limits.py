"""How often one person, and one job-seeker number, may do in a day what costs others something. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What is counted by the day in Japan; each is the name of its limit."""

    BOOK = "bookings"
    MOVE = "moves"
    CORRECT = "corrections"
    CANCEL = "cancellations"
    ERASE = "erasures"
    WAIT = "waits"
    REFUSED_NUMBER = "refused_numbers"
    FORM = "forms"


@dataclass(frozen=True)
class DailyLimits:
    """The most of each in a day, for a person and for a number alike; more than anybody needs who means it."""

    bookings: int = 5
    moves: int = 10
    corrections: int = 10
    cancellations: int = 5
    erasures: int = 2
    waits: int = 5
    refused_numbers: int = 10
    forms: int = 10

    def most(self, act: Act) -> int:
        """Give the limit of an act."""
        limit: int = getattr(self, act.value)
        return limit


@dataclass(frozen=True)
class ManyFresh:
    """How many first requests of accounts that are new to us within how many minutes staff are told of.

    share  the per cent of a day's places that such requests may hold before staff answered them; 100 = all
    """

    requests: int = 20
    minutes: int = 60
    share: int = 100

    def most_of(self, places: int) -> int:
        """Give how many of a day's places such requests may hold, at least one."""
        return max(1, places * self.share // 100)

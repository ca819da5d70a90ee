"""What the office decides at run time: its schedule and the versions of its terms."""

from dataclasses import dataclass, field
from typing import Protocol

from bot.booking.schedule.schedule import Schedule
from bot.dialogue.terms import Terms


@dataclass(frozen=True)
class ScheduleIs:
    """The schedule has this version: nobody closed or opened anything meanwhile."""

    version: int


@dataclass(frozen=True)
class TermsAreNew:
    """No terms of this version were published."""

    version: str


@dataclass(frozen=True)
class TermsAre:
    """So many versions of the terms were published."""

    count: int


@dataclass(frozen=True)
class KeepSchedule:
    """Write what differs from the office's file."""

    schedule: Schedule


@dataclass(frozen=True)
class KeepTerms:
    """Publish a version of the terms."""

    terms: Terms


@dataclass(frozen=True)
class OfficeState:
    """The office state, decided at run time: its schedule, the versions of the terms that it published."""

    schedule: Schedule = field(default_factory=Schedule)
    terms: tuple[Terms, ...] = ()


class OfficeStore(Protocol):
    """The office in the store."""

    def office_state(self) -> OfficeState:
        """Give what the office decided at run time."""

    def owner(self, what: str, ours: str) -> str:
        """Give whose data this is, by office's "name" or LINE account ("bot"); where nobody said so yet, it is ours."""

    def disown(self, name: str) -> None:
        """Take another name of the office, and whatever LINE account writes next, for ours."""

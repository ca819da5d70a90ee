"""The waiting list, and places that fell free."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.booking.waitlist import WaitingWish
from bot.ports.work import Claim


@dataclass(frozen=True)
class WishIs:
    """The wish on the waiting list has this version."""

    id: str
    version: int


@dataclass(frozen=True)
class NotWaiting:
    """Neither the LINE user nor the job-seeker number ("" = unknown) is on the waiting list."""

    user: str
    number_key: str


@dataclass(frozen=True)
class ReleasedPlaceIs:
    """The released place is still kept back."""

    id: str


@dataclass(frozen=True)
class KeepWish:
    """Write a wish on the waiting list, and hold or let go the place that is offered.

    due      when it is to be looked at next; None when waiting is over
    forget   delete it at once; otherwise what is over is kept for a day, so that its end can be told
    earlier  as it was: a job-seeker number that is not its own any more goes
    """

    wish: WaitingWish
    due: datetime | None = None
    forget: bool = False
    earlier: WaitingWish | None = None


@dataclass(frozen=True)
class ReleasedPlace:
    """A place that was given up; it counts as taken until it goes to the waiting list, from `ready`, or on sale."""

    id: str
    start: datetime
    ready: datetime
    until: datetime


@dataclass(frozen=True)
class KeepReleasedPlace:
    """Keep a released place back from everybody but the waiting list."""

    place: ReleasedPlace


@dataclass(frozen=True)
class DropReleasedPlace:
    """Put a released place on sale, or give it to who waits."""

    id: str


@dataclass(frozen=True)
class ListNow:
    """The waiting list of one moment: who is on it, the released places, the places that are taken by start."""

    wishes: tuple[WaitingWish, ...]
    released: tuple[ReleasedPlace, ...]
    taken: Mapping[datetime, int]


class WaitlistStore(Protocol):
    """The waiting list in the store."""

    def wish(self, wish: str) -> WaitingWish | None:
        """Find a wish on the waiting list by id."""

    def list_now(self) -> ListNow:
        """Give the waiting list, by when people came."""

    def list_is_empty(self) -> bool:
        """Say whether nobody waits and no released place is kept back."""

    def claim_wishes(self, limit: int) -> list[Claim]:
        """Lease the wishes whose offer or whose days have run out."""

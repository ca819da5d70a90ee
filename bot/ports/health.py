"""How the store and the deployment are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Count:
    """Add to a counter of the metrics."""

    name: str
    by: int = 1


@dataclass(frozen=True)
class Tally:
    """Count something of a name within so many seconds from its first time, and from a limit on note an alarm of it.

    It tells "1" where that alarm was not noted within the time that it lasts, else "".
    lasts  seconds
    """

    name: str
    seconds: int
    limit: int
    lasts: int


@dataclass(frozen=True)
class NotNoted:
    """Nothing is noted under the name."""

    name: str


@dataclass(frozen=True)
class Note:
    """Note something about this deployment for so many seconds, as `HealthStore.note` does."""

    name: str
    value: str
    seconds: int


@dataclass(frozen=True)
class Memory:
    """How many bytes the store uses, and how many it may use; 0 = as many as there are, or not known."""

    used: int
    limit: int

    @property
    def share(self) -> float:
        """Give the part that is used, 0 without a limit."""
        return self.used / self.limit if self.limit else 0.0


@dataclass(frozen=True)
class Health:
    """How the deployment is.

    alive          the queues whose worker was heard lately
    overdue_since  since when the oldest overdue row waits
    swept          how many seconds ago the sweep of each queue's process ended last; who never did is not in it
    processes      how many seconds ago each process, "queue@machine", was heard, unless it ended in order
    backed_up      whether there ever was a good backup
    unbacked_for   how many seconds ago that was; without one, for how long it is waited for
    changed        why the store is not the one that we know (StoreChangedError), "" when it is
    """

    alive: frozenset[str]
    overdue_since: datetime | None
    swept: Mapping[str, float] = field(default_factory=dict)
    changed: str = ""
    processes: Mapping[str, float] = field(default_factory=dict)
    backed_up: bool = False
    unbacked_for: float = 0.0


@dataclass(frozen=True, order=True)
class Difference:
    """Something in the store that does not fit. `kind` names what is missing or left over, `id` the record about it."""

    kind: str
    id: str


class HealthStore(Protocol):
    """The state of the store itself, its counters and short notes."""

    def changed(self) -> str:
        """Say why this is not the store that we know, as StoreChangedError does; "" when it is."""

    def confirmed_at(self) -> datetime | None:
        """Give when a person restored or accepted the store, so that what came before may be missing; None = never."""

    def prove_write(self) -> None:
        """Write something that ends within a second; StoreDownError says why that can't be."""

    def differences(self) -> set[Difference]:
        """Compare what stands in the store with what its records say; what changes meanwhile may be among it."""

    def memory(self) -> Memory:
        """Tell how full the store is."""

    def note_backup(self) -> None:
        """Note that there is a good backup of now."""

    def health(self) -> Health:
        """Tell how the deployment is."""

    def waiting(self) -> Mapping[str, int]:
        """Give how many requests, messages, words of the day and undelivered notices wait for staff, by what."""

    def counters(self) -> Mapping[str, int]:
        """Give the counters of the metrics."""

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter, outside any commit."""

    def once_in(self, name: str, seconds: int) -> bool:
        """Say whether nobody did something of this name within the last seconds, and note that it is done now."""

    def not_done(self, name: str) -> None:
        """Take back that something of this name was done."""

    def tally(self, name: str, seconds: int) -> int:
        """Count something of this name, and give how often it was within so long from its first time."""

    def note(self, name: str, value: str, seconds: int) -> None:
        """Note something about this deployment for so long."""

    def noted(self, name: str) -> str:
        """Give what is noted, "" for nothing."""

"""One look at this deployment, of which health and metrics tell."""

from dataclasses import dataclass

from bot.ports.context import Process
from bot.ports.health import Health
from bot.ports.work import QUEUES

STALLED_SECONDS = 45.0  # seconds since a sweep was noted last; an idle one notes that every 30
FIRST_MINUTE = 60.0  # seconds in which a missing worker is only a warning


@dataclass(frozen=True)
class Look:
    """One look at this deployment: what the store said of it, and for how many seconds this process is up."""

    process: Process
    health: Health
    up_for: float = FIRST_MINUTE

    @property
    def missing(self) -> list[str]:
        """Name the workers that were not heard lately."""
        return [f"worker:{queue}" for queue in QUEUES if queue not in self.health.alive]

    @property
    def sweeping(self) -> frozenset[str]:
        """Name the queues whose processes swept lately."""
        return frozenset(queue for queue, ago in self.health.swept.items() if ago < STALLED_SECONDS)

    @property
    def begins(self) -> bool:
        """Say whether the workers may still be starting."""
        return self.up_for < FIRST_MINUTE

"""What one commit asks and writes, put together from parts."""

from dataclasses import dataclass

from bot.booking.notices.notice import Notice
from bot.ports.store import Guard, Write


@dataclass(frozen=True)
class Commit:
    """Guards and writes. `received` is the row of the ledger that the reply itself settles, if there is one."""

    guards: tuple[Guard, ...] = ()
    writes: tuple[Write, ...] = ()
    received: Notice | None = None

    @property
    def parts(self) -> tuple[tuple[Guard, ...], tuple[Write, ...]]:
        """Give what the store is asked with: `commit(*these)`."""
        return self.guards, self.writes

    def __add__(self, more: "Commit") -> "Commit":
        """Give one commit of both; the guards of the first are asked first."""
        return Commit((*self.guards, *more.guards), (*self.writes, *more.writes), self.received or more.received)

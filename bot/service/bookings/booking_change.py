"""A booking as it is and as it will be: who changes it, how that is named, and what is asked and planned with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.booking.model import Booking
from bot.booking.rooms.job import LedgerRow
from bot.booking.staff.assigning import Assignments

AT_ONCE = timedelta()


class Places(Enum):
    """What is asked for the places that a booking comes to hold, and what becomes of those that it gives up."""

    FREE = auto()  # they must be free; what is given up goes to the waiting list first
    KEPT = auto()  # they are kept for the person already, and the same commit ends that
    TAKEN_BACK = auto()  # its own are taken again whatever the capacity; what is given up is on sale again
    COUNTED = auto()  # whoever changes several bookings in one commit asks for their places, and for the schedule


def every(_: LedgerRow) -> bool:
    """Plan every row that follows."""
    return True


@dataclass(frozen=True)
class BookingChange:
    """A booking as it is and as it will be, and how it comes to that.

    before    None for one that is made now
    action    how the audit log names it, "" for what is no entry: nobody decided it
    detail    of that entry; codes only
    count     the counter of the metrics, "" for none
    delay     how long everything waits that can't be undone
    plans     which of the notices that follow are planned; those of earlier editions are void in any case
    by_reply  the first notice to the seeker by LINE is carried by the reply, and not planned
    beside    the id of the person's booking that is under way, beside which another may be made, "" for none
    counsellor  the one who alone may hold it, "" for any
    kept_as   the name under which a counsellor's time is kept for it already, "" for none
    seen      what counsellors hold and come to hold, where several bookings change in one commit
    """

    before: Booking | None
    after: Booking
    actor: str
    action: str
    now: datetime
    detail: str = ""
    count: str = ""
    delay: timedelta = AT_ONCE
    places: Places = Places.FREE
    plans: Callable[[LedgerRow], bool] = every
    by_reply: bool = False
    beside: str = ""
    counsellor: str = ""
    kept_as: str = ""
    seen: Assignments | None = None

    def __post_init__(self) -> None:
        """Raise ValueError unless `after` is the next version of the same booking."""
        known = (self.before.id, self.before.version) if self.before else (self.after.id, 0)
        if (self.after.id, self.after.version - 1) != known:
            raise ValueError("not the next version of this booking")

    @property
    def is_by_staff(self) -> bool:
        """Say whether somebody of the office does it, in the console or by a command."""
        return self.actor.startswith("staff:") or self.is_by_command

    @property
    def is_by_command(self) -> bool:
        """Say whether a command does it, which is taken at its word: nobody looks at a preview before."""
        return self.actor.startswith("cli:")

    @property
    def voids_notices(self) -> bool:
        """Say whether what was planned before holds no more: notices, and the moment at which a request runs out."""
        return self.before is None or self.after.edition != self.before.edition

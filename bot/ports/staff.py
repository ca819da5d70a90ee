"""Accounts of staff, how staff hear of requests, and messages for them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.booking.staff.sign_in_failures import SignInFailures
from bot.booking.staff.staff import Staff
from bot.booking.staff.staff_message import StaffMessage


@dataclass(frozen=True)
class StaffIs:
    """The account has this version; 0 = there is none."""

    id: str
    version: int


@dataclass(frozen=True)
class FailuresAre:
    """The count of failures of an account has this version; 0 = there is none."""

    staff: str
    version: int


@dataclass(frozen=True)
class StaffNameIsFree:
    """No account has this name."""

    name: str


@dataclass(frozen=True)
class StaffMessageIs:
    """The message for staff has this version; 0 = there is none."""

    id: str
    version: int


@dataclass(frozen=True)
class FewerStaffMessages:
    """Fewer than so many messages of a LINE user wait for staff."""

    user: str
    most: int


@dataclass(frozen=True)
class KeepStaffMessage:
    """Write a message for staff; `forget` deletes it, with the notices in a ledger of its own."""

    message: StaffMessage
    forget: bool = False
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeepStaff:
    """Write an account."""

    staff: Staff


@dataclass(frozen=True)
class KeepFailures:
    """Write how often in a row signing in to an account failed."""

    staff: str
    failures: SignInFailures


@dataclass(frozen=True)
class StaffWays:
    """How staff hear of a request, each way possibly none: mail, a LINE group, a chat; who keeps the audit's heads."""

    mail_to: tuple[str, ...] = ()
    group: str = ""
    audit_head_to: tuple[str, ...] = ()
    gather: timedelta = timedelta(minutes=5)  # within which a second push to the group waits for others
    webhook: bool = False  # of LINE WORKS, Slack or Teams


class StaffMessageStore(Protocol):
    """Messages for staff in the store."""

    def staff_message(self, message: str) -> StaffMessage | None:
        """Find a message by id."""

    def staff_messages(self) -> list[StaffMessage]:
        """Give every message that is kept, oldest first."""

    def staff_messages_of(self, user: str) -> list[StaffMessage]:
        """Give the messages of a LINE user, oldest first."""

"""Accounts of staff, and how staff hear of requests."""

from dataclasses import dataclass
from datetime import timedelta

from bot.booking.staff.sign_in_failures import SignInFailures
from bot.booking.staff.staff import Staff


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
    """How staff hear of a request: mail addresses and a LINE group, each possibly none; who keeps the audit's heads."""

    mail_to: tuple[str, ...] = ()
    group: str = ""
    audit_head_to: tuple[str, ...] = ()
    gather: timedelta = timedelta(minutes=5)  # within which a second push to the group waits for others

"""How often in a row signing in to an account failed, and who may try again. Pure.

NIST SP 800-63B-4, 3.2.2: no more than 100 failures in a row for one account. OWASP's device cookies: a browser that
somebody signed in with before has a count of its own, so that strangers can't lock out whose name they know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

IN_ALL = 100  # failures in a row of one account, from wherever; then nobody may try
OF_STRANGERS = 50  # of these, from browsers that nobody signed in with; then they are locked out
OF_DEVICE = 10  # of these, from one known browser; then it counts as a stranger's
WITHOUT_REST = 5  # failures of strangers before the first rest
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(hours=1)  # each rest is twice as long as the one before


@dataclass(frozen=True)
class SignInFailures:
    """The failures in a row of one account.

    strangers     from browsers that nobody signed in with
    devices       from each known browser, by its keyed hash
    rests_until   until when tries of strangers are not looked at
    locked_since  since when they are not looked at any more, until somebody unlocks the account
    """

    strangers: int = 0
    devices: Mapping[str, int] = field(default_factory=dict)
    rests_until: datetime | None = None
    locked_since: datetime | None = None
    version: int = 0

    @property
    def in_all(self) -> int:
        """Give how many there were from wherever."""
        return self.strangers + sum(self.devices.values())


LOCKED = SignInFailures(OF_STRANGERS, locked_since=datetime.fromtimestamp(0, UTC))  # stands for a count that is damaged


def may_try(failures: SignInFailures, device: str, now: datetime) -> bool:
    """Say whether a try is looked at; `device` = the known browser that it comes from, "" for none."""
    if failures.in_all >= IN_ALL:
        return False
    if _is_trusted(failures, device):
        return True
    rests = failures.rests_until is not None and now < failures.rests_until
    return not rests and failures.locked_since is None


def with_one_more(failures: SignInFailures, device: str, now: datetime) -> SignInFailures:
    """Count a failure."""
    if _is_trusted(failures, device):
        devices = {**failures.devices, device: failures.devices.get(device, 0) + 1}
        after = replace(failures, devices=devices, version=failures.version + 1)
        return replace(after, locked_since=failures.locked_since or (now if after.in_all >= IN_ALL else None))
    strangers = failures.strangers + 1
    is_locked = strangers >= OF_STRANGERS or failures.in_all + 1 >= IN_ALL
    return replace(
        failures,
        strangers=strangers,
        rests_until=_rest_after(strangers, now),
        locked_since=failures.locked_since or (now if is_locked else None),
        version=failures.version + 1,
    )


def after_success(failures: SignInFailures) -> SignInFailures:
    """Begin to count anew; who was locked out stays so until somebody unlocks the account."""
    return SignInFailures(locked_since=failures.locked_since, version=failures.version + 1)


def _is_trusted(failures: SignInFailures, device: str) -> bool:
    return bool(device) and failures.devices.get(device, 0) < OF_DEVICE


def _rest_after(strangers: int, now: datetime) -> datetime | None:
    if strangers < WITHOUT_REST:
        return None
    doubled = FIRST_REST * (1 << min(strangers - WITHOUT_REST, 10))
    return now + min(doubled, LONGEST_REST)

"""How often in a row signing in to an account failed, and who may try again. Pure.

NIST SP 800-63B-4, 3.2.2: no more than 100 failures in a row for one account. OWASP's device cookies: a browser that
somebody signed in with before has a count of its own, so that strangers can't lock out whose name they know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

MOST_FAILURES = 100  # failures in a row of one account, from wherever; then nobody may try
MOST_OF_STRANGERS = 50  # of these, from browsers that nobody signed in with; then they are locked out
MOST_OF_DEVICE = 10  # of these, from one known browser; then it counts as a stranger's
FAILURES_WITHOUT_PAUSE = 5  # failures of strangers before the first pause
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)  # each pause is twice as long as the one before


@dataclass(frozen=True)
class SignInFailures:
    """The failures in a row of one account.

    strangers     from browsers that nobody signed in with
    devices       from each known browser, by its keyed hash
    rests_until   until when (the stored name is older) tries of strangers are not looked at
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


# Stands for a count that is damaged.
LOCKED = SignInFailures(MOST_OF_STRANGERS, locked_since=datetime.fromtimestamp(0, UTC))


def may_try(failures: SignInFailures, device: str, now: datetime) -> bool:
    """Say whether a try is looked at; `device` = the known browser that it comes from, "" for none."""
    if failures.in_all >= MOST_FAILURES:
        return False
    if _is_trusted(failures, device):
        return True
    is_paused = failures.rests_until is not None and now < failures.rests_until
    return not is_paused and failures.locked_since is None


def with_one_more(failures: SignInFailures, device: str, now: datetime) -> SignInFailures:
    """Count a failure."""
    if _is_trusted(failures, device):
        devices = {**failures.devices, device: failures.devices.get(device, 0) + 1}
        after = replace(failures, devices=devices, version=failures.version + 1)
        return replace(after, locked_since=failures.locked_since or (now if after.in_all >= MOST_FAILURES else None))
    strangers = failures.strangers + 1
    is_locked = strangers >= MOST_OF_STRANGERS or failures.in_all + 1 >= MOST_FAILURES
    return replace(
        failures,
        strangers=strangers,
        rests_until=_pause_after(strangers, now),
        locked_since=failures.locked_since or (now if is_locked else None),
        version=failures.version + 1,
    )


def after_success(failures: SignInFailures) -> SignInFailures:
    """Begin to count anew; who was locked out stays so until somebody unlocks the account."""
    return SignInFailures(locked_since=failures.locked_since, version=failures.version + 1)


def _is_trusted(failures: SignInFailures, device: str) -> bool:
    return bool(device) and failures.devices.get(device, 0) < MOST_OF_DEVICE


def _pause_after(strangers: int, now: datetime) -> datetime | None:
    if strangers < FAILURES_WITHOUT_PAUSE:
        return None
    doubled = FIRST_PAUSE * (1 << min(strangers - FAILURES_WITHOUT_PAUSE, 10))
    return now + min(doubled, LONGEST_PAUSE)

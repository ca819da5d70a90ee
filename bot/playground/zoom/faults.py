"""Zoom going wrong on demand."""

import threading
from dataclasses import dataclass, replace
from itertools import count

KINDS = (
    "error_500",  # nothing is done, 500
    "hang",  # nothing is done, the connection closes after `seconds` without an answer
    "slow",  # done and answered, `seconds` late
    "accept_and_drop",  # done, but the connection closes without an answer
    "accept_then_500",  # done, but answered with 500
    "rate_429",
    "daily_429",
    "unauthorized_401",
    "recording_on",  # done, but as an account does that locks this setting
    "waiting_room_off",
    "before_host_on",
    "registration_on",
    "other_length",
    "passcode_rule",  # nothing is done: the account wants passcodes of another form
    "webhook_twice",
    "webhook_lost",
)
ENDPOINTS = ("token", "create", "list", "get", "change", "delete", "settings")


@dataclass(frozen=True)
class Fault:
    """endpoint  only calls of this name; None is every call
    times     how many calls are left to it; None is all until it is cleared
    """

    id: int
    kind: str
    endpoint: str | None = None
    times: int | None = 1
    seconds: float = 0.0


class Faults:
    """Those that are switched on, oldest first."""

    def __init__(self) -> None:
        self._lock, self._ids = threading.Lock(), count(1)
        self._ordered: list[Fault] = []

    def add(self, kind: str, *, endpoint: str | None = None, times: int | None = 1, seconds: float = 0.0) -> Fault:
        """Raises ValueError for what isn't in KINDS or ENDPOINTS."""
        if kind not in KINDS or endpoint not in (None, *ENDPOINTS):
            raise ValueError(f"no such fault: {kind} {endpoint}")
        fault = Fault(next(self._ids), kind, endpoint, times, seconds)
        with self._lock:
            self._ordered.append(fault)
        return fault

    def clear(self) -> None:
        with self._lock:
            self._ordered = []

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._ordered)

    def take(self, endpoint: str, *, webhook: bool = False) -> Fault | None:
        """The oldest fault that is meant for this call; it has one time less from now on."""
        with self._lock:
            fits = (one for one in self._ordered if one.kind.startswith("webhook") == webhook)
            fault = next((one for one in fits if one.endpoint in (None, endpoint)), None)
            if fault:
                left = None if fault.times is None else fault.times - 1
                rest = [replace(one, times=left) if one.id == fault.id else one for one in self._ordered]
                self._ordered = [one for one in rest if one.times != 0]
        return fault

"""A neighbour going wrong on demand: what is to happen at its next calls and webhooks."""

import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count


@dataclass(frozen=True, slots=True)
class Fault:
    """kind      one whose name begins with `webhook` is meant for webhooks, any other for calls of the API
    endpoint  only calls of this name, such as "push"; None is every call
    times     how many calls are left to it; None is all until it is cleared
    """

    id: int
    kind: str
    endpoint: str | None = None
    times: int | None = 1
    seconds: float = 0.0

    def fits(self, endpoint: str | None, *, webhook: bool) -> bool:
        """Say whether it is meant for a call of this name, or for a webhook."""
        return self.kind.startswith("webhook") == webhook and self.endpoint in (None, endpoint)


class Faults:
    """Those that are switched on, oldest first."""

    def __init__(self, kinds: Collection[str], endpoints: Collection[str] | None = None) -> None:
        """Endpoints: those there are; None takes any name."""
        self._kinds, self._endpoints = kinds, endpoints
        self._lock, self._ids = threading.Lock(), count(1)
        self._ordered: list[Fault] = []

    def add(self, kind: str, *, endpoint: str | None = None, times: int | None = 1, seconds: float = 0.0) -> Fault:
        """Raises ValueError for a kind or an endpoint that there isn't."""
        known = endpoint is None or self._endpoints is None or endpoint in self._endpoints
        if kind not in self._kinds or not known:
            raise ValueError(f"no such fault: {kind} {endpoint or ''}".rstrip())
        fault = Fault(next(self._ids), kind, endpoint, times, seconds)
        with self._lock:
            self._ordered.append(fault)
        return fault

    def clear(self, kind: str | None = None) -> None:
        """Switch off those of a kind; None is all."""
        with self._lock:
            self._ordered = [fault for fault in self._ordered if kind not in (None, fault.kind)]

    def all(self) -> list[Fault]:
        """Give those that are switched on."""
        with self._lock:
            return list(self._ordered)

    def take(self, endpoint: str | None = None, *, webhook: bool = False) -> Fault | None:
        """Give the oldest fault that is meant for this call; it has one time less from now on."""
        with self._lock:
            fault = next((one for one in self._ordered if one.fits(endpoint, webhook=webhook)), None)
            if fault and fault.times is not None:
                used = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                place = self._ordered.index(fault)
                self._ordered[place : place + 1] = used
        return fault

"""Rate limits, one token bucket for each endpoint. LINE: Messaging API reference, Rate limits."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Rate:
    requests: int
    seconds: float = 1.0


DOCUMENTED: Mapping[str, Rate] = {
    OTHER: Rate(2000),
    "multicast": Rate(200),
    "loading": Rate(100),
    "webhook_test": Rate(60, 3600),
    "set_webhook_endpoint": Rate(1000, 60),
    "get_webhook_endpoint": Rate(1000, 60),
    "create_rich_menu": Rate(100, 3600),
    "delete_rich_menu": Rate(100, 3600),
    "delete_rich_menu_alias": Rate(100, 3600),
    "list_rich_menus": Rate(10),
}


@dataclass(frozen=True, slots=True)
class _Bucket:
    left: float
    at: datetime

    def filled(self, rate: Rate, now: datetime) -> "_Bucket":
        """A clock that is set back fills nothing."""
        gained = max(0.0, (now - self.at).total_seconds()) * rate.requests / rate.seconds
        return _Bucket(min(float(rate.requests), self.left + gained), now)


class RateLimits:
    """Give an empty mapping for no limits."""

    def __init__(self, rates: Mapping[str, Rate] = DOCUMENTED) -> None:
        self._rates = rates
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def allow(self, endpoint: str, now: datetime) -> bool:
        rate = self._rates.get(endpoint) or self._rates.get(OTHER)
        if rate is None:
            return True
        with self._lock:
            bucket = self._buckets.get(endpoint, _Bucket(float(rate.requests), now)).filled(rate, now)
            allowed = bucket.left >= 1
            self._buckets[endpoint] = _Bucket(bucket.left - allowed, now)
            return allowed

"""The time."""

from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The only thing that knows the time."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""

    def offset(self) -> timedelta:
        """Give how far ahead of the machine's time it runs: not at all outside a playground."""


class SharedClock(Clock, Protocol):
    """The clock that every process of a deployment goes by."""

    def skew(self) -> timedelta:
        """Give how far this machine's own clock is ahead."""

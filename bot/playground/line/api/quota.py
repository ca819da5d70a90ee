"""The month's messages. LINE: Messaging API reference, Get the target limit for sending messages."""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.playground.line.wire import Json

_JAPAN = ZoneInfo("Asia/Tokyo")


@dataclass
class Quota:
    """limit     messages of a month; None is a plan without a limit
    reserved  taken by another delivery that is under way; it counts until it is given back
    used      by month, such as "2026-11"
    """

    limit: int | None = None
    reserved: int = 0
    used: dict[str, int] = field(default_factory=dict)

    def take(self, recipients: int, now: datetime) -> bool:
        """Count the recipients of one delivery, or none of them when the month has no room."""
        month = _month(now)
        total = self.used.get(month, 0) + recipients
        if self.limit is not None and recipients and total + self.reserved > self.limit:
            return False
        self.used[month] = total
        return True

    def set_used(self, count: int, now: datetime) -> None:
        self.used[_month(now)] = count

    def usage(self, now: datetime) -> Json:
        return {"totalUsage": self.used.get(_month(now), 0)}

    def target(self) -> Json:
        return {"type": "none"} if self.limit is None else {"type": "limited", "value": self.limit}


def _month(now: datetime) -> str:
    return now.astimezone(_JAPAN).strftime("%Y-%m")

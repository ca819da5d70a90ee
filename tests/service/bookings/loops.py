"""A day of somebody who books and cancels without end."""

from dataclasses import dataclass
from typing import Any

from bot.adapters.store.store import RedisStore
from bot.booking.limits.daily_limits import DailyLimits
from tests.make import office
from tests.service.make_context import context_of
from tests.service.typing import TARO, Town
from tests.stores import CIPHER, KEYS, clock_at
from tests.talk import FIRST_BOOKING

LIMITS = DailyLimits(bookings=3, moves=3, cancellations=3, erasures=2, waits=2, refused_numbers=3)

OFFICE = office(messages_in_10_seconds=10_000, places=50, daily=LIMITS)

RECEIVED = "申し込みを受け付けました"


@dataclass
class Day(Town):
    """A town with the loops of who means no good."""

    def asks(self, user: str = TARO, details: tuple[str, ...] = FIRST_BOOKING) -> str:
        if not self.context.store.bookings_of(user):
            return self.says(user, "予約", "最初から", "1", "1", *details, "1", "1", "12/3 14時", "申し込む")
        known = ("この内容で進む", "12/3 14時", "求職番号を変更", details[1])
        return self.says(user, "予約", "最初から", *known, "申し込む")

    def cancels(self, user: str = TARO) -> str:
        return self.says(user, "キャンセル", "5", "取り消す")

    def loops(self, times: int, user: str = TARO, details: tuple[str, ...] = FIRST_BOOKING) -> int:
        """Book and cancel so many times; give how often a booking was made."""
        made = 0
        for _ in range(times):
            made += RECEIVED in self.asks(user, details)
            self.cancels(user)
        return made

    def all_ways(self) -> int:
        return len(self.context.store.bookings())


def day(client: Any, store_type: type[RedisStore] = RedisStore) -> Day:
    clock = clock_at(client)
    store = store_type(client, KEYS, CIPHER, clock)
    return Day(context_of(store, office=OFFICE), client)

"""Who waits for a place, and the places that were given up."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.parts.base import StoreBase
from bot.adapters.store.parts.taken_places import Known, TakenPlaces
from bot.adapters.store.records import adapter, join, or_none
from bot.booking.waitlist import WaitingWish
from bot.ports.waitlist import ListNow, ReleasedPlace


class Waitlist(StoreBase):
    """Finds who waits, and what was given up."""

    def wish(self, wish: str) -> WaitingWish | None:
        """Find a wish on the waiting list by id."""
        with store_errors():
            return self._wish(wish, self._client.hmget(self._keys.wish(wish), "open", "sealed"))

    def list_now(self) -> ListNow:
        """Give the waiting list, by when people came."""
        now, keys = self._clock.now(), self._keys
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.zrange(keys.wishes, 0, -1)
            trip.hvals(keys.released_places)
            self._count_taken([keys.slots, keys.store, keys.changed_slots], [ms(now)], client=trip)
            ids, released, taken = trip.execute()
            for one in ids:
                trip.hmget(keys.wish(one), "open", "sealed")
            records = trip.execute() if ids else []
        wishes = (self._readable_wish(one, record) for one, record in zip(ids, records, strict=True))
        return ListNow(
            tuple(wish for wish in wishes if wish),
            tuple(sorted(filter(None, map(self._released_place, released)), key=lambda place: (place.start, place.id))),
            TakenPlaces().told(Known(), now, taken),
        )

    def list_is_empty(self) -> bool:
        """Say whether nobody waits and no released place is kept back."""
        with store_errors():
            return not self._client.exists(self._keys.wishes, self._keys.released_places)

    def _released_place(self, text: str) -> ReleasedPlace | None:
        return or_none(lambda: self.count("unreadable_rest"), adapter(ReleasedPlace).validate_json, text)

    def _wish(self, name: str | None, record: Sequence[Any] | None) -> WaitingWish | None:
        if not name or not record or not record[0]:
            return None
        readable, sealed = record
        return join(WaitingWish, f"wish:{name}", readable, sealed, self._cipher)

    def _readable_wish(self, name: str, record: Sequence[Any]) -> WaitingWish | None:
        return or_none(lambda: self.count("unreadable_wish"), self._wish, name, record)

"""Erasures, refusals, links to the page for details, traces of a person."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.redis.client import store_errors
from bot.adapters.store.parts.base import StoreBase
from bot.adapters.store.records import adapter, join, or_none
from bot.adapters.store.traces import Traces
from bot.booking.limits.refusal import Refusal
from bot.errors import SealError
from bot.ports.privacy import DetailsLink, Erasure, LinkOver


class Privacy(StoreBase):
    """Finds erasures, refusals, links to the page for details, and traces of a person."""

    def erasure(self, erasure: str) -> Erasure | None:
        """Give an erasure that is not done."""
        with store_errors():
            sealed = self._client.hget(self._keys.erasure(erasure), "sealed")
        return adapter(Erasure).validate_json(self._cipher.open(f"erasure:{erasure}", sealed)) if sealed else None

    def erasures(self) -> list[Erasure]:
        """Give every erasure that is not done, oldest first."""
        with store_errors():
            found = [self._readable_erasure(one) for one in self._client.zrange(self._keys.due_erasures, 0, -1)]
        return sorted((one for one in found if one), key=lambda one: one.at)

    def _readable_erasure(self, name: str) -> Erasure | None:
        try:
            return self.erasure(name)
        except (SealError, ValueError):  # it is set aside; the others must be seen
            return None

    def traces_of(self, user: str, numbers: Sequence[str] = (), *, going_on: bool, wish: str = "") -> list[str]:
        """Name every key about a LINE user but his bookings and the sets they stand in."""
        with store_errors():
            traces = Traces(self._client, self._keys, self._cipher, self._spelling().hashed)
            return traces.of(user, numbers, going_on=going_on, wish=wish)

    def details_link(self, token: str) -> DetailsLink | LinkOver:
        """Give what a link stands for, or that it was used; one that is not known has expired."""
        with store_errors():
            hashed = self._spelling().hashed(token)
            state, sealed = self._client.hmget(self._keys.details(hashed), "state", "sealed")
        if not sealed:
            return LinkOver.USED if state == LinkOver.USED else LinkOver.EXPIRED
        return adapter(DetailsLink).validate_json(self._cipher.open(f"details:{hashed}", sealed))

    def refusal(self, refusal: str) -> Refusal | None:
        """Find a refusal by id."""
        with store_errors():
            return self._refusal(refusal, self._client.hmget(self._keys.refusal(refusal), "open", "sealed"))

    def refusals(self) -> list[Refusal]:
        """Give every refusal that is kept, the newest first."""
        with store_errors():
            ids = self._client.zrange(self._keys.refusals, 0, -1, desc=True)
            trip = self._client.pipeline(transaction=False)
            for one in ids:
                trip.hmget(self._keys.refusal(one), "open", "sealed")
            records = trip.execute()
        found = [
            or_none(lambda: self.count("unreadable_refusal"), self._refusal, one, record)
            for one, record in zip(ids, records, strict=True)
        ]
        return [one for one in found if one]

    def _refusal(self, name: str, record: Sequence[Any]) -> Refusal | None:
        readable, sealed = record
        return join(Refusal, f"refusal:{name}", readable, sealed, self._cipher) if readable else None

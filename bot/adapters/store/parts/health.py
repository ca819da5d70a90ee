"""How the store and the deployment are."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from redis.exceptions import NoPermissionError

from bot.adapters.redis.client import store_errors
from bot.adapters.store.backups.compare import Comparison
from bot.adapters.store.commands.spelling import Spelling
from bot.adapters.store.forms import FORMAT
from bot.adapters.store.parts.events import Events
from bot.adapters.store.parts.replies import Replies
from bot.adapters.store.parts.work import SWEPT_MS, WorkQueues
from bot.errors import SealError
from bot.ports.health import Difference, Health, Memory
from bot.ports.work import QUEUES

BACKUP_NOTED_MS = 400 * 24 * 3600 * 1000
MADE, AWAITED = "made", "awaited"


class HealthReads(Replies, Events, WorkQueues):
    """Tells how the store and the deployment are."""

    def prove_write(self) -> None:
        """Write something that ends within a second; StoreDownError says why that can't be."""
        with store_errors(), self.kept():
            self._prove([self._keys.proof])

    def differences(self) -> set[Difference]:
        """Compare what stands in the store with what its records say; what changes meanwhile may be among it."""
        with store_errors():
            minded = frozenset(one.id for one in self.asides()) | self._receipts_on_their_way()
            return Comparison(self._client, self._keys, self._spelling_of_now, self._each, minded).differences()

    def _spelling_of_now(self) -> Spelling:
        """Give a spelling for some bookings, for which it asks the clock once."""
        now = self._clock.now()
        return replace(self._spelling(form=FORMAT), now=lambda: now)

    def _receipts_on_their_way(self) -> frozenset[str]:
        """Name the rows that are settled with a pending reply."""
        found = set[str]()
        for one in self._client.zrange(self._keys.due_replies, 0, -1):
            with suppress(SealError, ValueError):
                reply = self.reply(one)
                found |= {reply.notice} if reply and reply.notice else set()
        return frozenset(found)

    def memory(self) -> Memory:
        """Tell how full the store is."""
        with store_errors():
            try:
                told = self._client.info("memory")
            except NoPermissionError:  # not among the rights of this user
                return Memory(0, 0)
        return Memory(int(told["used_memory"]), int(told.get("maxmemory", 0)))

    def note_backup(self) -> None:
        """Note that there is a good backup of now."""
        with store_errors():
            self._client.set(self._keys.backed_up, MADE, px=BACKUP_NOTED_MS)

    def health(self) -> Health:
        """Tell how the deployment is."""
        changed = self.changed()
        with store_errors():
            trip = self._client.pipeline(transaction=True)  # it writes: else it would be refused when memory is full
            trip.mget([self._keys.heartbeat(queue) for queue in QUEUES])
            trip.zrange(self._keys.planned, 0, 0, withscores=True)
            for queue in QUEUES:
                trip.pttl(self._keys.swept(queue))
            trip.set(self._keys.backed_up, AWAITED, px=BACKUP_NOTED_MS, nx=True)
            trip.get(self._keys.backed_up)
            trip.pttl(self._keys.backed_up)
            trip.time()
            trip.zrange(self._keys.processes, 0, -1, withscores=True)
            beats, oldest, *left, _, backup, noted_ms, (now, _), heard = trip.execute()
            self._lookup()
        alive = frozenset(queue for queue, beat in zip(QUEUES, beats, strict=True) if beat)
        since = datetime.fromtimestamp(oldest[0][1] / 1000, UTC) if oldest else None
        swept = {queue: (SWEPT_MS - ms_left) / 1000 for queue, ms_left in zip(QUEUES, left, strict=True) if ms_left > 0}
        overdue_since = since if since and since < self._clock.now() else None
        unbacked_for = (BACKUP_NOTED_MS - noted_ms) / 1000
        processes = {name: float(now - at) for name, at in heard}
        return Health(alive, overdue_since, swept, changed, processes, backup == MADE, unbacked_for)

    def waiting(self) -> Mapping[str, int]:
        """Give how many requests, messages, words of the day and undelivered notices wait for staff."""
        keys = self._keys
        lists = {"requests": keys.expiring, "messages": keys.open_staff_messages, "day_notes": keys.day_notes}
        lists["undelivered"] = keys.troubles
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for name in lists.values():
                trip.zcard(name)
            return dict(zip(lists, trip.execute(), strict=True))

    def counters(self) -> Mapping[str, int]:
        """Give the counters of the metrics."""
        with store_errors():
            return {name: int(count) for name, count in self._client.hgetall(self._keys.counters).items()}

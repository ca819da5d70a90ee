"""What is due and claimed, what was set aside, and short notes of what was done and what is alive."""

import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.ledger import LEDGER
from bot.adapters.store.parts.base import StoreBase
from bot.adapters.store.records import adapter
from bot.ports.work import Agenda, Claim, RowAside, Work

HEARTBEAT_SECONDS = 30
FRESH_MS = 15_000  # ms; a word that is to last for longer is not written again: each takes room on the disk
HEARD_SECONDS = 20.0  # seconds between two words of one process; who is silent for 60 is missed
NEWS_SECONDS = 15.0  # seconds for which a word of another worker of one web is news enough; less than between one's own
REMEMBERED_SECONDS = 24 * 3600  # a process that is not heard any more
SWEPT_MS = 24 * 3600 * 1000
LONG_AGO = datetime.fromtimestamp(0, UTC)  # what is ready has become due; its score says by when it is wanted


class WorkQueues(StoreBase):
    """Claims what is due, tells what was set aside, notes what was done once and what is alive."""

    def agenda(self, starts_since: datetime, *, known: int = -1) -> Agenda | None:
        """Tell what there is to do; None where that is as it was told at `known` commits."""
        keys, works = self._keys, tuple(Work)
        of_all = [keys.store, keys.in_progress, keys.audit, keys.audit_head, keys.audit_seal]
        sets = [*(keys.due(work) for work in works), *(keys.ready(work) for work in LEDGER), keys.confirmed]
        with store_errors():
            found = self.identity.guarded(
                lambda: self._agenda(
                    [*of_all, keys.released_places, *sets], [*self.identity.arguments(), known, ms(starts_since)]
                )
            )
        commits, begun, *told = found
        self.identity.saw(commits)
        if not told:
            return None
        unsealed, released, *firsts, start = told
        due, ready = firsts[: len(works)], firsts[len(works) :]
        next_due = {work: moment for work, moment in zip(works, map(_moment, due), strict=True) if moment}
        next_due |= {work: LONG_AGO for work, first in zip(LEDGER, ready, strict=True) if first}
        return Agenda(commits, next_due, bool(begun), bool(unsealed), bool(released), _moment(start))

    def claim_erasures(self, limit: int) -> list[Claim]:
        """Lease the erasures that are due."""
        return self._claims.claim(Work.ERASURES, limit, self._clock.offset())

    def claim_notices(self, limit: int) -> list[Claim]:
        """Lease the rows that are due by the store's clock."""
        return self._claims.claim(Work.NOTICES, limit, self._clock.offset())

    def claim_mail(self, limit: int) -> list[Claim]:
        """Lease the rows for mail that are due, for longer."""
        return self._claims.claim(Work.MAIL, limit, self._clock.offset())

    def claim_rooms(self, limit: int) -> list[Claim]:
        """Lease the rows about rooms that are due, for longer."""
        return self._claims.claim(Work.ROOMS, limit, self._clock.offset())

    def claim_replies(self, limit: int) -> list[Claim]:
        """Lease the pending replies that are due."""
        return self._claims.claim(Work.REPLIES, limit, self._clock.offset())

    def claim_expiring(self, limit: int) -> list[Claim]:
        """Lease the bookings whose time to be answered has run out."""
        return self._claims.claim(Work.EXPIRING, limit, self._clock.offset())

    def claim_wishes(self, limit: int) -> list[Claim]:
        """Lease the wishes whose offer or whose days have run out."""
        return self._claims.claim(Work.WISHES, limit, self._clock.offset())

    def begin(self, work: Work, claims: Sequence[Claim], *, most: int) -> list[int]:
        """Note that claimed rows are begun, but for those that were begun too often without coming to an end."""
        return self._claims.begin(work, claims, most)

    def end(self, work: Work, claims: Sequence[Claim]) -> None:
        """Note that rows came to an end, whatever it was."""
        self._claims.end(work, claims)

    def tell_alive(self) -> None:
        """Note that this process is alive; while nothing is noted, others take over what it has in hand."""
        self._claims.tell_alive()

    def take_over(self) -> int:
        """Let what a dead process had in hand be claimed at once; give how many rows that are."""
        return self._claims.take_over(self._clock.offset())

    def after_a_step_back(self) -> float:
        """Look whether the store's clock went back; then let what waits by the old time be looked at soon."""
        return self._claims.after_a_step_back(self._clock.offset())

    def asides(self) -> list[RowAside]:
        """Give what is set aside and still there, oldest first."""
        with store_errors():
            kept = self._client.hgetall(self._keys.aside)
            found = [adapter(RowAside).validate_json(one) for one in kept.values()]
            trip = self._client.pipeline(transaction=False)
            for one in found:
                trip.exists(self._keys.record(one.work, one.id))
            there = [one for one, exists in zip(found, trip.execute(), strict=True) if exists]
            gone = kept.keys() - {one.name for one in there}
            if gone:
                self._client.hdel(self._keys.aside, *gone)
        return sorted(there, key=lambda one: (one.at, one.id))

    def once_in(self, name: str, seconds: int) -> bool:
        """Say whether nobody did something of this name within the last seconds, and note that it is done now."""
        with store_errors():
            return bool(self._client.set(self._keys.done(name), "1", nx=True, ex=seconds))

    def tally(self, name: str, seconds: int) -> int:
        """Count something of this name, and give how often it was within so long from its first time."""
        key = self._keys.done(f"tally {name}")
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.set(key, 0, nx=True, ex=seconds)
            trip.incr(key)
            return int(trip.execute()[1])

    def note(self, name: str, value: str, seconds: int) -> None:
        """Note something about this deployment for so long."""
        with store_errors():
            self._client.set(self._keys.done(name), value, ex=seconds)

    def noted(self, name: str) -> str:
        """Give what is noted, "" for nothing."""
        with store_errors():
            return self._client.get(self._keys.done(name)) or ""

    def not_done(self, name: str) -> None:
        """Take back that something of this name was done."""
        with store_errors():
            self._client.delete(self._keys.done(name))

    def beat(self, queue: str) -> None:
        """Note that the worker of a queue is alive, and that of this machine, where that was not noted just now."""
        key, now = self._keys.heartbeat(queue), time.monotonic()
        with store_errors():
            if self._client.pttl(key) < FRESH_MS:
                self._client.set(key, "1", ex=HEARTBEAT_SECONDS)
            if now - self._told.get(queue, -HEARD_SECONDS) >= HEARD_SECONDS:
                self._heard([self._keys.processes], [_here(queue), REMEMBERED_SECONDS, NEWS_SECONDS])
                self._told[queue] = now

    def left(self, queue: str) -> None:
        """Note that the worker of a queue on this machine ends in order, so that nobody misses it."""
        with store_errors():
            self._client.zrem(self._keys.processes, _here(queue))

    def swept(self, queue: str) -> None:
        """Note that the sweep of a queue's process came to its end."""
        with store_errors():
            self._client.set(self._keys.swept(queue), "1", px=SWEPT_MS)


def _here(queue: str) -> str:
    return f"{queue}@{socket.gethostname()}"


def _moment(milliseconds: str) -> datetime | None:
    """Give a moment; None for none, and for the end of time."""
    return datetime.fromtimestamp(float(milliseconds) / 1000, UTC) if milliseconds not in ("", "inf") else None

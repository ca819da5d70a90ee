"""Bookings that a word finds, and outlines of many; places that are held."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.console.base import LEDGERS_TOGETHER, OUTLINES_TOGETHER, ConsoleBase, parted
from bot.adapters.store.records import or_none
from bot.adapters.store.rows.readable_bookings import parts_of
from bot.booking.lookup import words_of
from bot.booking.model import Booking, State
from bot.ports.console import ConsentOutline, Outline, Standing, Standings

STATES = {one.value: one for one in State}


class Bookings(ConsoleBase):
    """Finds bookings by words, outlines them, tells how they stand."""

    def found(self, word: str, most: int = 0) -> list[Booking]:
        """Give the bookings that are found under a word of bot.booking.lookup; at most so many, the latest ones."""
        with store_errors():
            latest = most and self._latest(self._keys.found(self._store.hashed(word)), most)
            found = self._store.bookings_with(latest or self.ids_found([word])[0])
        return [booking for booking in found if word in words_of(booking)]

    def _latest(self, words: str, most: int) -> list[str]:
        """Give so many of the bookings of a set, the latest ones; none where there are no more.

        Of a large set they are among the latest of all; where they are not, or too many of all would have to be looked
        at, it is gone through whole.
        """
        trip = self._client.pipeline(transaction=False)
        trip.scard(words)
        trip.zcard(self._keys.bookings)
        size, every = trip.execute()
        if size <= most:
            return []
        latest, enough = list[str](), 2 * most * every // size
        if enough < size:
            near = self._client.zrange(self._keys.bookings, 0, enough, desc=True)
            latest = [one for one, is_here in zip(near, self._client.smismember(words, near), strict=True) if is_here]
        if len(latest) < most:
            latest = self._client.zinter([self._keys.bookings, words])[::-1]
        return latest[:most]

    def found_each(self, words: Sequence[str]) -> list[list[Booking]]:
        """Give for each word the bookings that are found under it."""
        ids = self.ids_found(words)
        with store_errors():
            wanted = sorted({name for names in ids for name in names})
            known = {one.id: one for one in self._store.bookings_with(wanted)}
        fitting = {name: words_of(one) for name, one in known.items()}
        return [
            [known[name] for name in names if word in fitting.get(name, ())]
            for word, names in zip(words, ids, strict=True)
        ]

    def ids_found(self, words: Sequence[str]) -> list[list[str]]:
        """Give for each word the ids of the bookings that are found under it."""
        some_by_some = parted(words, LEDGERS_TOGETHER)
        return [sorted(names) for some in some_by_some for names in self._store.found_each(some)]

    def standings(self, words: Sequence[str], listed: Iterable[State]) -> list[Standings]:
        """Give for each word how the bookings stand that are found under it; none is opened."""
        with store_errors():
            hashes = [self._store.hashed(word) for word in words]
            told = [self._standings([self._keys.bookings], [*self._begin(listed), *some]) for some in parted(hashes)]
        return [_standings(*of_word) for some in told for of_word in some]

    def others_stand(self, asked: Sequence[tuple[str, str]], states: Iterable[State]) -> list[bool]:
        """Say for each word and booking whether another booking found under it is in one of the states."""
        with store_errors():
            hashes = [(self._store.hashed(word), but) for word, but in asked]
            told = [
                self._others_stand([self._keys.bookings], [*self._begin(states), *chain.from_iterable(some)])
                for some in parted(hashes)
            ]
        return [bool(one) for some in told for one in some]

    def _begin(self, states: Iterable[State]) -> tuple[str, str, str]:
        return self._keys.booking(""), " ".join(sorted(states)), self._keys.found("")

    def outlines(self, since: datetime, until: datetime | None = None) -> list[Outline]:
        """Give the outlines of the bookings that start in a span, or from a moment on, by start."""
        return list(self.each_outline(since, until))

    def each_outline(self, since: datetime, until: datetime | None = None) -> Iterator[Outline]:
        """Give the same one by one: who stops at some has not asked for them all."""
        told = self._of_span(self._span_outlines, since, until, OUTLINES_TOGETHER, self._keys.booking(""))
        return self._outlined(chain.from_iterable(told))

    def outlines_of(self, ids: Sequence[str]) -> list[Outline]:
        """Give the outlines of the bookings with these ids, in their order; what is no booking is left out."""
        with store_errors():
            told = [
                self._outlines([self._keys.bookings], [self._keys.booking(""), *some])
                for some in parted(ids, OUTLINES_TOGETHER)
            ]
        return list(self._outlined(chain.from_iterable(told)))

    def _outlined(self, readable: Iterable[str]) -> Iterator[Outline]:
        for one in readable:
            found = or_none(self._damaged, _outline, one)
            if found:
                yield found

    def bookings(self, ids: Sequence[str]) -> list[Booking]:
        """Give the bookings with these ids, in their order."""
        return self._store.bookings_with(ids)

    def places_held(self, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
        """Give each place that is held in a span: for which booking, and its start."""
        with store_errors():
            held = self._client.zrange(self._keys.slots, ms(since), ms(until), byscore=True, withscores=True)
        return [(name.partition("/")[0], datetime.fromtimestamp(score / 1000, UTC)) for name, score in held]

    def crowds(self, starts: Sequence[datetime]) -> list[int]:
        """Give for each start how many bookings hold a place at it."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for start in starts:
                trip.zcount(self._keys.slots, ms(start), ms(start))
            return list(trip.execute())


def _outline(readable: str) -> Outline:
    """Read an outline by hand: thousands are read for a page."""
    name, number, state, start, _, created, _, consent, counsellor = parts_of(readable)
    told = name, STATES[state], _start(start), datetime.fromisoformat(created), number, _consent(consent), counsellor
    return Outline._make(told)


@lru_cache(maxsize=4096)
def _start(told: str) -> datetime:
    """Give a start that many bookings share, so that it is hashed once, too."""
    return datetime.fromisoformat(told)


@lru_cache(maxsize=64)
def _consent(version: str) -> ConsentOutline:
    return ConsentOutline(version)


def _standings(counts: str, rows: Sequence[str]) -> Standings:
    each = (one.split("=") for one in counts.split())
    listed = sorted(map(_standing, rows), key=lambda one: one.start)
    return Standings(Counter({State(state): int(count) for state, count in each}), tuple(listed))


def _standing(told: str) -> Standing:
    name, state, start = told.split(" ")
    return Standing(name, State(state), datetime.fromisoformat(start))

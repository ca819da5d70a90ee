"""Bookings in the store, and the places that they hold."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.adapters.redis.client import store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.parts.base import StoreBase
from bot.adapters.store.parts.taken_places import Known, TakenPlaces
from bot.adapters.store.records import adapter, join, or_none
from bot.booking.lookup import by_person, by_user, person_key
from bot.booking.model import Booking
from bot.booking.staff.assigning import Assignment, Assignments
from bot.booking.staff.own_counsellor import OwnCounsellor

BEFORE_ALL = "-inf"
AFTER_ALL = "+inf"
SOME = 500  # bookings


class Bookings(StoreBase):
    """Finds bookings, and counts the places they hold."""

    def booking(self, name: str) -> Booking | None:
        """Find a booking by id or number."""
        with store_errors():
            found, record = self._load_booking([self._keys.numbers], [self._keys.booking(""), name])
        booking = self._booking(found, record)
        return self._meant(booking, fits=booking is None or name in (booking.id, booking.number))

    def bookings(self, since: datetime | None = None, until: datetime | None = None) -> list[Booking]:
        """Give the bookings that start in a span, by start."""
        first, last = (ms(since) if since else BEFORE_ALL), (ms(until) if until else AFTER_ALL)
        with store_errors():
            return self.bookings_with(self._client.zrange(self._keys.bookings, first, last, byscore=True))

    def each_booking(self, since: datetime) -> Iterator[Booking]:
        """Give the bookings that start from then on, in no order; only some of them are in memory at a time."""
        ids = (one for one, start in self._client.zscan_iter(self._keys.bookings, count=SOME) if start >= ms(since))
        with store_errors():
            while some := tuple(islice(ids, SOME)):
                yield from self.bookings_with(some)

    def not_there(self, ids: Sequence[str]) -> list[str]:
        """Name those ids that no booking has."""
        found = list[str]()
        with store_errors():
            for first in range(0, len(ids), SOME):
                trip, some = self._client.pipeline(transaction=False), ids[first : first + SOME]
                for one in some:
                    trip.exists(self._keys.booking(one))
                found += [one for one, is_there in zip(some, trip.execute(), strict=True) if not is_there]
        return found

    def holding(self, since: datetime, until: datetime) -> list[Booking]:
        """Give the bookings that hold a place in a span, several places counted once."""
        with store_errors():
            held = self._client.zrange(self._keys.slots, ms(since), ms(until), byscore=True)
        return self.bookings_with(list(dict.fromkeys(name.partition("/")[0] for name in held)))

    def offering(self, since: datetime, until: datetime) -> list[Booking]:
        """Give those of them that hold it because it is offered to the seeker; no other is opened."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            trip.zrange(self._keys.slots, ms(since), ms(until), byscore=True)
            trip.zrange(self._keys.offered, 0, -1)
            held, offered = trip.execute()
        ids = dict.fromkeys(name.partition("/")[0] for name in held)
        return self.bookings_with([one for one in ids if one in set(offered)])

    def asked(self) -> list[Booking]:
        """Give the bookings that wait for an answer of staff or a choice of the seeker, by when they run out."""
        with store_errors():
            return self.bookings_with(self._client.zrange(self._keys.expiring, 0, -1))

    def taken(self) -> dict[datetime, int]:
        """Count the places that are held, by start, from now on."""
        return self._counted_at(self._keys.slots)

    def assignments(self, counsellors: Sequence[str], since: datetime) -> Assignments:
        """Give what some counsellors hold from a moment on; one trip."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for one in counsellors:
                trip.zrange(self._keys.counsellor(one), ms(since), AFTER_ALL, byscore=True, withscores=True)
            trip.hgetall(self._keys.counsellors_last)
            *held, last = trip.execute()
        told = (
            Assignment(one, booking.partition("/")[0], datetime.fromtimestamp(score / 1000, UTC))
            for one, bookings in zip(counsellors, held, strict=True)
            for booking, score in bookings
        )
        given = {one: datetime.fromtimestamp(int(at) / 1000, UTC) for one, at in last.items()}
        return Assignments(tuple(told), given)

    def own_counsellor(self, who: str) -> OwnCounsellor | None:
        """Give the own counsellor of who is known by a LINE user or by a job-seeker number."""
        with store_errors():
            hashed = self._spelling().hashed(who)
            sealed = self._client.hget(self._keys.own_counsellor(hashed), "sealed")
        if not sealed:
            return None
        return adapter(OwnCounsellor).validate_json(self._cipher.open(f"own-counsellor:{hashed}", sealed))

    def own_counsellors(self) -> list[OwnCounsellor]:
        """Give the own counsellor of every person, once for each value by which the person is known."""
        with store_errors():
            keys = list(self._client.scan_iter(self._keys.own_counsellor("*"), count=500))
            sealed = [(key, self._client.hget(key, "sealed")) for key in keys]
        opened = (
            adapter(OwnCounsellor).validate_json(self._cipher.open(f"own-counsellor:{key.rpartition(':')[2]}", told))
            for key, told in sealed
            if told
        )
        return list(opened)

    def taken_by_fresh(self) -> dict[datetime, int]:
        """Count those of them that requests hold which are marked as fresh."""
        return self._counted_at(self._keys.fresh_slots)

    def _counted_at(self, slots: str) -> dict[datetime, int]:
        now = self._clock.now()
        with store_errors():
            counted = self._count_taken([slots, self._keys.store, self._keys.changed_slots], [ms(now)])
        return dict(TakenPlaces().told(Known(), now, counted))

    def bookings_with(self, ids: Sequence[str]) -> list[Booking]:
        """Give the bookings with these ids, in their order; what can't be opened is left out."""
        with store_errors():
            return [booking for booking in self._each(ids) if booking]

    def bookings_of(self, user: str) -> list[Booking]:
        """Give every booking of a LINE user, by start."""
        return self._under(by_user(user), lambda one: one.user == user)

    def bookings_of_number(self, number: str) -> list[Booking]:
        """Give every booking of a job-seeker number in its form for comparing, by start."""
        return self._under(by_person(number), lambda one: person_key(one) == number)

    def _under(self, word: str, fits: Callable[[Booking], bool]) -> list[Booking]:
        """Give the bookings that stand under a word and whose seal says so, by start."""
        with store_errors():
            (ids,) = self.found_each([word])
        found = (self._meant(one, fits=fits(one)) for one in self.bookings_with(sorted(ids)))
        return sorted((one for one in found if one), key=lambda one: (one.start, one.id))

    def found_each(self, words: Sequence[str]) -> list[list[str]]:
        """Give for each word the ids of the bookings that stand under it, in one step of Redis."""
        hashed = self._spelling().hashed
        with store_errors():
            return list(self._found_each([self._keys.bookings], [self._keys.found(""), *map(hashed, words)]))

    def _each(self, ids: Sequence[str]) -> list[Booking | None]:
        """Give the booking of each id, None for one that is not there or can't be opened."""
        records = list[Sequence[Any]]()
        for first in range(0, len(ids), SOME):
            some = ids[first : first + SOME]
            records += self._load_records([self._keys.bookings], [self._keys.booking(""), *some])
        return [self._readable(one, record) for one, record in zip(ids, records, strict=True)]

    def _readable(self, name: str, record: Sequence[Any]) -> Booking | None:
        """Leave out a booking that can't be opened, and count it: one must not hide all."""
        return or_none(lambda: self.count("unreadable_booking"), self._booking, name, record)

    def _open_booking(self, held: str | None, record: Sequence[Any] | None, now: datetime) -> Booking | None:
        if not held or not record:
            return None
        booking = self._booking(held.partition(" ")[2], record)
        return booking if booking and booking.is_live and booking.open_until > now else None

    def _booking(self, name: str, record: Sequence[Any]) -> Booking | None:
        _, _, readable, sealed = record
        return join(Booking, f"booking:{name}", readable, sealed, self._cipher) if readable and sealed else None

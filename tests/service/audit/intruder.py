"""An office with an audit log, and somebody who may write to its Redis and has no key."""

import hashlib
from collections import defaultdict
from datetime import timedelta

import pytest

from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.store import RedisStore
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.service.audit.lines import DIGITS_SHOWN, entry_of, read_line
from bot.service.audit.seal import seal
from bot.service.audit.verify import Verdict, verify
from tests.make import WEDNESDAY, booking
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at


def opened(client, last_seen=None, **more):
    """Open the office as a process does that starts."""
    return context_of(RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS), last_seen), **more)


@pytest.fixture
def place(client):
    """An office whose log has six entries about two bookings, all of them sealed."""
    clock_at(client)
    made = opened(client)
    made.store.commit((), (KeepBooking(booking()),))
    for number in range(6):
        note(made, number)
    assert seal(made) == "sealed"
    assert verify(made) == Verdict(6)
    return made


def note(place, number):
    at = WEDNESDAY + timedelta(minutes=number)
    place.store.commit((), (Record(Entry(at, f"staff:s{number}", "viewed", f"b{number % 2 + 1}")),))


class Intruder:
    """Reads and writes Redis, knows how we store things, and makes everything consistent that needs no key."""

    def __init__(self, client) -> None:
        self.client = client

    def lines(self) -> list[str]:
        """Give what is chained of each line."""
        return [line.partition(" ")[2] for line in self.client.lrange(KEYS.audit, 0, -1)]

    def writes(self, lines: list[str]) -> None:
        """Put another log in place: its chain, its head, the index of times, the histories."""
        index = (KEYS.audit_times, KEYS.audit_marks, KEYS.audit_newest)
        self.client.delete(KEYS.audit, KEYS.audit_head, *index, *self.client.keys(KEYS.history("*")))
        chain, histories = "", defaultdict(list)
        for place, line in enumerate(lines):
            chain = hashlib.sha1((chain + line).encode(), usedforsecurity=False).hexdigest()
            self.client.rpush(KEYS.audit, f"{chain[:DIGITS_SHOWN]} {line}")
            self.client.set(KEYS.audit_head, chain)
            entry = read_line(f"{chain} {line}").entry
            told = entry_of((entry or line).rstrip())
            self.client.zadd(KEYS.audit_times, {place: round(told.at.timestamp() * 1000)})
            histories[told.booking].append(entry)
        for about, entries in histories.items():
            self.client.rpush(KEYS.history(about), *entries)

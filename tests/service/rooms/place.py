"""An office with rooms at a local Zoom, its worker called by hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import move
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.notices.troubles import is_trouble
from bot.messages.line import text_of
from bot.playground.zoom.platform import ZoomPlatform
from bot.ports.bookings import BookingIs, KeepBooking
from bot.ports.context import RequestContext
from bot.ports.rooms import HostIsFree
from bot.service.notices.ledger import keep_all, planned, void_rows
from bot.service.notices.sending import send_notice
from bot.service.rooms.hosts import host_writes
from bot.service.rooms.zoom_steps import see_to_room
from tests.make import booking, tokyo
from tests.service.make_context import FakeLine, context_of
from tests.stores import CIPHER, KEYS, clock_at
from tests.zooms import HOSTS, local_zoom, zoom_for


@dataclass
class Place:
    client: Client
    local: ZoomPlatform
    url: str
    hosts: Any
    careless: bool = False
    clock: MovableClock = field(init=False)
    context: RequestContext = field(init=False)

    def __post_init__(self) -> None:
        self.clock = clock_at(self.client)
        self.store = (Careless if self.careless else RedisStore)(self.client, KEYS, CIPHER, self.clock)
        self.context = self.with_rooms()

    def with_rooms(self, **more: Any) -> RequestContext:
        zoom = zoom_for(self.url, self.client, self.clock.now, hosts=self.hosts)
        return context_of(self.store, rooms=zoom, **more)

    def request(self, **changes: Any) -> Booking:
        made = booking(**changes)
        rows = planned(self.context, made, self.clock.now())
        self.store.commit((), (KeepBooking(made), *keep_all(row for row in rows if row.kind is not Kind.RECEIVED)))
        return made

    def booking(self, name: str = "b1") -> Booking:
        found = self.store.booking(name)
        assert found
        return found

    def works(self) -> list[str]:
        """Do what is due at Zoom, then send what is due."""
        done = [see_to_room(self.context, claim) for claim in self.store.claim_rooms(500)]
        return done + [send_notice(self.context, claim) for claim in self.store.claim_notices(500)]

    def works_until_done(self, tries: int = 12) -> None:
        for _ in range(tries):
            self.works()
            self.clock.advance(150)

    def moves(self, text: str, state: State = State.REQUESTED) -> Booking:
        """Let the booking be at another time, as the commit of a change in the chat does."""
        before = self.booking()
        after = replace(move(before, tokyo(text), self.context.office, self.clock.now()), state=state)
        self._kept(before, after)
        return after

    def _kept(self, before: Booking, after: Booking) -> None:
        fresh = planned(self.context, after, self.clock.now())
        void = void_rows(self.context, after)
        writes = (KeepBooking(after), *host_writes(before, after), *void, *keep_all(fresh))
        self.store.commit((BookingIs(before.id, before.version),), writes)

    @property
    def pushes(self) -> list[str]:
        line = self.context.line
        assert isinstance(line, FakeLine)
        return [text_of(messages[0]) for _, messages, _ in line.pushes]

    def rows(self, name: str = "b1") -> dict[str, NoticeState]:
        return {f"{row.kind.value}.{row.edition}": row.state for row in self.store.ledger(name)}

    def troubles(self) -> list[str]:
        return [row.kind.value for row in self.store.ledger("b1") if is_trouble(row)]


class Careless(RedisStore):
    """The same store without the guard."""

    def commit(self, guards, writes):
        return super().commit([guard for guard in guards if not isinstance(guard, HostIsFree)], writes)


@pytest.fixture
def place(client: Client) -> Iterator[Place]:
    with open_place(client) as opened:
        yield opened


@contextmanager
def open_place(client: Client, hosts: Any = HOSTS, *, careless: bool = False) -> Iterator[Place]:
    clock = MovableClock(client, KEYS)
    with local_zoom(clock.now, hosts) as (local, url):
        yield Place(client, local, url, hosts, careless)

"""A deployment in one process: the local LINE posts to the real application, a worker is called by hand.

Where a process would be killed, KilledError unwinds it: nothing behind the point is done, as after kill -9.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

from flask import Flask

from bot.adapters.redis.client import Client
from bot.booking.model import Booking
from bot.playground.line.webhooks.transport import NO_CONNECTION
from bot.ports.context import RequestContext
from bot.ports.events import Loaded
from bot.ports.store import Guard, Store, Write
from bot.web.app import create_app
from tests.faults.invariants import broken
from tests.make import answers, tokyo
from tests.service.faulty_town import FaultyTown, faulty_town, seeker
from tests.talk import FIRST_BOOKING

SECRET = "s" * 32
PATIENCE = 120  # seconds within which even a busy machine brings all who act at once


class KilledError(BaseException):
    """The process ends here."""


def killed_at(point: str) -> Callable[[str], None]:
    """Give fail points of which one kills."""

    def at(reached: str) -> None:
        if reached == point:
            raise KilledError

    return at


@dataclass
class WholeTown(FaultyTown):
    """`services` may be replaced at any time, as by a process that starts with other ones."""

    secrets: list[str] = field(default_factory=lambda: [SECRET])
    _app: tuple[RequestContext, Flask] | None = None

    @property
    def app(self) -> Flask:
        """Give the application around the context of this moment."""
        if not self._app or self._app[0] is not self.context:
            self._app = self.context, create_app(self.context, self.secrets)
        return self._app[1]

    def deliver(self, body: bytes, headers: Mapping[str, str]) -> int:
        """Take a webhook from LINE; give the status, that of a broken connection when the process is killed."""
        try:
            return self.app.test_client().post("/line/webhook", data=body, headers=dict(headers)).status_code
        except KilledError:
            return NO_CONNECTION

    def confirmed(self, *numbers: int, **changes: Any) -> None:
        """Put confirmed bookings of different people into the store, each with its details due now."""
        for number in numbers:
            own = answers(number=f"13010-{10_000_000 + number}")
            super().confirmed(number, **{"answers": own, "start": start_of(number), **changes})

    def friend(self, number: int) -> str:
        """Let somebody add the account."""
        self.line.add_friend(seeker(number))
        return seeker(number)

    def says(self, number: int, *texts: str) -> str:
        """Let a seeker type; give the last that he hears then."""
        for text in texts:
            self.line.say(seeker(number), text)
            self.clock.advance(1)
        return self.last(number)

    def taps(self, number: int, *labels: str) -> str:
        """Let a seeker tap; give the last that he hears then."""
        for label in labels:
            self.line.tap(seeker(number), label)
            self.clock.advance(1)
        return self.last(number)

    def last(self, number: int) -> str:
        """Give the last text that reached a seeker, "" for none."""
        return (self.heard(number) or [""])[-1]

    def to_the_review(self, number: int, when: str = "12/3 14時", job_number: str = "") -> str:
        """Let a seeker answer everything up to the last button."""
        self.friend(number)
        name, first, *more = FIRST_BOOKING
        own = job_number or f"{first[:-4]}{number:04d}"
        return self.says(number, "予約", "1", "1", name, own, *more, "1", "1", when)

    def books(self, number: int, when: str = "12/3 14時") -> str:
        """Let a seeker book; give the booking's id."""
        self.to_the_review(number, when)
        receipt = self.says(number, "申し込む")
        assert "申し込みを受け付けました" in receipt, receipt
        (made,) = [one for one in self.context.store.bookings_of(seeker(number)) if one.is_live]
        return made.id

    def without(self, *guards: type[Guard]) -> None:
        """Switch guards of the commit off."""
        self.context = replace(self.context, store=Careless(self.context.store, guards))

    def all_at_once(self, *acts: Callable[[], object]) -> list[Any]:
        """Let people act at the same moment, each seeing what was before any of them acted; give what came of it."""
        alive = self.context
        self.context = replace(alive, store=Meeting(alive.store, len(acts)))
        with ThreadPoolExecutor(len(acts)) as pool:
            done = list(pool.map(lambda act: act(), acts))
        self.context = alive
        return done

    def seconds_until(self, true: Callable[[], object]) -> float:
        """Let time pass, sweeping every half second, until something holds; give the seconds."""
        for half_seconds in range(240):
            if true():
                return half_seconds / 2
            self.sweep()
            self.clock.advance(0.5)
        raise AssertionError("not within two minutes")

    def acknowledged(self) -> list[str]:
        """Name every event that LINE was told has arrived."""
        return [name for one in self.line.courier.log if one.status == 200 for name in one.event_ids]

    def troubles(self) -> list[str]:
        """Name the notices that a person has to see to."""
        store: Any = self.context.store
        return list(store._client.zrange(store._keys.troubles, 0, -1))

    def broken(self) -> list[str]:
        """Name what does not hold that must hold always."""
        return broken(self.context, self.line, self.acknowledged())

    def last_event(self) -> str:
        """Name the newest event that LINE sent."""
        return str(self.line.postman._sent[-1].events[-1]["webhookEventId"])


def start_of(number: int) -> datetime:
    """Give a time of their own to every two people, from 3 December 14:00 on."""
    half_hours = (8 + (number - 1) // 2) % 11
    return tokyo("2026-12-03 10:00") + timedelta(minutes=30 * half_hours, days=7 * ((number + 15) // 22))


class Careless:
    """A store that does not look at some guards."""

    def __init__(self, store: Store, blind_to: tuple[type[Guard], ...]) -> None:
        self._store, self._blind_to = store, blind_to

    def commit(self, guards: Any, writes: tuple[Write, ...]) -> Sequence[str]:
        """Write without the look."""
        return self._store.commit([guard for guard in guards if not isinstance(guard, self._blind_to)], writes)

    def __getattr__(self, name: str) -> Any:
        """Do everything else as ever."""
        return getattr(self._store, name)


class Meeting:
    """A store at which so many threads see the same state before any of them commits."""

    def __init__(self, store: Store, parties: int) -> None:
        self._store, self._barrier, self._came = store, Barrier(parties), set[int]()

    def load(self, *about: Any, **more: Any) -> Loaded:
        """Read as for an event, and wait for the others."""
        return self._met(self._store.load(*about, **more))

    def booking(self, name: str) -> Booking | None:
        """Read as for a step of staff, and wait for the others."""
        return self._met(self._store.booking(name))

    def _met(self, found: Any) -> Any:
        """Hold a thread up once, and only while others are to come."""
        mine = threading.get_ident()
        if mine not in self._came and len(self._came) < self._barrier.parties:
            self._came.add(mine)
            self._barrier.wait(PATIENCE)
        return found

    def __getattr__(self, name: str) -> Any:
        """Do everything else as ever."""
        return getattr(self._store, name)


@contextmanager
def whole_town(client: Client, **more: Any) -> Iterator[WholeTown]:
    """Open it on a Wednesday at ten."""
    doors: list[WholeTown] = []

    def deliver(body: bytes, headers: Mapping[str, str]) -> int:
        return doors[0].deliver(body, headers)

    with faulty_town(client, deliver=deliver, **more) as plain:
        doors.append(WholeTown(plain.context, plain.line, plain.pool))
        yield doors[0]

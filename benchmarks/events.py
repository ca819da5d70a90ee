"""What an event costs: CPU here and in Redis, trips to Redis, and how that grows with the places that are taken.

One thread, the whole of load, core, commit and reply, but for HTTP and for LINE, which answers at once. The figures of
one run are of use beside each other.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.adapters.line.guarded import GuardedLine
from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import StoreClock
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking, State
from bot.booking.opening import bookable_starts, today
from bot.dialogue.incoming import Incoming, Sort
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.service.events.handle_event import Event, Outcome, reply_to
from tests.make import OFFICE, ROOM, booking
from tests.service.make_context import FakeLine, context_of
from tests.stores import CIPHER, KEYS
from tests.trips import CountingRedis, counting

TAKEN = (0, 440, 8_800, 100_000)
TALKS, ROUNDS = 12, 3
TOGETHER = 200  # bookings in one commit while filling
TEXTS = (
    *("予約", "1", "1", "山田 太郎", "13010-{person:08}", "090-1234-5678", "taro@example.com", "1", "1"),
    *("{day} {clock}", "申し込む", "確認", "いつ空いていますか", "ヘルプ", "キャンセル", "はい"),
)


class Silent:
    """A LINE behind which nothing is."""

    reply = push = staticmethod(lambda *_: None)
    knows, quota = FakeLine.knows, FakeLine.quota


def main() -> None:
    """Measure and print."""
    rows = []
    for taken in TAKEN:
        with tempfile.TemporaryDirectory() as folder:
            server = EmbeddedRedis.start(Path(folder))
            try:
                client = counting(server.url)
                context = office(client, taken)
                fill(context, taken)
                list(talk(context, 0))
                rows.append(min(measure(client, context, turn) for turn in range(ROUNDS)))
            finally:
                server.stop()
    first = rows[0]
    for taken, (own, of_redis, passed, trips) in zip(TAKEN, rows, strict=True):
        print(
            f"event at {taken:7} places taken: {own:5.2f} ms CPU, {of_redis:5.2f} ms CPU in Redis,"
            f" {passed:5.2f} ms passed, {trips:4.1f} trips;"
            f" {own / first[0]:.2f}, {of_redis / first[1]:.2f}, {passed / first[2]:.2f} times that of none"
        )


def office(client: Client, taken: int) -> RequestContext:
    """Put a process together as production does, around a LINE that takes no time."""
    clock = StoreClock(client)
    starts = len(bookable_starts(OFFICE, clock.now()))
    roomy = replace(OFFICE, places=taken // starts + TALKS * ROUNDS + 2, messages_in_10_seconds=10**9)
    store = RedisStore(client, KEYS, CIPHER, clock)
    circuit = RedisCircuit(client, KEYS, clock.now, lambda *_, **__: None)
    line = GuardedLine(Silent(), circuit, sleep=lambda _: None)  # type: ignore[arg-type]  # the two that are called
    return context_of(store, office=roomy, clock=clock, line=line, circuit=circuit)


def fill(context: RequestContext, taken: int) -> None:
    """Take so many places, spread over all starts."""
    starts = bookable_starts(context.office, context.clock.now())
    writes = [KeepBooking(_booking(number, starts[number % len(starts)])) for number in range(taken)]
    for first in range(0, taken, TOGETHER):
        context.store.commit((), writes[first : first + TOGETHER])


def _booking(number: int, start: datetime) -> Booking:
    made = booking(id=f"x{number}", number=f"n{number}", user=f"U{number:032x}", start=start, room=ROOM)
    return replace(made, state=State.CONFIRMED, end=start + timedelta(minutes=30), created=start - timedelta(days=9))


def _cpu_of(client: Client) -> float:
    """Give the seconds of CPU that Redis has used."""
    told = client.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


def measure(client: CountingRedis, context: RequestContext, turn: int) -> tuple[float, float, float, float]:
    """Give the milliseconds of CPU here and in Redis and in all, and the trips, of an event in the mean."""
    events, client.trips = 0, 0
    of_redis, own, began = _cpu_of(client), time.process_time(), time.perf_counter()
    for number in range(TALKS):
        events += len(list(talk(context, 1 + turn * TALKS + number)))
    own, passed, trips = time.process_time() - own, time.perf_counter() - began, client.trips - 1
    of_redis = _cpu_of(client) - of_redis
    return own / events * 1000, of_redis / events * 1000, passed / events * 1000, trips / events


def talk(context: RequestContext, person: int) -> Iterator[Outcome]:
    """Let a person book, look and cancel."""
    start = bookable_starts(context.office, context.clock.now())[20 + person]
    words = {"person": f"{person:08}", "day": f"{today(start):%-m/%-d}", "clock": f"{start:%H:%M}"}
    user = f"Uf{person:031x}"
    for place, text in enumerate(TEXTS):
        name = f"{person}-{place}-{time.time_ns()}"
        said = text.format_map({**words, "person": person})
        incoming = Incoming(Sort.TEXT, event_id=name, at=datetime.now(UTC), text=said, message_id=name)
        yield reply_to(context, Event(user, incoming, f"token {name}"))


if __name__ == "__main__":
    main()

"""What an event costs: CPU here and in Redis, trips to Redis, and how that grows with bookings and places a time.

One thread, the whole of load, core, commit and reply, but for HTTP and for LINE, which answers at once; what a reply
to LINE costs by itself stands below. The figures of one run are of use beside each other.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.machine import said
from benchmarks.sampled import sampled
from benchmarks.table import Curve, Flame, Result, Row, row
from bot.adapters.line.guarded import GuardedLine
from bot.adapters.line.outbound import LineSender
from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.redis.client import Client, connect_patient
from bot.adapters.redis.clock import StoreClock
from bot.adapters.redis.embedded_server import ON_PATH, EmbeddedRedis
from bot.adapters.store.parts.replies import SETTLE_WITHIN
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking, State
from bot.booking.schedule.opening import bookable_starts, today
from bot.dialogue.common_buttons import BOOK, HELP, PHONE, STATUS
from bot.dialogue.incoming import Incoming, Sort
from bot.dialogue.turn import Say
from bot.errors import SendError
from bot.messages.flex import Message
from bot.messages.line import render
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.service.events.handle_event import Handled, reply_to
from tests.e2e.town import free_port, wait_until
from tests.make import OFFICE, ROOM, WORDS, booking
from tests.service.make_context import FakeLine, context_of
from tests.stores import CIPHER, KEYS
from tests.trips import CountingRedis, counting

PLACES = (2, 40, 200)  # places a time
KEPT = (0, 10_000, 100_000)  # bookings in the store; what its places do not hold is over
FLAT = 1.2  # times the least
REPLIES = 500
PATIENCE = 60.0  # seconds for an answer of Redis: a slow disk is no matter here
TURNS = 60  # talks with each store
SAMPLED_TALKS = 150
TOGETHER = 200  # bookings in one commit while filling
FAMILY, GIVEN = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本"), ("一郎", "花子", "健太", "美咲", "大輔")
TEXTS = (
    *("予約", "1", "1", "{name}", "13010-{person:08}", "090-1{person:03}-5678", "p{person}@example.com", "1", "1"),
    *("{day} {clock}", "申し込む", "確認", "いつ空いていますか", "ヘルプ", "キャンセル", "はい"),
)


class Silent:
    """A LINE behind which nothing is."""

    reply = push = staticmethod(lambda *_: None)
    knows, quota = FakeLine.knows, FakeLine.quota


Cost = tuple[float, float, float, float]  # ms of CPU here and in Redis, ms in all, trips
Cell = tuple[int, int]  # places a time, bookings in the store


def measure() -> Iterator[Result]:
    """Measure at each number of places a time and of bookings, in turns."""
    costs = in_turns([(places, kept) for places in PLACES for kept in KEPT])
    yield from _rows(costs[PLACES[0], KEPT[0]])
    lines = {
        f"{part}, {places} places a time": [(kept, _least(costs[places, kept], which)) for kept in KEPT]
        for which, part in enumerate(("here", "in Redis"))
        for places in PLACES
    }
    yield Curve("CPU of an event", "bookings in the store", "ms", lines)
    for which, part in enumerate(("here", "in Redis")):
        of_all = _beside_each_other(costs, which)
        name = f"an event's CPU {part} at up to {KEPT[-1]:,} bookings and {PLACES[-1]} places a time ÷ the least"
        yield row(name, [max(of_all) / min(of_all)], at_most=FLAT)
    if server := with_jemalloc():
        of_all = _beside_each_other(in_turns([(PLACES[0], 0), (PLACES[-1], KEPT[-1])], server), 1)
        yield row("the same in Redis, of a server with jemalloc", [max(of_all) / min(of_all)], at_most=FLAT)
    yield row("a reply to LINE", [of_a_reply()], "ms CPU")
    yield flame_of_an_event()


def _rows(rounds: list[Cost]) -> Iterator[Row]:
    of_each = list(zip(*rounds, strict=True))
    yield row("an event in core and service, one thread", of_each[0], "ms CPU", at_most=1.0)
    yield row("the same in Redis", of_each[1], "ms CPU")
    yield row("trips to Redis an event", of_each[3], at_most=3)


def _beside_each_other(costs: Mapping[Cell, list[Cost]], which: int) -> list[float]:
    """Give what an event costs in each cell, as so many times that in the first: the middle of what each turn showed.

    A turn takes a moment in which the machine hardly changes; from turn to turn it may double.
    """
    first = [cost[which] for cost in next(iter(costs.values()))]
    return [median(cost[which] / one for cost, one in zip(of_cell, first, strict=True)) for of_cell in costs.values()]


def _least(rounds: list[Cost], which: int) -> float:
    """Give the best of some rounds: what else the machine did only ever adds."""
    return min(cost[which] for cost in rounds)


def with_jemalloc() -> Path | None:
    """Give a server on the PATH that takes its memory by jemalloc, as most of production do; the bundled one does not.

    The C library's own allocator takes longer the more is kept, in each script alike.
    """
    found = filter(None, map(shutil.which, ON_PATH))
    return next((Path(one) for one in found if "malloc=jemalloc" in said([one, "--version"])), None)


def flame_of_an_event() -> Flame:
    """Look at where the time of an event goes."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedRedis.start(Path(folder))
        try:
            context = office(connect_patient(server.url), PLACES[0])
            list(talk(context, 0))
            with sampled("reply_to") as stacks:
                for person in range(1, SAMPLED_TALKS):
                    list(talk(context, person))
        finally:
            server.stop()
    return Flame("an event", stacks)


def main() -> None:
    """Measure and print."""
    for result in measure():
        print(result)


def in_turns(cells: Sequence[Cell], binary: Path | None = None) -> Mapping[Cell, list[Cost]]:
    """Give what an event costs in each turn with each number of places a time and of bookings kept.

    Each has a store of its own, in the bundled server unless told otherwise. A turn is one talk with each: what else
    the machine does meets all alike.
    """
    with ExitStack() as ending:
        stores = {cell: ending.enter_context(_filled(*cell, binary)) for cell in cells}
        rounds = list[dict[Cell, Cost]]()
        for number in range(1 + TURNS):
            print(f"events: turn {number} of {TURNS}", file=sys.stderr)
            rounds.append({cell: of_talk(*store, number) for cell, store in stores.items()})
    return {cell: [one[cell] for one in rounds[1:]] for cell in cells}


@contextmanager
def _filled(places: int, kept: int, binary: Path | None) -> Iterator[tuple[CountingRedis, RequestContext]]:
    """Give a store with so many bookings."""
    print(f"events: {places} places a time, {kept} bookings", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedRedis.start(Path(folder), binary=binary)
        try:
            client = counting(server.url, PATIENCE)
            fill(office(connect_patient(server.url), places), 0, kept)
            yield client, office(client, places)
        finally:
            server.stop()


def office(client: Client, places: int) -> RequestContext:
    """Put a process together as production does, around a LINE that takes no time."""
    clock = StoreClock(client)
    roomy = replace(OFFICE, places=places, messages_in_10_seconds=10**9)
    circuit = RedisCircuit(client, KEYS, clock.now, lambda *_, **__: None)
    store = RedisStore(client, KEYS, CIPHER, clock, circuit=circuit, settle_within=SETTLE_WITHIN)
    line = GuardedLine(Silent(), circuit, sleep=lambda _: None)  # type: ignore[arg-type]  # the two that are called
    return context_of(store, office=roomy, clock=clock, line=line, circuit=circuit)


def fill(context: RequestContext, first: int, last: int) -> None:
    """Take places, spread over all starts but for the one each that talks need; what has none left is over."""
    starts = bookable_starts(context.office, context.clock.now())
    free = len(starts) * (context.office.places - 1)
    for begun in range(first, last, TOGETHER):
        numbers = range(begun, min(begun + TOGETHER, last))
        made = (_booking(one, starts[one % len(starts)], is_over=one >= free) for one in numbers)
        context.store.commit((), [KeepBooking(one) for one in made])


def _booking(number: int, start: datetime, *, is_over: bool) -> Booking:
    start = start - timedelta(days=90) if is_over else start
    made = booking(id=f"x{number}", number=f"n{number}", user=f"U{number:032x}", start=start, room=ROOM)
    state = State.ATTENDED if is_over else State.CONFIRMED
    return replace(made, state=state, end=start + timedelta(minutes=30), created=start - timedelta(days=9))


def _cpu_of(client: Client) -> float:
    """Give the seconds of CPU that Redis has used."""
    told = client.info("cpu")
    return float(told["used_cpu_user"]) + float(told["used_cpu_sys"])


def of_talk(client: CountingRedis, context: RequestContext, person: int) -> Cost:
    """Give what an event costs in the mean, over a whole talk."""
    client.trips = 0
    of_redis, own, began = _cpu_of(client), time.process_time(), time.perf_counter()
    events = len(list(talk(context, person)))
    own, passed, trips = time.process_time() - own, time.perf_counter() - began, client.trips - 1
    of_redis = _cpu_of(client) - of_redis
    return own / events * 1000, of_redis / events * 1000, passed / events * 1000, trips / events


def of_a_reply() -> float:
    """Give the milliseconds of CPU of one reply, a card with buttons, to a LINE that answers at once."""
    port = free_port()
    line = subprocess.Popen([sys.executable, "-m", "benchmarks.instant_line", str(port)])  # noqa: S603 - our own
    try:
        sender = LineSender(f"http://127.0.0.1:{port}", ("token",))
        messages = render((Say("lobby.welcome", options=(BOOK, STATUS, PHONE, HELP), look="card"),), WORDS)
        wait_until(lambda: is_taken(sender, messages), 20, "LINE is there")
        began = time.process_time()
        for _ in range(REPLIES):
            sender.reply("token", messages)
        return (time.process_time() - began) / REPLIES * 1000
    finally:
        line.terminate()
        line.wait()


def is_taken(sender: LineSender, messages: list[Message]) -> bool:
    """Say whether LINE takes a reply by now."""
    try:
        sender.reply("token", messages)
    except SendError:
        return False
    return True


def talk(context: RequestContext, person: int) -> Iterator[Handled]:
    """Let a person book, look and cancel."""
    start = bookable_starts(context.office, context.clock.now())[20 + person]
    name = f"{FAMILY[person % len(FAMILY)]} {GIVEN[person % len(GIVEN)]}"  # nobody's data is known from before
    words = {"person": person, "name": name, "day": f"{today(start):%-m/%-d}", "clock": f"{start:%H:%M}"}
    user = f"Uf{person:031x}"
    for place, text in enumerate(TEXTS):
        event = f"{person}-{place}-{time.time_ns()}"
        said = text.format_map(words)
        incoming = Incoming(Sort.TEXT, event_id=event, at=datetime.now(UTC), text=said, message_id=event)
        yield reply_to(context, Event(user, incoming, f"token {event}"))


if __name__ == "__main__":
    main()

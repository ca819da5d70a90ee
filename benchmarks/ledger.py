"""How fast due notices reach a LINE that takes 50 ms for each: our ledger beside raw connections and RQ as it comes.

One worker drains what falls due at one moment. Beside it in the same run: a loop over as many kept connections that
does nothing else, and RQ's default worker with a job and dramatiq's with a message for each notice, neither of which
keeps account of what was sent. `measure_many` lets 30,000 reminders fall due at once for two workers.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from rq import Queue
from rq.defaults import RQ_KEY_PREFIX
from rq.serializers import JSONSerializer

from benchmarks.rq_job import push, push_alone
from benchmarks.table import Row, row
from benchmarks.town import QuietTown
from bot.adapters.redis.client import connect_blocking, connect_patient
from bot.adapters.redis.clock import StoreClock
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.store import RedisStore
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Channel, Kind, Notice
from bot.booking.notices.reminders import Plan, notice
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.ports.work import QUEUES
from bot.settings import from_environ
from tests.e2e.town import Town, wait_until
from tests.folders import ROOT
from tests.make import ROOM, booking
from workers.deliver import NOTICE_THREADS

ROUNDS, ROWS, JOBS, RAW_SECONDS = 5, 1000, 50, 4.0
MANY, NEAREST, MOST_SECONDS = 30_000, 1000, 300.0
LINE_SECONDS = 0.05
TOGETHER, FILLED_A_SECOND, SPARE_SECONDS = 50, 300, 5.0  # bookings in one commit, at least so many a second
PATIENCE = 600.0
JOIN_MS = 600_000  # as long
CONNECTIONS = NOTICE_THREADS * len(QUEUES)  # of one worker, in all
ACTORS, QUEUE, ACTOR = "benchmarks.dramatiq_actor", "peer-dramatiq", "push_kept"


def measure() -> Iterator[Row]:
    """Measure in turns, so that what else the machine does meets all alike."""
    with tempfile.TemporaryDirectory() as folder, QuietTown(Path(folder), line_seconds=LINE_SECONDS) as town:
        rounds = []
        for number in range(ROUNDS):
            print(f"ledger: round {number + 1} of {ROUNDS}", file=sys.stderr)
            seconds = drained(town, [f"{number}-{one}" for one in range(ROWS)])
            rounds.append((raw(town), ROWS / seconds, by_rq(town), by_dramatiq(town)))
    lines, ours, jobs, messages = zip(*rounds, strict=True)
    yield row(f"raw loop, {CONNECTIONS} connections, LINE in 50 ms", lines, "pushes/s")
    yield row("due notices pushed by one worker", ours, "notices/s")
    yield row("RQ's default worker, a job a notice", jobs, "notices/s")
    yield row(f"dramatiq's worker, {CONNECTIONS} threads, a message a notice", messages, "notices/s")
    yield row("notices ÷ the raw loop", [own / line for own, line in zip(ours, lines, strict=True)], at_least=0.60)
    yield row("notices ÷ RQ's default worker", [own / job for own, job in zip(ours, jobs, strict=True)], at_least=15)
    yield row("notices ÷ dramatiq's worker", [own / one for own, one in zip(ours, messages, strict=True)])


def measure_many(count: int = MANY) -> Iterator[Row]:
    """Let so many reminders fall due at once, nearest start first, for two workers."""
    with tempfile.TemporaryDirectory() as folder, QuietTown(Path(folder), line_seconds=LINE_SECONDS) as town:
        town.start("worker", "second")
        log = town.folder / "second.log"
        wait_until(lambda: log.read_text("utf-8").count("worker_started") == len(QUEUES), 60, "both workers work")
        names = [str(one) for one in range(count)]
        seconds = drained(town, names)
        nearest = min(NEAREST, count // 10)
        yield row(f"{count:,} reminders due at once, two workers", [seconds], "s", at_most=MOST_SECONDS * count / MANY)
        yield row(f"of these, the {nearest:,} nearest are out after", [_nearest_out(town, nearest)], "s")


def drained(town: QuietTown, names: list[str]) -> float:
    """Let as many notices fall due at one moment; give the seconds from then on until all are accepted."""
    store, clock = store_of(town)
    due = clock.now() + timedelta(seconds=SPARE_SECONDS + len(names) / FILLED_A_SECOND)
    fill(store, names, due)
    if clock.now() > due:
        raise RuntimeError("it took too long to fill the store")
    time.sleep((due - clock.now()).total_seconds())
    began = time.monotonic()
    wait_until(lambda: not town.client.zcard(town.keys.planned), PATIENCE, "all are settled")
    return time.monotonic() - began


def store_of(town: Town) -> tuple[RedisStore, StoreClock]:
    """Give a store of the town with the patience of a command, and its clock."""
    client = connect_patient(town.environment["REDIS_URL"])
    clock = StoreClock(client)
    return RedisStore(client, town.keys, Cipher(from_environ(town.environment).data_keys), clock), clock


def fill(store: RedisStore, names: list[str], due: datetime) -> None:
    """Put confirmed bookings in, in no order of their starts, each with a reminder that is due at the moment."""
    made = [_booking(name, due + timedelta(hours=3, seconds=place)) for place, name in enumerate(names)]
    Random(7).shuffle(made)  # noqa: S311 - the same each time
    for first in range(0, len(made), TOGETHER):
        some = made[first : first + TOGETHER]
        writes = [write for one in some for write in (KeepBooking(one), KeepNotice(_reminder(one, due), due))]
        store.commit((), writes)


def _booking(name: str, start: datetime) -> Booking:
    made = booking(id=f"b{name}", number=name, user=f"U{name:>032}", start=start, room=ROOM, created=start)
    return replace(made, state=State.CONFIRMED, end=start + timedelta(minutes=30))


def _reminder(one: Booking, due: datetime) -> Notice:
    return notice(one, Plan(Kind.DAY_BEFORE, due, one.start), Channel.LINE)


def _nearest_out(town: QuietTown, count: int) -> float:
    """Give the seconds from when they were due until the last of the nearest was accepted."""
    store, _ = store_of(town)
    rows = [row for one in store.bookings()[:count] for row in store.notices(one.id)]
    return max((one.accepted - one.due).total_seconds() for one in rows if one.accepted)


def raw(town: QuietTown) -> float:
    """Give the pushes a second of a loop over kept connections."""
    port, until = int(town.environment["LINE_API_URL"].rpartition(":")[2]), time.monotonic() + RAW_SECONDS

    def loop(_: int) -> int:
        connection, count = HTTPConnection("127.0.0.1", port), 0
        while time.monotonic() < until:
            push(connection)
            count += 1
        connection.close()
        return count

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(loop, range(CONNECTIONS))) / RAW_SECONDS


def by_rq(town: QuietTown) -> float:
    """Give the notices a second of RQ's own worker with a job each."""
    port = int(town.environment["LINE_API_URL"].rpartition(":")[2])
    queue = Queue("peer", connection=connect_blocking(town.environment["REDIS_URL"]), serializer=JSONSerializer)
    argv = [sys.executable, "-m", "rq.cli", "worker", "peer", "--url", town.environment["REDIS_URL"], "--quiet"]
    alike = {**os.environ, "RQ_KEY_PREFIX": RQ_KEY_PREFIX}  # whichever was in force when RQ was imported here
    with subprocess.Popen([*argv, "--serializer", "json"], cwd=ROOT, env=alike) as worker:  # noqa: S603 - fixed words
        try:
            queue.enqueue(push_alone, port)
            wait_until(lambda: not queue.count and queue.finished_job_registry.count, 30, "the peer works")
            before, began = queue.finished_job_registry.count, time.monotonic()
            queue.enqueue_many([Queue.prepare_data(push_alone, (port,)) for _ in range(JOBS)])
            wait_until(lambda: queue.finished_job_registry.count >= before + JOBS, PATIENCE, "the peer is done")
            return JOBS / (time.monotonic() - began)
        finally:
            worker.terminate()


def by_dramatiq(town: QuietTown) -> float:
    """Give the notices a second of dramatiq's worker with a message each, and as many threads as ours."""
    port = int(town.environment["LINE_API_URL"].rpartition(":")[2])
    broker = RedisBroker(url=town.environment["REDIS_URL"])
    broker.declare_queue(QUEUE)
    argv = [sys.executable, "-m", "dramatiq", ACTORS, "--processes", "1", "--threads", str(CONNECTIONS)]
    argv += ["--skip-logging"]
    with subprocess.Popen(argv, cwd=ROOT, env=town.environment) as worker:  # noqa: S603 - fixed words
        try:
            _enqueue(broker, port, CONNECTIONS)
            broker.join(QUEUE, interval=10, timeout=JOIN_MS)
            began = time.monotonic()
            _enqueue(broker, port, ROWS)
            broker.join(QUEUE, interval=10, timeout=JOIN_MS)
            return ROWS / (time.monotonic() - began)
        finally:
            worker.terminate()


def _enqueue(broker: RedisBroker, port: int, count: int) -> None:
    for _ in range(count):
        broker.enqueue(Message(queue_name=QUEUE, actor_name=ACTOR, args=(port,), kwargs={}, options={}))


def main() -> None:
    """Measure and print."""
    for result in measure():
        print(result)


if __name__ == "__main__":
    main()

"""A soak: many seekers book, ask, move and cancel while web, worker and server are killed every few seconds.

`python -m tests.faults.soak --events 10000 --people 300` prints its figures and ends with 1 if anything was lost,
done twice, out of order, over-booked or told to the wrong person.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from redis import RedisError

from bot.adapters.network.http_client import trusted
from bot.booking.model import Room, State
from bot.booking.notices.notice import Kind, NoticeState
from bot.bootstrap import Built, build
from bot.errors import MadoguchiError
from bot.playground.line.platform import Platform
from bot.playground.line.webhooks import events
from bot.playground.line.webhooks.events import redelivered
from bot.playground.line.webhooks.records import Webhook
from bot.playground.line.wire import Json
from bot.ports.work import QUEUES
from bot.service.bookings import steps
from bot.service.events.office_now import context_now
from bot.settings import from_environ
from tests.e2e.town import Town, wait_until
from tests.faults.history import History, Operation
from tests.faults.invariants import broken, foreign
from tests.faults.memory import children
from tests.make import tokyo
from tests.talk import text_of

THREADS = 48
VICTIMS = ("web", "worker", "redis")
DAYS = tuple(f"12/{day}" for day in (3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23))
HOURS = tuple(f"{hour}時{half}" for hour in range(10, 15) for half in ("", "半"))
SHOWN = ("reply_", "notice_details", "quarantined", "slowed", "job_failed", "late")  # counters
PATIENCE = 60.0  # seconds for an answer, before a person goes on without it
LEAST_KILLS = 3  # people go on until so many were killed, however quick the machine is
SETTLED = 120.0  # seconds for all that is left when nothing is killed any more


def typed(line: Platform, user: str, text: str) -> Json:
    """Let somebody type; give the event, which is not delivered yet."""
    message = events.text(text)
    line.users.show_own(user, message)
    at = line.clock()
    with line.world.lock:
        token = line._tokens.issue(user, at)
    return events.event("message", events.from_user(user), at, token, {"message": message})


@dataclass
class Soak:
    """One run. `line` is LINE; each seeker's events are delivered by hand, so that they can be lost, moved, doubled."""

    town: Town
    most: int
    people: int
    every: float
    kills: int = sys.maxsize
    seed: int = 1
    history: History = field(default_factory=History)
    counts: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    sent: int = 0
    killed: int = 0

    def __post_init__(self) -> None:
        log: Any = self.history
        self.town.line.gate.log = log
        self.lock = threading.Lock()
        self.built: Built = build(from_environ(self.town.environment), sending=False)

    def run(self) -> list[str]:
        """Let it all happen; give every breach."""
        staff = threading.Thread(target=self._confirm_requests)
        staff.start()
        with ThreadPoolExecutor(min(THREADS, self.people)) as pool:
            lives = [pool.submit(self._live, number) for number in range(self.people)]
            self._kill_in_turn(lives)  # in this thread: a server that we start ends with the thread that started it
            for one in lives:
                one.result()
        self.counts["seconds"] = round(self.history.now())
        self.over.set()
        staff.join()
        self._settle()
        return list(self._breaches())

    # --- killing

    def _kill_in_turn(self, lives: list[Future[None]]) -> None:
        """Kill one every so many seconds; one that did not come back yet is passed over, for it could never serve."""
        turn = 0
        while wait(lives, self.every).not_done and self.killed < self.kills:
            for _ in VICTIMS:
                name, turn = VICTIMS[turn % len(VICTIMS)], turn + 1
                if self._is_up(name):
                    self._kill(name)
                    self.killed += 1
                    break

    def _is_up(self, name: str) -> bool:
        try:
            if name == "web":
                return httpx.get(f"{self.town.url}/healthz", timeout=1, verify=trusted()).status_code == 200
            return name != "worker" or bool(self.town.client.exists(self.town.keys.heartbeat("notices")))
        except (httpx.HTTPError, RedisError):
            return False

    def _kill(self, name: str) -> None:
        """Kill the server, or what serves under web or worker; every fourth time what minds it, too."""
        self.counts[f"{name} killed"] += 1
        if name == "redis":
            self.town.redis.process.kill()
            self.town.redis.process.wait()
            self.town.redis = self.town.redis.start(self.town.redis.directory)
            return
        process, whole = self.town.processes[name], self.counts[f"{name} killed"] % 4 == 1
        self.counts[f"{name} killed whole"] += whole
        for pid in (*((process.pid,) if whole else ()), *children(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.town.client.delete(*(self.town.keys.heartbeat(queue) for queue in QUEUES if name == "worker"), "none")
        if whole:
            process.wait()
            self.town._launch(name)

    # --- staff

    def _confirm_requests(self) -> None:
        while not self.over.wait(0.5):
            with suppress(MadoguchiError):
                self._confirm_all()

    def _confirm_all(self) -> None:
        context = context_now(self.built.process)
        for one in context.store.bookings():
            if one.state is State.REQUESTED:
                room = Room(f"9{one.number}{one.edition:04d}"[:11], "123456")
                with suppress(MadoguchiError):
                    steps.confirm_booking(context, one.id, room, "cli:soak", one.version)
                    self.counts["confirmed"] += 1

    # --- seekers

    def _is_enough(self) -> bool:
        return self.sent >= self.most and self.killed >= LEAST_KILLS

    def _live(self, number: int) -> None:
        chance = random.Random(self.seed * 1000 + number)  # noqa: S311 - the same each time
        user = f"U{number + 1:032x}"
        self.town.line.add_stranger(user)
        self.town.line.world.change_person(user, friend=True)
        held: list[Callable[[], None]] = []
        while not self._is_enough():
            for text in _talk(chance, number, lambda: self._last(user)):
                self._says(chance, user, text, held)
                if self._is_enough():
                    break
            for one in held:
                one()
            held.clear()

    def _says(self, chance: random.Random, user: str, text: str, held: list[Callable[[], None]]) -> None:
        """Deliver what somebody says: at once or behind the next, now and then twice; again until it is taken."""
        decides = text in ("申し込む", "変更する", "取り消す", "確認", "変更", "キャンセル", "予約")
        moved = not held and not decides and chance.random() < 0.08
        event = typed(self.town.line, user, text)
        operation = self.history.offer(user, event["webhookEventId"], event["replyToken"], text, moved=moved)
        with self.lock:
            self.sent += 1
        if moved:
            held.append(lambda: self._deliver(chance, operation, event))
            return
        self._deliver(chance, operation, event)
        for one in held:
            one()
        held.clear()
        if decides:
            with suppress(AssertionError):
                wait_until(lambda: operation.answered, PATIENCE)

    def _deliver(self, chance: random.Random, operation: Operation, event: Json) -> None:
        while not self._posted(event):
            self.counts["refused or unheard, delivered again"] += 1
            time.sleep(1.0)
            event = redelivered(event)
        operation.acknowledged = self.history.now()
        if chance.random() < 0.1:
            self.counts["delivered twice"] += 1
            self._posted(redelivered(event) if chance.random() < 0.5 else event)

    def _posted(self, event: Json) -> bool:
        posting = self.town.line.courier.post(Webhook(event["source"]["userId"], (event,)))
        if posting.status and posting.status >= 500:
            self.counts[f"answered {posting.status}"] += 1
        return posting.status == 200

    def _last(self, user: str) -> str:
        said = [entry for entry in self.town.line.transcript(user) if entry.who == "bot"]
        return text_of(said[-1].message) if said else ""

    # --- the end

    def _settle(self) -> None:
        """Let what is left be done; the processes that were killed last are back."""
        client, keys = self.town.client, self.town.keys
        wait_until(self.town._web_answers, 90, "web is ready")
        self._confirm_all()
        began = time.monotonic()

        def is_done() -> bool:
            with suppress(MadoguchiError):
                rows = (row for one in self.built.process.store.bookings() for row in self._rows(one.id))
                return not client.zcard(keys.due_replies) and all(row.state is NoticeState.ACCEPTED for row in rows)
            return False

        with suppress(AssertionError):  # what is not done then is named by the look over everything
            wait_until(is_done, SETTLED)
        self.counts["seconds until all was settled"] = round(time.monotonic() - began)
        outcomes = client.hgetall(keys.counters).items()
        self.counts.update({name: int(count) for name, count in outcomes if name.startswith(SHOWN)})
        self.counts.update(f"bookings {one.state.value}" for one in self.built.process.store.bookings())

    def _rows(self, name: str) -> list[Any]:
        """Give the rows about a confirmed booking's room in its present edition."""
        one = self.built.process.store.booking(name)
        if not one or one.state is not State.CONFIRMED:
            return []
        rows = self.built.process.store.notices(name)
        return [row for row in rows if row.edition == one.edition and row.kind is Kind.DETAILS]

    def _breaches(self) -> Iterator[str]:
        context = context_now(self.built.process)
        yield from self.history.breaches()
        known = [one.event for one in self.history.operations.values() if one.acknowledged is not None]
        yield from broken(context, None, known)
        for one in context.store.bookings():
            rows = self._rows(one.id)
            if one.state is State.CONFIRMED and [row.state for row in rows] != [NoticeState.ACCEPTED]:
                yield f"{one.number} is confirmed and its details are {[row.state.value for row in rows]}"
            if rows and self.history.accepted[rows[0].retry_key] != 1:
                yield f"the room of {one.number} was told {self.history.accepted[rows[0].retry_key]} times"
        yield from self._foreign()

    def _foreign(self) -> Iterator[str]:
        owners = {one.number: one.user for one in self.built.process.store.bookings()}
        names = {_name(number): f"U{number + 1:032x}" for number in range(self.people)}
        for user in names.values():
            said = "\n".join(str(entry.message) for entry in self.town.line.transcript(user) if entry.who == "bot")
            others = (secret for secret, owner in (*owners.items(), *names.items()) if owner != user)
            yield from (f"{user} reads {where}" for where in foreign(said, others))


def _name(number: int) -> str:
    return f"求職{number:04d}太郎"


def _talk(chance: random.Random, number: int, last: Callable[[], str]) -> Iterator[str]:
    """Give what somebody says from the first word to a booking, a look, a move or a cancellation."""
    who = (_name(number), f"13010-{20_000_000 + number}", f"090-2000-{number:04d}", f"s{number}@example.com")
    yield from ("予約", "1", "1", *who, "1", "1", f"{chance.choice(DAYS)} {chance.choice(HOURS)}")
    yield "申し込む"
    while "埋まりました" in last():
        yield "1"
        yield "申し込む"
    yield "確認"
    if chance.random() < 0.4:
        yield "変更"
        yield f"{chance.choice(DAYS)} {chance.choice(HOURS)}"
        yield "変更する"
        yield "確認"
    if chance.random() < 0.7:
        yield "キャンセル"
        yield "1"
        yield "取り消す"
    yield chance.choice(("ヘルプ", "電話", "やめる", "最初から"))
    yield "やめる"


def soak(
    folder: Path, most: int, people: int, every: float, kills: int = sys.maxsize, *, fresh: bool = True
) -> tuple[Soak, list[str]]:
    """Run one in a folder; `fresh`: web and worker are new processes, and no forks."""
    with Town(folder, fresh=fresh).open() as town:
        town.now_is(tokyo("2026-11-25 10:00"))
        run = Soak(town, most, people, every, kills)
        return run, run.run()


def report(run: Soak, breaches: list[str]) -> None:
    """Print the figures."""
    waits = run.history.waits()
    for name, count in (*run.history.figures().items(), *sorted(run.counts.items())):
        print(f"{name}: {count}")
    print(f"unanswered, though in order: {len(run.history.unanswered())}")
    middle, nearly, most = waits[len(waits) // 2], waits[len(waits) * 99 // 100], waits[-1]
    print(f"seconds to the answer: median {middle:.2f}, 99 % {nearly:.1f}, most {most:.1f}")
    print(f"breaches: {len(breaches)}")
    for one in breaches[:40]:
        print("  ", one)


def main() -> int:
    """Run by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two kills")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run, breaches = soak(Path(folder), asked.events, asked.people, asked.every)
    report(run, breaches)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

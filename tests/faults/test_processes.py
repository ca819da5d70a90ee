"""F32 to F45 on real processes: a worker's children killed, frozen, asked to end; a server killed under a busy one."""

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.booking.notices.notice import Kind, NoticeState
from bot.bootstrap import Built, build
from bot.ports.work import QUEUES
from bot.processes.supervisor import Child, mind
from bot.service.events.office_now import context_now
from bot.settings import from_environ
from tests.e2e.town import PATIENCE, Town, wait_until
from tests.faults.invariants import broken
from tests.faults.rows import Recovery, fault
from tests.faults.whole_town import start_of
from tests.make import answers, booking, tokyo
from tests.service.faulty_town import seeker
from tests.service.made_bookings import confirmed


class Place:
    """A deployment whose processes are killed, and bookings put straight into its store."""

    def __init__(self, town: Town) -> None:
        self.town, self.last = town, 0
        self.built: Built = build(from_environ(town.environment), sending=False)

    def confirmed(self, count: int) -> list[str]:
        """Confirm new bookings, each with its details due now; give the seekers."""
        context, numbers = context_now(self.built.process), range(self.last + 1, self.last + count + 1)
        self.last += count
        for number in numbers:
            self.town.line.add_stranger(seeker(number))
            self.town.line.world.change_person(seeker(number), friend=True)
            own = answers(number=f"13010-{10_000_000 + number}", email="")
            made = booking(
                id=f"b{number}", number=f"{100_000 + number}", user=seeker(number), answers=own, start=start_of(number)
            )
            confirmed(context, made)
        return [seeker(number) for number in numbers]

    def have_theirs(self, users: list[str]) -> bool:
        """Say whether each heard once, and the ledger knows it."""
        rows = [row for user in users for row in self.built.process.store.notices(f"b{int(user[1:], 16)}")]
        done = all(row.state is NoticeState.ACCEPTED for row in rows if row.kind is Kind.DETAILS)
        return done and all(len(self.town.from_bot(user, "push")) == 1 for user in users)

    def broken(self) -> list[str]:
        """Name what does not hold that must hold always."""
        return broken(context_now(self.built.process), self.town.line)

    def child(self, queue: str) -> int:
        """Give the process id of the worker's child for a queue, once there is one."""
        return int(wait_until(lambda: self._child(queue), what=f"a child for {queue}"))

    def _child(self, queue: str) -> int:
        parent = self.town.processes["worker"].pid
        for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            with suppress(OSError):
                if Path(f"/proc/{one}/comm").read_text().strip() == queue:
                    return int(one)
        return 0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with Town(tmp_path_factory.mktemp("town"), fresh=True).open() as town:  # each process is found by its command
        town.now_is(tokyo("2026-11-25 10:00"))
        yield Place(town)


@pytest.fixture(autouse=True)
def healed(place: Place) -> Iterator[None]:
    yield
    place.town.line.faults.clear()


@fault("F32", "F34", injected="the child that sweeps and sends is killed (-9) while LINE has its calls", within=30)
def test_f34_it_is_started_again_and_each_hears_once(place: Place, recovery: Recovery):
    place.town.line.faults.add("slow", endpoint="push", times=4, seconds=3)
    users = place.confirmed(12)
    wait_until(lambda: len(place.town.line.faults.all()) == 0, what="calls are under way")
    os.kill(place.child("notices"), signal.SIGKILL)
    with recovery:
        wait_until(lambda: place.have_theirs(users), what="all details")
    assert place.broken() == []


@fault("F34", injected="the other child, whose sweep goes on alone, is killed (-9)", within=20)
def test_f34_either_sweep_is_enough(place: Place, recovery: Recovery):
    os.kill(place.child("desk"), signal.SIGKILL)
    with recovery:
        users = place.confirmed(6)
        wait_until(lambda: place.have_theirs(users), what="all details")
    assert place.broken() == []


@fault(
    "F35",
    injected="a child sleeps (SIGSTOP) with calls at LINE for 90 s, and wakes up (SIGCONT)",
    within=30,
)
def test_f35_another_sends_and_whoever_wakes_up_changes_nothing(place: Place, recovery: Recovery):
    place.town.line.faults.add("slow", endpoint="push", times=2, seconds=2)
    users = place.confirmed(4)
    wait_until(lambda: not place.town.line.faults.all(), what="calls are under way")
    frozen = place.child("notices")
    os.kill(frozen, signal.SIGSTOP)
    try:
        place.built.clock.advance(90)
        place.town.processes["sleeper"] = place.town.processes.pop("worker")
        place.town.client.delete(place.town.keys.heartbeat("notices"))
        place.town.start("worker")
        with recovery:
            wait_until(lambda: place.have_theirs(users), what="all details")
    finally:
        with suppress(ProcessLookupError):  # its minder may have lost patience
            os.kill(frozen, signal.SIGCONT)
    time.sleep(2)  # what woke up goes on with what it held
    assert all(len(place.town.from_bot(user, "push")) == 1 for user in users)
    assert place.broken() == []


@fault("F43", injected="web and workers are asked to end (SIGTERM) and started again while they send")
def test_f43_nothing_is_lost_and_nothing_comes_twice(place: Place, recovery: Recovery):
    place.town.line.faults.add("slow", endpoint="push", times=6, seconds=2)
    users = place.confirmed(20)
    wait_until(lambda: not place.town.line.faults.all(), what="calls are under way")
    for process in place.town.processes.values():
        process.terminate()
    assert [place.town.processes[name].wait(PATIENCE) for name in ("worker", "web")] == [0, 0]
    place.town._launch("web")
    place.town._launch("worker")
    with recovery:
        wait_until(lambda: place.have_theirs(users), what="all details")
    assert place.broken() == []


@fault("F45", "F44", injected="the server is killed (-9) under a busy worker and is back after 3 s", within=15)
def test_f45_the_worker_is_back_and_goes_on(place: Place, recovery: Recovery):
    place.town.line.faults.add("slow", endpoint="push", times=3, seconds=2)
    users = place.confirmed(6)
    wait_until(lambda: len(place.town.line.faults.all()) == 0, 20, "calls are under way")
    place.town.redis.process.kill()
    place.town.redis.process.wait()
    assert not place.town._web_answers()
    time.sleep(3)  # the outage
    place.town.redis = place.town.redis.start(place.town.redis.directory)
    with recovery:
        wait_until(lambda: place.have_theirs(users), 40, "all details")
        wait_until(place.town._web_answers, 40, "web is ready")  # a child's last word may have run out meanwhile
    assert place.broken() == []


HASTY = """
import os
from workers import process, rounds
process.BEAT_SECONDS = rounds.BEAT_SECONDS = 7.0
process.DEQUEUE_SECONDS = 3
print("pid", os.getpid(), flush=True)
process.run("{queue}")
"""


@contextmanager
def hasty_workers(place: Place) -> Iterator[list[str]]:
    """Mind children that must be heard every 7 seconds instead of 30; give the lines that the minder shows."""
    ordinary = place.town.processes.pop("worker")
    ordinary.terminate()
    ordinary.wait(PATIENCE)
    children = [
        Child(queue, [sys.executable, "-c", HASTY.format(queue=queue)], place.town.environment, beats=True)
        for queue in QUEUES
    ]
    lines, stop = [], threading.Event()
    minding = threading.Thread(target=mind, args=(children,), kwargs={"on_line": lines.append, "stop": stop})
    minding.start()
    try:
        yield lines
    finally:
        stop.set()
        minding.join(PATIENCE)


@fault("F35", injected="a child sleeps (SIGSTOP) for good, with calls at LINE", within=60)
def test_f35_a_child_that_does_not_wake_up_is_killed_and_another_takes_its_place(place: Place, recovery: Recovery):
    with hasty_workers(place) as lines:
        wait_until(lambda: sum("worker_started" in line for line in lines) == 2, what="both children work")
        frozen = next(int(line.split()[-1]) for line in lines if line.startswith("notices | pid"))
        place.town.line.faults.add("slow", endpoint="push", times=2, seconds=2)
        users = place.confirmed(4)
        wait_until(lambda: not place.town.line.faults.all(), what="calls are under way")
        os.kill(frozen, signal.SIGSTOP)
        place.built.clock.advance(90)
        with recovery:
            wait_until(lambda: place.have_theirs(users), what="all details")
        assert [line for line in lines if line.startswith("notices | 応答がないので、止めました")]
    assert place.broken() == []


def test_nothing_of_people_is_in_the_logs(place: Place):
    logs = "".join(path.read_text(errors="replace") for path in place.town.folder.glob("*.log"))
    assert not re.search("山田|090-1234|taro@", logs)

"""A child that falls silent is killed and started again; one that only waits for its neighbours is left alone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from bot.processes import supervisor
from bot.processes.pulse import Listener, Pulse
from bot.processes.supervisor import Child
from tests.e2e.town import in_time
from tests.faults.rows import fault, twin
from tests.processes.minding import MINDER, PATIENCE, Minding, is_alive, python, until

SOON = 1.0  # seconds within which the children here promise to be heard
BEATING = """
import os, time
from bot.processes.pulse import Pulse
pulse = Pulse.inherited()
pulse.beat("work", 1.0)
print("here", os.getpid(), flush=True)
while True:
    pulse.beat("work", 1.0)
    time.sleep(0.1)
"""
HALF = """
import os, threading, time
from bot.processes.pulse import Pulse
pulse = Pulse.inherited()
print("here", os.getpid(), flush=True)
pulse.beat("sweep", 0.5)
while True:
    pulse.beat("work", 5.0)
    time.sleep(0.1)
"""
BUSY = """
import os, re, threading, time
from bot.processes.pulse import Pulse
pulse = Pulse.inherited()
def beat():
    while True:
        pulse.beat("sweep", 0.5)
        time.sleep(0.05)
threading.Thread(target=beat, daemon=True).start()
time.sleep(0.2)
print("here", os.getpid(), flush=True)
re.match("(a*)*b", "a" * 40)
"""
SILENT = "import os, time; print('here', os.getpid(), flush=True); time.sleep(600)"
Begin = Callable[..., Minding]


def beating(code: str) -> Child:
    return Child("worker", [sys.executable, "-c", code], dict(os.environ), beats=True)


def pids(one: Minding) -> list[int]:
    return [int(line.split()[-1]) for line in one.lines if line.startswith("worker | here")]


def killed(one: Minding) -> list[str]:
    return [line.split("。")[0] for line in one.lines if "応答がない" in line]


@fault("F35", "F45", injected="a child is frozen for good")
def test_a_frozen_child_is_killed_and_started_again(minding: Begin) -> None:
    one = minding(beating(BEATING))
    until(lambda: len(pids(one)) == 1)
    os.kill(pids(one)[0], signal.SIGSTOP)
    until(lambda: len(pids(one)) == 2)
    assert killed(one) == ["worker | 応答がないので、止めました（work）"]


@twin("F35", without="listening to its beats")
def test_twin_a_frozen_child_that_nobody_listens_to_stays_frozen(minding: Begin) -> None:
    one = minding(Child("worker", [sys.executable, "-c", BEATING], dict(os.environ)), grace_seconds=0.2)
    until(lambda: len(pids(one)) == 1)
    os.kill(pids(one)[0], signal.SIGSTOP)
    time.sleep(SOON * 2)  # twice what it would take to be killed
    assert (len(pids(one)), killed(one)) == (1, [])


@pytest.mark.parametrize(("code", "part"), [(HALF, "sweep"), (BUSY, "sweep")], ids=["a dead thread", "a busy reader"])
def test_one_silent_part_is_enough(minding: Begin, code: str, part: str) -> None:
    one = minding(beating(code))
    until(lambda: len(pids(one)) == 2)
    assert killed(one)[0] == f"worker | 応答がないので、止めました（{part}）"


def test_a_child_that_never_begins_is_killed_after_its_grace(
    minding: Begin,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_BEAT", 0.5)
    one = minding(beating(SILENT))
    until(lambda: len(killed(one)) == 2)  # so it was started again
    assert killed(one)[0] == "worker | 応答がないので、止めました（始まりません）"


def test_a_child_that_beats_is_left_alone(minding: Begin) -> None:
    def is_left_alone() -> bool:
        one = minding(beating(BEATING), python("silent by nature", SILENT))
        until(lambda: len(pids(one)) == 1)
        time.sleep(SOON * 2)  # twice what it would take to be killed
        return (len(pids(one)), killed(one)) == (1, [])

    assert in_time(is_left_alone)  # one that the machine stops for as long as it promised to be heard is killed


class Sleeping:
    """A minder in a process of its own and its child, both stopped for a while, as on a laptop that sleeps."""

    def __init__(self, nap: float) -> None:
        code = f"import bot.processes.supervisor\nbot.processes.supervisor.NAP = {nap}\n" + MINDER.replace(
            "environ))", "environ), beats=True)"
        )
        argv = [sys.executable, "-c", code, BEATING.replace("1.0", "2.0")]
        self.minder = subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.minder.stdout
        self.child = int(self.minder.stdout.readline().split()[-1])
        os.kill(self.child, signal.SIGSTOP)
        time.sleep(0.3)  # the minder has heard all by now
        os.kill(self.minder.pid, signal.SIGSTOP)
        time.sleep(2.5)  # the laptop sleeps
        os.kill(self.minder.pid, signal.SIGCONT)

    def end(self) -> str:
        self.minder.terminate()
        return self.minder.communicate(timeout=PATIENCE)[0]


def test_a_minder_that_was_stopped_itself_blames_no_child() -> None:
    def blames_nobody() -> bool:
        both = Sleeping(nap=0.5)
        os.kill(both.child, signal.SIGCONT)
        time.sleep(0.5)  # the minder looks at all again
        lives = is_alive(both.child)
        return "応答がない" not in both.end() and lives

    assert in_time(blames_nobody)


def test_twin_a_minder_that_does_not_know_that_it_slept_kills_its_child() -> None:
    both = Sleeping(nap=600.0)
    until(lambda: not is_alive(both.child))
    assert "応答がない" in both.end()


def heard(listener: Listener, *beats: tuple[str, float], now: float) -> None:
    with listener.of_child() as end:
        for part, within in beats:
            Pulse(end).beat(part, within)
        listener.listen(now)


def test_each_part_says_itself_when_it_will_be_heard_again() -> None:
    listener = Listener(0.0, first_within=60.0)
    assert (listener.overdue(60.0), listener.overdue(60.1)) == (None, "")
    heard(listener, ("sweep", 5.0), ("work", 30.0), now=10.0)
    assert [listener.overdue(now) for now in (15.0, 15.1)] == [None, "sweep"]
    listener.forgive(100.0)
    assert [listener.overdue(now) for now in (115.0, 115.1)] == [None, "sweep"]
    listener.close()


def test_nonsense_on_the_pipe_hurts_nobody() -> None:
    listener = Listener(0.0, first_within=60.0)
    with listener.of_child() as end:
        for said in (b"\xff\xfe 5\n", b"sweep\n", b"sweep soon\n", b"\n"):
            os.write(end, said)
            listener.listen(1.0)
    assert (listener.overdue(59.0), listener.overdue(61.0)) == (None, "")
    listener.close()


def test_without_a_minder_a_beat_tells_nobody() -> None:
    Pulse.inherited().beat("work", 5.0)
    Pulse(None).beat("work", 5.0)


def test_a_minder_that_does_not_look_holds_up_no_child() -> None:
    listener = Listener(0.0, first_within=60.0)
    with listener.of_child() as end:
        pulse = Pulse(end)
        for _ in range(20_000):  # more than a pipe holds
            pulse.beat("work", 5.0)
    listener.listen(1.0)
    assert listener.overdue(7.0) == "work"
    listener.close()

"""The minder with real child processes."""

import fcntl
import os
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.processes import supervisor
from bot.processes.supervisor import Child
from tests.faults.rows import fault
from tests.processes.minding import MINDER, PATIENCE, Minding, is_alive, python, until

POLITE = """
import signal, sys, time
def bye(*_):
    print("bye"); sys.exit(0)
signal.signal(signal.SIGTERM, bye)
print("here", flush=True)
while True: time.sleep(0.05)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("here", flush=True)
time.sleep(600)
"""


def test_each_line_carries_the_name_of_its_child(minding: Callable[..., Minding]) -> None:
    both = minding(python("web", POLITE), python("worker", POLITE))
    both.shows("web | here")
    both.shows("worker | here")


@fault("F45", injected="a process dies again and again")
def test_what_dies_is_started_again_and_later_each_time(minding: Callable[..., Minding]) -> None:
    short = minding(python("short", "print('こんにちは'); raise SystemExit(3)"))
    short.shows("short | こんにちは", times=3)
    waits = [line for line in short.lines if "終了しました" in line]
    assert waits[:2] == [
        "short | 終了しました（3）。0.2 秒後に始め直します",
        "short | 終了しました（3）。0.4 秒後に始め直します",
    ]


def test_the_wait_has_a_longest_and_starts_over_after_a_long_life() -> None:
    lines: list[str] = []
    minded = supervisor._Minded(Child("web", ["/no/such/program"], {}), lines.append)
    for now in (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0):
        minded._begin(now)
    assert [line.split("。")[1].split()[0] for line in lines] == ["0.2", "0.4", "0.8", "1.6", "3.2", "5.0", "5.0"]
    minded._start_at = 40.0
    minded._died("終了しました（1）", 40.0 + supervisor.SETTLED_SECONDS + 1)
    assert lines[-1].endswith("0.2 秒後に始め直します")


def test_a_child_that_can_not_start_does_not_stop_the_others(minding: Callable[..., Minding]) -> None:
    both = minding(Child("typo", ["/no/such/program"], {}), python("web", POLITE))
    both.shows("web | here")
    assert any(line.startswith("typo | 始められません") for line in both.lines)


def test_children_are_stopped_in_reverse_order_of_their_start(minding: Callable[..., Minding]) -> None:
    three = minding(*(python(name, POLITE) for name in ("line", "web", "worker")))
    for name in ("line", "web", "worker"):
        three.shows(f"{name} | here")
    three.end()
    assert three.lines[-3:] == ["worker | bye", "web | bye", "line | bye"]


def test_a_child_that_will_not_stop_is_killed_after_the_grace(minding: Callable[..., Minding]) -> None:
    stubborn = minding(python("stubborn", STUBBORN), grace_seconds=0.5)
    stubborn.shows("stubborn | here")
    assert 0.5 <= stubborn.end() < 9  # it would be ten without a word of it


def test_what_a_dead_child_left_behind_is_gone_before_it_starts_again(
    minding: Callable[..., Minding], tmp_path: Path
) -> None:
    note = tmp_path / "grandchild"
    parent = f"""
import pathlib, subprocess, sys, time
note = pathlib.Path({str(note)!r})
if note.exists(): time.sleep(600)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
note.write_text(str(child.pid))
"""
    minding(python("parent", parent))
    until(lambda: note.exists() and bool(note.read_text()))
    until(lambda: not is_alive(int(note.read_text())))


def children_of(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [line.split() for line in found.splitlines()]
    return [int(child) for child, parent in pairs if int(parent) == pid]


@pytest.fixture
def other_minder() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    begun: list[subprocess.Popen[str]] = []

    def begin(*code: str) -> "subprocess.Popen[str]":
        argv = [sys.executable, "-c", MINDER, *code]
        begun.append(subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, start_new_session=True))
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()
        one.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_nothing_is_left_when_the_minder_is_killed(other_minder: Callable[..., "subprocess.Popen[str]"]) -> None:
    process = other_minder(POLITE, STUBBORN)
    assert process.stdout
    assert {process.stdout.readline(), process.stdout.readline()} == {"0 | here\n", "1 | here\n"}
    children = children_of(process.pid)
    assert len(children) == 2
    process.kill()
    until(lambda: not any(is_alive(child) for child in children))


CHATTY = """
import pathlib, time
for number in range(20000): print("x" * 100)
pathlib.Path({note!r}).write_text("done")
time.sleep(600)
"""
PATIENT = "from bot.adapters.output.streams import never_block\nnever_block()\n"


@pytest.fixture
def minder_of(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Start a minder of a child that says much and then leaves a note."""
    begun: list[subprocess.Popen[bytes]] = []

    def begin(before: str) -> "subprocess.Popen[bytes]":
        argv = [sys.executable, "-c", before + MINDER, CHATTY.format(note=str(tmp_path / "note"))]
        begun.append(subprocess.Popen(argv, stdout=subprocess.PIPE, start_new_session=True))
        return begun[-1]

    yield begin
    for one in begun:
        one.terminate()
        one.communicate(timeout=PATIENCE)


def test_a_stalled_reader_of_the_minder_holds_up_no_child(minder_of, tmp_path):
    minder_of(PATIENT)
    until(lambda: (tmp_path / "note").exists())


def test_twin_with_a_plain_stdout_a_child_waits_for_the_minders_reader(minder_of, tmp_path):
    process = minder_of("")
    until(lambda: pending(process) > 60_000)
    assert not (tmp_path / "note").exists()  # and can't be: both pipes together hold less


def pending(process: "subprocess.Popen[bytes]") -> int:
    """Give the bytes that stand in the pipe."""
    assert process.stdout
    return int(struct.unpack("i", fcntl.ioctl(process.stdout.fileno(), termios.FIONREAD, bytes(4)))[0])


@pytest.mark.parametrize("before", [PATIENT, ""], ids=["as we run it", "plain"])
def test_a_reader_of_the_minder_that_has_gone_holds_up_no_child(minder_of, tmp_path, before):
    process = minder_of(before)
    process.stdout.close()
    until(lambda: (tmp_path / "note").exists())


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_in_the_terminal_reaches_each_child_exactly_once(
    other_minder: Callable[..., "subprocess.Popen[str]"], told: signal.Signals
) -> None:
    process = other_minder(POLITE)
    assert process.stdout
    assert process.stdout.readline() == "0 | here\n"
    os.killpg(process.pid, told)  # as a terminal does: the whole foreground group
    assert process.communicate(timeout=PATIENCE)[0] == "0 | bye\n"
    assert process.returncode == 0

"""Logging that holds nobody up, with real processes behind real pipes."""

import fcntl
import json
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.e2e.town import PATIENCE, wait_until

LINES = 20_000  # of 150 bytes: far more than a pipe and the queue hold
WRITER = """
import sys
from bot.adapters.output.streams import never_block, newly_dropped
if "--plain" not in sys.argv:
    never_block()
from bot.adapters.output.logs import log_to_stderr
log = log_to_stderr().info
log("begun")
for number in range(int(sys.argv[1])):
    log("x" * 100, number=number)
open(sys.argv[2], "w").write(str(newly_dropped()))
sys.stdin.readline()
log("ended")
"""
Write = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def write(tmp_path) -> Iterator[Write]:
    """Start a process that logs so many lines, notes how many it dropped, and logs once more when told to."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: Any, code: str = WRITER) -> "subprocess.Popen[str]":
        pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
        argv = [sys.executable, "-c", code, str(arguments[0]), str(tmp_path / "note"), *arguments[1:]]
        begun.append(subprocess.Popen(argv, text=True, **pipes))
        return begun[-1]

    yield begin
    for one in begun:
        one.kill()
        one.wait()
        for pipe in (one.stdin, one.stderr):
            with suppress(BrokenPipeError):  # words that a killed process did not take
                pipe.close()


def dropped(tmp_path) -> int:
    return int((tmp_path / "note").read_text())


def is_through(tmp_path) -> bool:
    note = tmp_path / "note"
    return note.exists() and bool(note.read_text())


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_reader_that_stalls_holds_nobody_up_and_hears_afterwards_how_much_was_lost(write, tmp_path):
    process = write(LINES)
    wait_until(lambda: is_through(tmp_path), what="all lines are logged")
    said = ""
    while "log_lines_dropped" not in said:  # only then there is room for one more line
        said += process.stderr.readline()
    process.stdin.write("\n")
    process.stdin.flush()
    said += process.stderr.read()
    told = sum(one["count"] for one in events(said) if one["event"] == "log_lines_dropped")
    assert told == dropped(tmp_path) > 0
    logged = [one for one in events(said) if one["event"] != "log_lines_dropped"]
    assert (logged[0]["event"], logged[-1]["event"]) == ("begun", "ended")
    assert len(logged) == LINES + 2 - told


def test_twin_a_plain_stream_stops_its_process_for_as_long_as_nobody_reads(write, tmp_path):
    process = write(LINES, "--plain")
    wait_until(lambda: _held(process) > 60_000, what="the pipe is full")
    assert not is_through(tmp_path)  # and can't be: the pipe holds less than a fortieth of it
    process.communicate("\n", timeout=PATIENCE)
    assert is_through(tmp_path)


def _held(process: "subprocess.Popen[str]") -> int:
    """Give the bytes that stand in the pipe."""
    return struct.unpack("i", fcntl.ioctl(process.stderr.fileno(), termios.FIONREAD, bytes(4)))[0]


def test_a_reader_that_has_gone_fails_nobody(write, tmp_path):
    process = write(100)
    process.stderr.close()
    wait_until(lambda: is_through(tmp_path), what="all lines are logged")
    process.stdin.write("\n")
    process.stdin.close()
    assert process.wait(PATIENCE) == 0


def test_twin_with_a_plain_stream_the_first_line_fails_when_the_reader_has_gone(write, tmp_path):
    process = write(LINES, "--plain")
    process.stderr.close()
    assert process.wait(PATIENCE) != 0
    assert not is_through(tmp_path)


def test_at_the_end_what_still_waits_is_written_but_a_stalled_reader_is_not_waited_for_long(write, tmp_path):
    process = write(LINES)
    wait_until(lambda: is_through(tmp_path), what="all lines are logged")
    process.stdin.write("\n")
    process.stdin.close()
    assert process.wait(PATIENCE) == 0  # though nobody read


FORKING = """
import os, sys
from bot.adapters.output.streams import never_block
never_block()
print("before", file=sys.stderr)
if os.fork() == 0:
    print("child", file=sys.stderr)
    sys.exit(0)
os.wait()
print("after", file=sys.stderr)
"""


def test_after_a_fork_both_processes_write_their_own_lines_once(write):
    _, said = write(0, code=FORKING).communicate(timeout=PATIENCE)
    assert said.splitlines() == ["before", "child", "after"]


THREADS = """
import sys, threading
from bot.adapters.output.streams import never_block
never_block()
def say(name):
    for _ in range(300): print(name, name, name, file=sys.stderr)
many = [threading.Thread(target=say, args=(name,)) for name in "abcdef"]
[one.start() for one in many]; [one.join() for one in many]
"""


def test_lines_of_several_threads_do_not_mix(write):
    _, said = write(0, code=THREADS).communicate(timeout=PATIENCE)
    assert len(said.splitlines()) == 1800
    assert set(said.splitlines()) == {f"{name} {name} {name}" for name in "abcdef"}


SIGNALLED = """
import signal, sys
from bot.adapters.output.streams import never_block
never_block()
signal.signal(signal.SIGALRM, lambda *_: print("from a handler", file=sys.stderr))
signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
for number in range(20000): print("line", file=sys.stderr)
signal.setitimer(signal.ITIMER_REAL, 0)
print("done", file=sys.stderr)
"""


def test_a_signals_handler_may_log_in_the_middle_of_a_write(write):
    _, said = write(0, code=SIGNALLED).communicate(timeout=PATIENCE)
    assert said.splitlines()[-1] == "done"
    assert "from a handler" in said


def test_a_closed_stream_at_the_start_fails_nobody(tmp_path):
    argv = ["sh", "-c", f'exec "{sys.executable}" -c "$0" 10 "$1" 2>&-', WRITER, str(tmp_path / "note")]
    done = subprocess.run(argv, input="\n", text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0
    assert dropped(tmp_path) == 11


def test_a_pipe_that_another_process_made_non_blocking_loses_nothing(write, tmp_path):
    code = "import os; os.set_blocking(2, False)\n" + WRITER
    process = write(2000, code=code)
    wait_until(lambda: is_through(tmp_path), what="all lines are logged")
    _, said = process.communicate("\n", timeout=PATIENCE)
    assert len(events(said)) == 2002

"""A minder's child may be a fork of the minder, which has imported all."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.town import wait_until
from tests.folders import ROOT
from tests.processes.minding import is_alive

MINDER = """
import os, sys, time
from bot.adapters.output.streams import never_block
from bot.processes.pulse import Pulse
from bot.processes.supervisor import Child, mind
never_block()
imported = os.getpid()

def work():
    print("works", os.getpid(), os.getppid() == imported, os.environ["ONLY"], sorted(os.environ), flush=True)
    print("complains", file=sys.stderr, flush=True)
    {body}

sys.exit(mind([Child("one", (), {{"ONLY": "this"}}, beats={beats}, run=work)]))
"""
PATIENCE = 60.0  # seconds after which a line that never comes fails the test
WAITS = "time.sleep(600)"
DIES = "sys.exit(3)"
BREAKS = "1 / 0"


@contextmanager
def minder(body: str, *, beats: bool = False) -> Iterator["subprocess.Popen[str]"]:
    """A minder of one forked child, that ends with the test."""
    code = MINDER.format(body=body, beats=beats)
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, text=True, stdout=subprocess.PIPE)
    too_late = threading.Timer(PATIENCE, process.kill)
    too_late.start()
    try:
        yield process
    finally:
        too_late.cancel()
        process.terminate()
        process.communicate(timeout=PATIENCE)


def line_with(process: "subprocess.Popen[str]", words: str) -> str:
    while words not in (line := process.stdout.readline()):
        assert line, "it ended"
    return line


def test_what_it_complains_of_is_shown_too():
    with minder(WAITS) as process:
        assert line_with(process, "complains") == "one | complains\n"


def test_it_has_its_own_environment_and_session_and_its_lines_are_shown():
    with minder(WAITS) as process:
        said = line_with(process, "works").split()
        assert said[:3] == ["one", "|", "works"]
        assert said[4:6] == ["True", "this"]
        assert "PATH" not in " ".join(said[6:])
        assert os.getsid(int(said[3])) == int(said[3])


@pytest.mark.parametrize(("body", "status"), [(DIES, 3), (BREAKS, 1), ("os.kill(os.getpid(), 9)", -9)])
def test_one_that_ends_is_started_again(body, status):
    with minder(body) as process:
        line_with(process, f"終了しました（{status}）")
        line_with(process, "works")


def test_it_ends_when_the_minder_is_told_to_and_when_the_minder_is_killed():
    for number in (signal.SIGTERM, signal.SIGKILL):
        with minder(WAITS) as process:
            child = int(line_with(process, "works").split()[3])
            process.send_signal(number)
            process.wait(PATIENCE)
            wait_until(lambda child=child: not is_alive(child), what="the child has ended")


def test_one_that_falls_silent_is_killed_and_started_again():
    with minder('Pulse.inherited().beat("work", 0.5); time.sleep(600)', beats=True) as process:
        first = line_with(process, "works")
        line_with(process, "応答がないので、止めました（work）")
        assert line_with(process, "works") != first

"""`make bench`: measures all in turn and writes docs/performance.md; `python -m benchmarks NAME …` some, and no page.

Each module runs in a process of its own under a limit of time: one that fails or hangs is told on the page, and the
others go on. Give the machine to it alone: what else runs is measured, too.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.page import Measured, write
from benchmarks.table import Result, from_json, to_json
from tests.folders import ROOT

# What is measured, in the order of the page, and within how many seconds even a slow machine has done it.
MODULES = {"webhooks": 480, "events": 600, "ledger": 600, "reminders": 900, "console": 480, "store": 180, "idle": 780}
INTO = "--into"  # of the process that measures one


def main(names: Sequence[str]) -> int:
    """Measure what is named, or all and write the page; give how many could not be measured."""
    found = [_measured(name, place) for place, name in enumerate(names or MODULES, start=1)]
    if not names:
        print(f"written: {write(found)}")
    failed = [one.module for one in found if one.failure]
    print(f"could not be measured: {', '.join(failed)}" if failed else "all was measured")
    return len(failed)


def _measured(module: str, place: int) -> Measured:
    """Let a process of its own measure; what it had found before it failed counts."""
    print(f"[{place}/{len(MODULES)}] {module}: at most {MODULES[module] / 60:.0f} minutes", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "results"
        into.touch()
        argv = [sys.executable, "-m", "benchmarks", INTO, str(into), module]
        process = subprocess.Popen(argv, cwd=ROOT, start_new_session=True)  # noqa: S603 - ourselves
        began, failure = time.monotonic(), ""
        try:
            status = process.wait(MODULES[module])
            failure = f"ended with {status}" if status else ""
        except subprocess.TimeoutExpired:
            failure = f"not done within {MODULES[module]} seconds"
        finally:
            _end(process)
        results = [from_json(json.loads(line)) for line in into.read_text("utf-8").splitlines()]
    return Measured(module, results, time.monotonic() - began, failure)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process, and what it started, also where it was stopped in the middle."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(10)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue


def _measure_into(into: Path, module: str) -> None:
    """Measure one module; each result is written as soon as it is there."""
    for result in import_module(f"benchmarks.{module}").measure():
        _told(result)
        with into.open("a", encoding="utf-8") as file:
            file.write(json.dumps(to_json(result)) + "\n")


def _told(result: Result) -> None:
    print(f"  {result}", flush=True)


if __name__ == "__main__":
    if INTO in sys.argv[1:]:
        _measure_into(Path(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(main(sys.argv[1:]))

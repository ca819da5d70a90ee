"""What the commands that read or write a whole office cost: memory, CPU, and for how long Redis answers nobody else.

By itself, on servers that are there: `python -m benchmarks.backups REDIS_URL EMPTY_URL FOLDER`. The first holds an
office of a playground (`madoguchi demo --bookings 100000`), the second nothing; it is emptied afterwards. The settings
are those of the environment. A hold is as Redis tells it (SLOWLOG), of the server that the command fills where it fills
one; what else the machine does is in it.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.table import Row, row
from bot.adapters.redis.client import Client, connect_patient

FROM_MICROSECONDS = 1_000
MOST_LISTED = 100_000
MOST_MB, MOST_HOLD_MS = 250.0, 50.0


def measure(full: str, empty: str, folder: Path) -> Iterator[Row]:
    """Give the cost of each command."""
    file = folder / "benchmark.backup"
    file.unlink(missing_ok=True)
    with connect_patient(full) as here:
        yield row("keys", [here.dbsize()])
    for name, url, held, words in (
        ("backup", full, full, ["backup", str(file)]),
        ("backup verify", full, full, ["backup", "verify", str(file)]),
        ("rehearsal", full, empty, ["backup", "verify", str(file), "--restore-into", empty]),
        ("restore", empty, empty, ["restore", str(file)]),
        ("store compare", full, full, ["store", "compare"]),
        ("audit verify", full, full, ["audit", "verify"]),
    ):
        yield from _of(name, url, held, [*words, "--json"])
    yield row("the file", [file.stat().st_size / 1e6], "MB")
    with connect_patient(empty) as there:
        there.flushall(asynchronous=True)


def _of(name: str, url: str, held: str, words: list[str]) -> Iterator[Row]:
    """Give the cost of one command of the office at `url`; `held` is the server that it may hold up."""
    with connect_patient(held) as client:
        client.config_set("slowlog-log-slower-than", FROM_MICROSECONDS)
        client.config_set("slowlog-max-len", MOST_LISTED)
        client.slowlog_reset()
        memory, seconds = _run(url, words)
        holds = _holds(client)
    yield row(f"{name}: memory at most", [memory], "MB", at_most=MOST_MB)
    yield row(f"{name}: CPU", [seconds], "s")
    yield row(f"{name}: longest hold of Redis", [max(holds, default=0.0)], "ms", at_most=MOST_HOLD_MS)
    yield row(f"{name}: holds of 20 ms and more", [sum(one >= 20 for one in holds)])


def _run(url: str, words: list[str]) -> tuple[float, float]:
    """Carry out a command; give its greatest memory in MB and its seconds of CPU."""
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        argv = [sys.executable, "-m", "bot.cli", *words]
        os.execve(argv[0], argv, {**os.environ, "REDIS_URL": url})  # noqa: S606 - ourselves
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{words} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_maxrss * 1024 / 1e6, usage.ru_utime + usage.ru_stime


def _holds(client: Client) -> list[float]:
    """Give the milliseconds of each command that took long, but for our own questions."""
    return [one["duration"] / 1000 for one in client.slowlog_get(MOST_LISTED) if not one["command"].startswith(b"SLOW")]


if __name__ == "__main__":
    for result in measure(sys.argv[1], sys.argv[2], Path(sys.argv[3])):
        print(result, flush=True)

"""What a backup, a look at it and a restore cost: memory, CPU, and for how long Redis answers nobody else.

By itself, on servers that are there: `python -m benchmarks.backups REDIS_URL EMPTY_URL FOLDER`. The first holds an
office of a playground (`madoguchi demo --bookings 100000`), the second nothing; it is emptied afterwards. The settings
are those of the environment. A hold is as Redis tells it (SLOWLOG); what else the machine does is in it.
"""

import json
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
    for name, url, words in (
        ("backup", full, ["backup", str(file)]),
        ("backup verify", full, ["backup", "verify", str(file)]),
        ("restore", empty, ["restore", str(file)]),
    ):
        yield from _of(name, url, [*words, "--json"])
    yield row("the file", [file.stat().st_size / 1e6], "MB")
    with connect_patient(empty) as there:
        there.flushall(asynchronous=True)


def _of(name: str, url: str, words: list[str]) -> Iterator[Row]:
    with connect_patient(url) as client:
        client.config_set("slowlog-log-slower-than", FROM_MICROSECONDS)
        client.config_set("slowlog-max-len", MOST_LISTED)
        client.slowlog_reset()
        keys, memory, seconds = _run(url, words)
        holds = _holds(client)
    yield row(f"{name}: keys", [keys])
    yield row(f"{name}: memory at most", [memory], "MB", at_most=MOST_MB)
    yield row(f"{name}: keys a second of CPU", [keys / seconds], "keys/s")
    yield row(f"{name}: longest hold of Redis", [max(holds, default=0.0)], "ms", at_most=MOST_HOLD_MS)
    yield row(f"{name}: holds of 20 ms and more", [sum(one >= 20 for one in holds)])


def _run(url: str, words: list[str]) -> tuple[int, float, float]:
    """Carry out a command; give its keys, its greatest memory in MB and its seconds of CPU."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(writing, 1)
        argv = [sys.executable, "-m", "bot.cli", *words]
        os.execve(argv[0], argv, {**os.environ, "REDIS_URL": url})  # noqa: S606 - ourselves
    os.close(writing)
    with open(reading, encoding="utf-8") as told:  # noqa: PTH123 - a pipe has no path
        document = told.read()
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"{words} ended with {os.waitstatus_to_exitcode(status)}")
    return json.loads(document)["keys"], usage.ru_maxrss * 1024 / 1e6, usage.ru_utime + usage.ru_stime


def _holds(client: Client) -> list[float]:
    """Give the milliseconds of each command that took long, but for our own questions."""
    return [one["duration"] / 1000 for one in client.slowlog_get(MOST_LISTED) if not one["command"].startswith(b"SLOW")]


if __name__ == "__main__":
    for result in measure(sys.argv[1], sys.argv[2], Path(sys.argv[3])):
        print(result, flush=True)

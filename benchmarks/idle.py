"""What web and worker do while nobody uses them: `python -m benchmarks.idle [SECONDS]`, without the playground.

Prints the commands a second of each process by kind, what they write to the append-only file, and the memory of each.
Five minutes are looked at unless told otherwise: most of what is written comes with the jobs that are done so often,
and a shorter look makes a day of all of them or of none. What is done once an hour is counted by itself: a look
that holds the turn of an hour would count it twelve times.
"""

import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.table import Row, row
from benchmarks.town import QuietTown, connections_of, processes_of, pss_of
from workers.timed import AT_LEAST

WATCHED_SECONDS = AT_LEAST.total_seconds()
SETTLED_SECONDS = WATCHED_SECONDS + 25  # until the start is over and the jobs of the clock come together
DAY = 24 * 3600
BY_A_SCRIPT = "lua"
HOUR, UPKEEP_SECONDS = 3600, 20  # how long an hour's upkeep takes at most


def measure(seconds: float = WATCHED_SECONDS) -> Iterator[Row]:
    """Measure what idle processes cost; what each of them does is told on the way."""
    with tempfile.TemporaryDirectory() as folder, QuietTown(Path(folder)) as town:
        for name, took in town.starts.items():
            yield row(f"start to ready, {name}", [took], "s", at_most=2)
        time.sleep(SETTLED_SECONDS)
        for name in ("web", "worker"):
            of_each = [pss_of(one) for one in processes_of(town.processes[name].pid)]
            print(f"idle: {name} {' + '.join(f'{one:.0f}' for one in of_each)} MB PSS", file=sys.stderr)
            yield row(f"memory of {name}, all processes", [sum(of_each)], "MB PSS", at_most=120)
        _pass_by_the_hour(seconds)
        before, began = _told(town), time.monotonic()
        seen = Counter(_watched(town, seconds))
        after, took = _told(town), time.monotonic() - began
        commands = (after["commands"] - before["commands"]) / took
        yield row("commands of an hour's upkeep", [_of_upkeep(town) - commands * UPKEEP_SECONDS])
    yield row("idle commands a second, those within scripts among them", [commands], "/s", at_most=10)
    yield row("append-only file of an idle day", [(after["aof"] - before["aof"]) * DAY / took / 1e6], "MB", at_most=5)
    _tell(seen, took)


def _pass_by_the_hour(seconds: float) -> None:
    """Wait where the hour would turn while it is looked."""
    left = HOUR - time.time() % HOUR
    if left < seconds + UPKEEP_SECONDS:
        time.sleep(left + UPKEEP_SECONDS)


def _of_upkeep(town: QuietTown) -> int:
    """Let the upkeep of this hour be done again, and give how many commands come meanwhile."""
    before = _told(town)["commands"]
    town.client.delete(*town.client.scan_iter(f"{town.keys.done('upkeep')}*"))
    time.sleep(UPKEEP_SECONDS)
    return _told(town)["commands"] - before


def _tell(seen: Mapping[tuple[str, str], int], took: float) -> None:
    """Say which process sends which commands how often."""
    by_process: dict[str, Counter[str]] = defaultdict(Counter)
    for (process, command), count in seen.items():
        by_process[process][command] += count
    for process, commands in sorted(by_process.items()):
        told = ", ".join(f"{name} {count / took:.2f}" for name, count in commands.most_common())
        print(f"  {process:24}{commands.total() / took:6.2f}/s  {told}", file=sys.stderr)


def main(seconds: float) -> None:
    """Measure and print."""
    for result in measure(seconds):
        print(result)


def _told(town: QuietTown) -> dict[str, int]:
    """Give how many commands were carried out, and how long the append-only file is."""
    stats, persistence = town.client.info("stats"), town.client.info("persistence")
    return {"commands": stats["total_commands_processed"], "aof": persistence["aof_current_size"]}


def _watched(town: QuietTown, seconds: float) -> Iterator[tuple[str, str]]:
    """Give process and name of each command, as MONITOR tells them."""
    names = dict[int, str]()
    until = time.monotonic() + seconds
    with town.client.monitor() as monitor:
        while time.monotonic() < until:
            if not monitor.connection.can_read(timeout=1.0):
                continue
            one = monitor.next_command()
            if one["client_type"] == BY_A_SCRIPT:
                yield "within scripts", one["command"].split()[0].upper()
                continue
            port = int(one["client_port"])
            if port not in names:
                names |= _names(town)
            yield names.get(port, "gone"), one["command"].split()[0].upper()


def _names(town: QuietTown) -> dict[int, str]:
    """Give by local port which process holds the connection."""
    return {
        port: f"{name} {place}"
        for name in ("web", "worker")
        for place, process in enumerate(processes_of(town.processes[name].pid))
        for port in connections_of(process)
    }


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else WATCHED_SECONDS)

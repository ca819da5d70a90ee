"""The whole path of an event beside the floor, and beside the SDK's echo bot where LINE takes 160 ms; and steady times.

The whole path: signature, load, core, commit, reply, as it runs in production. Everything on one machine, clients and
LINE included, so that the ratios of one run say more than the rates.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.clients import CLIENTS, Seen, Server, at_a_rate, typed
from benchmarks.table import Row, row
from benchmarks.town import QuietTown
from bot.cli.commands.serving.processes import THREADS, WORKERS
from tests.e2e.town import free_port, wait_until
from tests.folders import ROOT

ROUNDS, SECONDS = 5, 5.0
WARM_SECONDS = 2.0
LINE_SECONDS = 0.16
STEADY, STEADY_SECONDS, STEADY_CLIENTS = 100, 60.0, 32
LEFT_SECONDS = 60.0  # in which the replies of a round are out
OFFICE = {"places = 2 ": "places = 9999 ", "messages_in_10_seconds = 60 ": "messages_in_10_seconds = 9999 "}


def measure() -> Iterator[Row]:
    """Measure in turns, so that what else the machine does meets all alike."""
    with ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        at_once, slow = (_town(ending, folder, seconds) for seconds in (0.0, LINE_SECONDS))
        floor = _peer(at_once, "floor")
        echo = _peer(slow, "echo_bot")
        whole, whole_slow = _server(at_once), _server(slow)
        servers = {"whole": whole, "floor": floor, "slow": whole_slow, "echo": echo}
        yield from _rows(list(_rounds(servers, (at_once, slow))))
        print(f"webhooks: {STEADY}/s for {STEADY_SECONDS:.0f} s", file=sys.stderr)
        yield from _steady(at_a_rate(whole, STEADY, STEADY_SECONDS, STEADY_CLIENTS))


def _rounds(servers: Mapping[str, Server], towns: Sequence[QuietTown]) -> Iterator[Mapping[str, Seen]]:
    """Give what clients saw in each round, after one that only warms up."""
    for number in range(ROUNDS + 1):
        print(f"webhooks: round {number} of {ROUNDS}", file=sys.stderr)
        seen = {name: typed(server, SECONDS if number else WARM_SECONDS) for name, server in servers.items()}
        for town in towns:
            wait_until(lambda town=town: not town.client.zcard(town.keys.due_replies), LEFT_SECONDS, "replies are out")
        if number:
            yield seen


def _rows(rounds: list[Mapping[str, Seen]]) -> Iterator[Row]:
    rates = [{name: len(seen.taken) / SECONDS for name, seen in one.items()} for one in rounds]
    yield row("floor: bare Flask, the same I/O", [one["floor"] for one in rates], "webhooks/s")
    yield row("whole path", [one["whole"] for one in rates], "webhooks/s")
    yield row("whole path ÷ the floor", [one["whole"] / one["floor"] for one in rates], at_least=0.75)
    yield row("the SDK README's echo bot, LINE in 160 ms", [one["echo"] for one in rates], "webhooks/s")
    yield row("whole path, LINE in 160 ms", [one["slow"] for one in rates], "webhooks/s")
    yield row("whole path ÷ the echo bot, LINE in 160 ms", [one["slow"] / one["echo"] for one in rates], at_least=8)
    refused = [sum(one[name].refused for name in ("whole", "slow")) for one in rounds]
    yield row("refused in a round", refused, "webhooks", at_most=0)


def _steady(seen: Seen) -> Iterator[Row]:
    times = sorted(one * 1000 for one in seen.taken)
    yield row(f"p50 at {STEADY}/s steady for {STEADY_SECONDS:.0f} s", [statistics.median(times)], "ms")
    yield row(f"p99 at {STEADY}/s steady", [times[int(len(times) * 0.99)]], "ms", at_most=100)
    yield row(f"longest at {STEADY}/s steady", [times[-1]], "ms", at_most=2000)
    yield row(f"refused at {STEADY}/s steady", [seen.refused], "webhooks", at_most=0)


def _town(ending: ExitStack, folder: Path, line_seconds: float) -> QuietTown:
    """Start a deployment with so many places that talks never meet at one."""
    own = folder / f"line-{line_seconds}"
    own.mkdir()
    text = (ROOT / "office.toml").read_text("utf-8")
    for before, after in OFFICE.items():
        text = text.replace(before, after)
    (own / "office.toml").write_text(text, "utf-8")
    extra = {"OFFICE_FILE": str(own / "office.toml"), "LINE_CALLS_A_SECOND": "1500"}
    return ending.enter_context(QuietTown(own, extra, line_seconds))


def _server(town: QuietTown) -> Server:
    return Server("whole path", town.port, town.environment["LINE_CHANNEL_SECRET"])


def _peer(town: QuietTown, module: str) -> Server:
    """Start another application on the same Redis and LINE, under gunicorn with as many processes and threads."""
    server = Server(module, free_port(), town.environment["LINE_CHANNEL_SECRET"])
    argv = [sys.executable, "-m", "gunicorn", f"benchmarks.{module}:web_app()", "--bind", f"127.0.0.1:{server.port}"]
    argv += ["--workers", str(WORKERS), "--threads", str(THREADS * 2), "--worker-class", "gthread"]
    argv += ["--keep-alive", "60", "--log-level", "warning", "--no-control-socket"]
    town.run(module, argv, town.environment)
    began = time.monotonic()
    wait_until(lambda: _answers(server), 60, f"{module} answers")
    print(f"webhooks: {module} is there after {time.monotonic() - began:.1f} s, {CLIENTS} clients", file=sys.stderr)
    return server


def _answers(server: Server) -> bool:
    try:
        return bool(typed(server, 0.1).taken)
    except OSError:
        return False


def main() -> None:
    """Measure and print."""
    for result in measure():
        print(result)


if __name__ == "__main__":
    main()

"""The release before and this one side by side on one Redis, there and back, while people talk.

`python -m tests.faults.upgrade --from REF --people 12` takes the code of another commit out of git, starts its web and
worker, then this code's beside it, stops the earlier ones, starts them again and stops ours. All the while each person
goes on with a booking; webhooks go to the running web processes in turn. It ends with 1 if anybody had to begin anew, a
webhook was refused, a notice came twice or not at all, or the store does not fit together.
"""

import argparse
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bot.adapters.network.http_client import trusted
from tests.e2e.town import Town, free_port, wait_until
from tests.folders import ROOT
from tests.make import tokyo
from tests.talk import FIRST_BOOKING

NOON = tokyo("2026-11-25 12:00")
DAYS = ("12/3", "12/4", "12/7", "12/8", "12/9", "12/10")
HOURS = ("10時", "11時", "14時", "15時")
ASKED = ("予約", "1", "1")  # until personal answers
IN_TIME = 90  # seconds within which a process starts or ends


class Balancer:
    """Hands webhooks to the web processes in turn; one that takes no connection is passed over, as a balancer does."""

    def __init__(self) -> None:
        self.ports: list[int] = []
        self.statuses = Counter[int]()
        self._turns, ours = count(), self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = ours.pass_on(self.path, body, dict(self.headers))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/line/webhook"

    def pass_on(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """Give the answer of the first that takes it."""
        first, ports = next(self._turns), list(self.ports)
        for place in range(len(ports)):
            try:
                url = f"http://127.0.0.1:{ports[(first + place) % len(ports)]}{path}"
                status = httpx.post(url, content=body, headers=headers, timeout=10, verify=trusted()).status_code
            except httpx.ConnectError:
                continue
            except httpx.HTTPError:
                status = 502
            self.statuses[status] += 1
            return status
        self.statuses[502] += 1
        return 502

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Release:
    """The processes of one state of the source."""

    def __init__(self, town: Town, root: Path) -> None:
        self.town, self.root, self.port = town, root, free_port()
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start web and worker, and wait until they serve."""
        for name in ("web", "worker"):
            self.running[name] = self._begun(name)
        wait_until(self._answers, IN_TIME, f"web of {self.root}")
        worker = self.town.folder / f"{self.root.name}-worker.log"
        wait_until(lambda: "worker_started" in worker.read_text(), IN_TIME, f"worker of {self.root}")

    def stop(self) -> None:
        """Let them end in order."""
        for name, process in list(self.running.items()):
            process.terminate()
            process.wait(IN_TIME)
            (self.town.folder / f"{self.root.name}-{name}.log").write_text("")
        self.running.clear()

    def _begun(self, name: str) -> "subprocess.Popen[bytes]":
        environment = {key: value for key, value in self.town.environment.items() if key != "RQ_KEY_PREFIX"}
        environment |= {"PYTHONPATH": str(self.root), "PORT": str(self.port)}
        argv = [sys.executable, "-m", "bot.cli", name]
        with (self.town.folder / f"{self.root.name}-{name}.log").open("ab") as log:
            return subprocess.Popen(argv, env=environment, stdout=log, stderr=log, cwd=self.root)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=2, verify=trusted()).status_code == 200
        except httpx.HTTPError:
            return False


def source_of(ref: str, folder: Path) -> Path:
    """Take a commit's source out of git."""
    archive = subprocess.run(["git", "archive", ref], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(folder / "earlier", filter="data")
    found = subprocess.run(
        [sys.executable, "-c", "import bot; print(bot.__file__)"],
        cwd=folder / "earlier",
        env={**os.environ, "PYTHONPATH": str(folder / "earlier")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert found.startswith(str(folder / "earlier")), found
    return folder / "earlier"


class Person:
    """Somebody who books, a few answers at a time."""

    def __init__(self, town: Town, number: int) -> None:
        self.town, self.user, self.begun = town, f"U{number:032x}", 0
        name, asked, *more = FIRST_BOOKING
        day, hour = DAYS[number % len(DAYS)], HOURS[number // len(DAYS) % len(HOURS)]
        numbered = f"{asked[:-4]}{number:04d}"
        self.texts = [*ASKED, name, numbered, *more, "1", "1", f"{day} {hour}", "申し込む"]
        self.last = ""

    def goes_on(self, answers: int) -> None:
        """Give some answers."""
        for text in self.texts[self.begun : self.begun + answers]:
            self.last = self.town.says(self.user, text)
            self.begun += 1


@contextmanager
def a_town(folder: Path, office: Path) -> Iterator[tuple[Town, Balancer]]:
    """Give Redis and the local LINE, without any process of ours yet."""
    town, balancer = Town(folder, {"OFFICE_FILE": str(office)}), Balancer()
    with town:
        town._open([])
        town.line.account.webhook_url = balancer.url
        town.clock.move_to(NOON)
        yield town, balancer
    balancer.close()


def rolled(ref: str, people: int, say: Callable[[str], object]) -> list[str]:
    """Go to this release and back; give what went wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = source_of(ref, folder)
        with a_town(folder, source / "office.toml") as (town, balancer):
            earlier, ours = Release(town, source), Release(town, ROOT)
            try:
                return _breaches(town, balancer, earlier, ours, people, say)
            finally:
                earlier.stop()
                ours.stop()


def _breaches(
    town: Town, balancer: Balancer, earlier: Release, ours: Release, people: int, say: Callable[[str], object]
) -> list[str]:
    everybody = [Person(town, number) for number in range(1, people + 1)]

    def all_go_on(serving: Sequence[Release], answers: int) -> None:
        balancer.ports = [one.port for one in serving]
        for person in everybody:
            person.goes_on(answers)
        say(f"{' and '.join(one.root.name for one in serving)}: {everybody[0].begun} answers of each")

    earlier.start()
    for person in everybody:
        balancer.ports = [earlier.port]
        town.answered(person.user, lambda person=person: town.line.add_friend(person.user, "求職者"))
    all_go_on([earlier], 2)
    ours.start()
    all_go_on([earlier, ours], 3)
    balancer.ports = [ours.port]
    earlier.stop()
    all_go_on([ours], 2)
    earlier.start()
    all_go_on([earlier, ours], 2)
    balancer.ports = [earlier.port]
    ours.stop()
    all_go_on([earlier], 99)
    return [*_begun_anew(everybody), *_refused(balancer), *_untold(town, everybody)]


def _begun_anew(everybody: Sequence[Person]) -> Iterator[str]:
    for person in everybody:
        if "申し込みを受け付けました" not in person.last:
            yield f"{person.user[-3:]} has no receipt: {person.last[:60]!r}"


def _refused(balancer: Balancer) -> Iterator[str]:
    if set(balancer.statuses) != {200}:
        yield f"webhooks were answered {dict(balancer.statuses)}"


def _untold(town: Town, everybody: Sequence[Person]) -> Iterator[str]:
    """Confirm all, with the code of this release; the workers of the earlier one tell them."""
    for number, one in enumerate(town.bookings()):
        words = ("--meeting-id", f"9{number:010d}", "--passcode", "123456")
        town.madoguchi("booking", "confirm", one["id"], *words)
    for person in everybody:
        told = lambda person=person: [text for text in town.texts(person.user, "push") if "123456" in text]  # noqa: E731 - one line is the whole of it
        wait_until(told, IN_TIME, f"{person.user} is told")
        if len(told()) != 1:
            yield f"{person.user[-3:]} was told {len(told())} times"
    differences: Any = town.madoguchi("store", "compare")
    if differences["count"]:
        yield f"the store does not fit: {differences['differences'][:3]}"


def main() -> int:
    """Print each step, and what went wrong."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--from", dest="ref", default="HEAD~1", help="the earlier commit or tag")
    asked.add_argument("--people", type=int, default=12)
    told = asked.parse_args()
    found = rolled(told.ref, told.people, lambda line: print(line, flush=True))
    print(f"{len(found)} breaches {found}", flush=True)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

"""A whole deployment on this machine: Redis, gunicorn, RQ workers, and a local LINE, each a real process or server."""

import base64
import json
import os
import re
import secrets
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import httpx

from bot.adapters.network.http_client import trusted
from bot.adapters.redis.client import connect
from bot.adapters.redis.clock import MovableClock
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.adapters.store.keys import Keys
from bot.playground.line.people.talks import Entry
from bot.playground.line.platform import Platform
from bot.playground.line.server import run_in_thread
from bot.playground.line.webhooks.records import Redelivery
from tests.e2e import commands
from tests.folders import ROOT, quick_folder
from tests.stores import KEYS
from tests.talk import FIRST_BOOKING, text_of

GROUP = "C" + "4" * 32
START = 120.0  # seconds in which it starts a process
PATIENCE = 60.0  # seconds in which even a slow machine whose disk stalls does what is waited for
SHORTEST_NAP, LONGEST_NAP = 0.005, 0.05  # seconds between two looks; most of what is waited for comes at once
PASSCODE = "Kq7mX2r9Tz"  # letters as well: six digits alone can stand in a time or an id by chance


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until(
    true: Callable[[], Any], seconds: float = PATIENCE, what: str = "", seen: Callable[[], object] | None = None
) -> Any:
    """Wait until something holds, and give it. Where it never does, the failure says what was seen last.

    A bound of one's own is for tests whose point it is; what only has to come true one day has that of a slow machine.
    """
    until, nap = time.monotonic() + seconds, SHORTEST_NAP
    while not (found := true()):
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {what}; seen last: {seen() if seen else found!r}")
        time.sleep(nap)
        nap = min(2 * nap, LONGEST_NAP)
    return found


def in_time(once: Callable[[], bool]) -> bool:
    """Say whether something is in time at once; where the machine may have stalled, it has to be so twice more."""
    return once() or (once() and once())


@dataclass
class Town:
    """The deployment. `line` is the local LINE; seekers act through it."""

    folder: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    binary: Path | None = None
    fresh: bool = False  # whether each command is a new process, and no fork
    keys: Keys = KEYS  # of the office
    processes: dict[str, Any] = field(default_factory=dict)  # as subprocess.Popen
    ending: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, *names: str) -> Self:
        """Start the server, the local LINE and the named processes; leave nothing behind when one does not start."""
        try:
            self._open(names or ("web", "worker"))
        except BaseException:
            self.close()
            raise
        return self

    def _open(self, names: Sequence[str]) -> None:
        folder = self.ending.enter_context(quick_folder())
        self.redis = EmbeddedRedis.start(folder, binary=self.binary)
        self.ending.callback(lambda: self.redis.stop())  # a test may have put another in its place
        self.client = connect(self.redis.url)
        self.ending.callback(self.client.close)
        self.clock = MovableClock(self.client, self.keys)
        self.port = free_port()
        self.secret, token = secrets.token_hex(16), secrets.token_hex(16)
        self.line = Platform(
            channel_secret=self.secret,
            access_tokens=[token],
            clock=self.clock.now,
            webhook_url=f"http://127.0.0.1:{self.port}/line/webhook",
            deliver_now=True,
        )
        self.line.postman.redelivery = Redelivery(tries=2)  # as offices have it; a busy server may answer 503 at first
        line_url, close_line = run_in_thread(self.line)
        self.ending.callback(close_line)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI")},
            "REDIS_URL": self.redis.url,
            "SECRET_KEY": secrets.token_hex(32),
            "DATA_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "LINE_CHANNEL_SECRET": self.secret,
            "LINE_CHANNEL_ACCESS_TOKEN": token,
            "LINE_API_URL": line_url,
            "PORT": str(self.port),
            "MADOGUCHI_PLAYGROUND": "1",
            "OFFICE_FILE": str(ROOT / "office.toml"),
            **self.extra,
        }
        self.ending.callback(self._end_processes)
        for name in names:
            self._launch(name)
        for name in names:
            self._wait_for(name)

    def start(self, name: str, **extra: str) -> None:
        """Start `madoguchi web` or `madoguchi worker`."""
        self._launch(name, **extra)
        self._wait_for(name)

    def _launch(self, name: str, **extra: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = commands.start([name], {**self.environment, **extra}, log, fresh=self.fresh)

    def _wait_for(self, name: str) -> None:
        if name == "web":
            self.web_is_ready()
        else:
            alive = self.keys.heartbeat("notices")
            wait_until(lambda: self.client.exists(alive), START, "worker is alive", seen=lambda: self._log_of(name))

    def web_is_ready(self) -> None:
        """Wait until /readyz finds nothing wrong."""
        wait_until(self._web_answers, START, "web is ready", seen=lambda: (self.readiness(), self._log_of("web")))

    def _web_answers(self) -> bool:
        return self.readiness().startswith("200 ")

    def readiness(self) -> str:
        """Give the status and the body of /readyz, or why there is none."""
        try:
            answer = httpx.get(f"{self.url}/readyz", timeout=20, verify=trusted())
            return f"{answer.status_code} {answer.text}"
        except httpx.HTTPError as error:
            return repr(error)

    def _log_of(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")[-2000:]

    @property
    def url(self) -> str:
        """Give the web server's address."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self, name: str) -> None:
        """Kill a process as the machine's end would: -9."""
        os.kill(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def close(self) -> None:
        """Stop everything that was started."""
        self.ending.close()

    def _end_processes(self) -> None:
        self.line.stop()  # first, or the web server would wait two seconds for what else comes by LINE's connection
        for process in reversed(self.processes.values()):
            process.terminate()
        for process in self.processes.values():
            process.wait(PATIENCE)

    def sweeps(self, times: int) -> None:
        """Wait until so many sweeps of the worker have begun and come to their end."""
        swept = self.keys.swept("notices")
        seen = [self.client.pttl(swept)]

        def renewed() -> bool:
            self.client.publish(self.keys.wake, "1")  # an idle sweep notes seldom that it came to its end
            seen.append(self.client.pttl(swept))
            return seen[-1] > seen[-2]  # not than at the first look, which may have come right after a sweep

        for _ in range(times + 1):  # one may be under way
            wait_until(renewed, what="a sweep")

    # --- time and staff

    def now_is(self, moment: datetime) -> None:
        """Move the clock."""
        answer = httpx.post(
            f"{self.url}/playground/clock", json={"to": moment.isoformat()}, timeout=PATIENCE, verify=trusted()
        )
        assert answer.status_code == 200, answer.text

    def madoguchi(self, *words: str, fails: bool = False) -> Any:
        """Run a command of staff and give its JSON."""
        done = commands.run([*words, "--json"], self.environment, fresh=self.fresh)
        assert (done.returncode != 0) == fails, done.stderr
        return json.loads(done.stdout) if done.stdout else done.stderr

    def bookings(self) -> list[dict[str, Any]]:
        """Give all bookings as staff see them."""
        return list(self.madoguchi("booking", "list"))

    def booking_of(self, user: str) -> dict[str, Any]:
        """Give the one booking of a LINE user."""
        found = [one for one in self.bookings() if one["line_user"] == user]
        assert len(found) == 1
        return found[0]

    # --- seekers

    def from_bot(self, user: str, via: str | None = None) -> list[Entry]:
        """Give what reached a seeker from the bot, oldest first."""
        said = [entry for entry in self.line.transcript(user) if entry.who == "bot" and entry.delivered]
        return [entry for entry in said if via in (None, entry.via)]

    def texts(self, user: str, via: str | None = None) -> list[str]:
        """Give the texts of what reached a seeker."""
        return [text_of(entry.message) for entry in self.from_bot(user, via)]

    def answered(self, user: str, act: Callable[[], Any]) -> str:
        """Let a seeker act and wait for the bot's reply; give its last text."""
        before, posted = len(self.from_bot(user, "reply")), [one.number for one in self.line.courier.log]

        def is_answered() -> bool:
            self._deliver_again(user, max(posted, default=0))
            return len(self.from_bot(user, "reply")) > before

        act()
        wait_until(is_answered, what=f"an answer to {user}", seen=lambda: self.texts(user)[-3:])
        time.sleep(0.02)  # several messages come in one answer
        return self.texts(user)[-1]

    def _deliver_again(self, user: str, posted: int) -> None:
        """Deliver again what a seeker did since a posting and was not acknowledged, as LINE does for a busy server."""
        since = [one for one in list(self.line.courier.log) if one.number > posted and user in one.body]
        taken = {event for one in since if one.status == 200 for event in one.event_ids}
        for event in dict.fromkeys(event for one in since for event in one.event_ids if event not in taken):
            self.line.redeliver(event)

    def says(self, user: str, *texts: str) -> str:
        """Let a seeker type, one answer after the other."""
        for text in texts:
            last = self.answered(user, lambda text=text: self.line.say(user, text))
        return last

    def taps(self, user: str, *labels: str) -> str:
        """Let a seeker tap, one answer after the other."""
        for label in labels:
            last = self.answered(user, lambda label=label: self.line.tap(user, label))
        return last

    def books(self, user: str, *answers: str, day: str = "12/3", time: str = "14時", follow: bool = True) -> str:
        """Let a seeker book by tapping where he can; give the booking number."""
        if follow:
            self.answered(user, lambda: self.line.add_friend(user, "求職者"))
        self.taps(user, "予約する", "はい、すべて", "同意する")
        self.says(user, *(answers or FIRST_BOOKING))
        self.taps(user, "職業相談", "必要ない")
        self.says(user, f"{day} {time}")
        receipt = self.taps(user, "申し込む")
        assert "申し込みを受け付けました" in receipt, receipt
        return re.search(r"受付番号：(\d+)", receipt)[1]

"""`madoguchi reload`: a new `madoguchi web` takes over from the one that runs while webhooks come."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

import httpx
import pytest
from flask import Flask, Response, jsonify, request

from bot.adapters.redis.client import Client
from bot.adapters.server.succession import Offer
from bot.playground.line.server import run_app_in_thread
from tests.deploy.nginx import nginx
from tests.e2e import commands
from tests.e2e.deliveries import IN_TIME, Deliveries, upstream
from tests.e2e.town import free_port, wait_until
from tests.faults.rows import fault, twin
from tests.folders import ROOT
from tests.stores import DATA_KEYS, KEYS
from tests.web.webhooks import SECRET

HANGING = "import sys, time\nif sys.orig_argv[-1] == 'web': time.sleep(600)\n"
SICK = "import sys\nif sys.orig_argv[-1] == 'web':\n    from bot.web import health\n    del health.jsonify\n"


class OneMachine:
    """A web server as the unit file starts it, and what its reload says."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        self.environ, self.log = environ, folder / "web.log"
        self.url = f"http://127.0.0.1:{environ['PORT']}"
        self.running = self._started("web")
        wait_until(self.answers, IN_TIME, "the web server answers")
        wait_until((Path(environ["RUNTIME_DIRECTORY"]) / "web.sock").exists, IN_TIME, "it can be succeeded")
        self.pids = [self.running.pid]

    def _started(self, word: str) -> Any:
        with self.log.open("ab") as log:
            return commands.start([word], self.environ, log)

    def answers(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"{self.url}/healthz", timeout=20).status_code == 200
        return False

    def reload(self, *words: str, **extra: str) -> tuple[int, str]:
        """Reload in a new Python, as systemd does; give the exit status and what was said last."""
        argv, said = (
            [sys.executable, "-m", "bot.cli", "reload", *words],
            self.log.with_name(f"reload{time.monotonic_ns()}.log"),
        )
        with said.open("wb") as log:  # the successor goes on to write to it
            environ = {**self.environ, **extra}
            done = subprocess.run(argv, env=environ, cwd=ROOT, stdout=log, stderr=log, timeout=IN_TIME, check=False)
        last = [line for line in said.read_text().splitlines() if not line.startswith(("{", "["))][-1]
        if done.returncode == 0:
            self.pids.append(int(last.split("（")[1].split("）")[0]))
        return done.returncode, last

    def restart(self) -> None:
        """What there was before: end it, and start it again."""
        self.running.terminate()
        self.running.wait(IN_TIME)
        self.running = self._started("web")
        self.pids.append(self.running.pid)
        wait_until(self.answers, IN_TIME, "the web server answers")


@pytest.fixture
def environ(redis_url: str, tmp_path: Path) -> dict[str, str]:
    place = tmp_path / "run"
    place.mkdir()
    return {
        "PATH": os.environ["PATH"],
        "RUNTIME_DIRECTORY": str(place),
        "REDIS_URL": redis_url,
        "SECRET_KEY": secrets.token_hex(32),
        "DATA_KEYS": DATA_KEYS,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "t",
        "LINE_API_URL": "http://127.0.0.1:1",
        "PORT": str(free_port()),
    }


@pytest.fixture
def replies(environ: dict[str, str]) -> Iterator[Counter[str]]:
    """How often a LINE of the test's own was asked to answer each event."""
    app, counted, lock = Flask("line"), Counter[str](), Lock()

    @app.post("/v2/bot/message/reply")
    def reply() -> Response:
        with lock:
            counted[request.get_json()["replyToken"]] += 1
        answer = jsonify(sentMessages=[{"id": "1"}])
        answer.headers["X-Line-Request-Id"] = "1"
        return answer

    url, stop = run_app_in_thread(app, lambda: None)
    environ["LINE_API_URL"] = url
    yield counted
    stop()


@pytest.fixture
def machine(environ: dict[str, str], tmp_path: Path) -> Iterator[OneMachine]:
    made = OneMachine(environ, tmp_path)
    yield made
    for pid in made.pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not made.answers(), IN_TIME, "nobody listens any more")


@pytest.mark.long
@fault("F43", injected="the one machine's web server is reloaded twice behind nginx while webhooks come")
def test_f43_no_webhook_is_refused_and_each_answered_once_while_the_only_web_server_is_replaced(
    client: Client, replies: Counter[str], machine: OneMachine, tmp_path: Path
) -> None:
    site_upstream = upstream(int(machine.environ["PORT"]))
    with nginx(tmp_path, site_upstream) as site, Deliveries(site.safe, site.certificate) as sent:
        for _ in range(2):
            status, said = machine.reload()
            assert (status, said.endswith("が引き継ぎ、前の web は終わりました")) == (0, True)
            sent.go_on()
    assert set(sent.answers) == {200}
    assert {name for name in sent.acknowledged if client.exists(KEYS.event(name))} == sent.acknowledged
    wait_until(lambda: replies.total() >= len(sent.acknowledged), IN_TIME, "each was answered")
    assert replies == Counter(name.replace("e", "token-") for name in sent.acknowledged)
    assert machine.running.wait(IN_TIME) == 0
    assert [name.split("@")[0] for name in client.zrange(KEYS.processes, 0, -1)] == ["web"]  # nobody noted that it left


@pytest.mark.long
@twin("F43", without="a successor: the web server is ended and started")
def test_f43_with_a_plain_restart_webhooks_are_refused(machine: OneMachine, tmp_path: Path) -> None:
    site_upstream = upstream(int(machine.environ["PORT"]))
    with nginx(tmp_path, site_upstream) as site, Deliveries(site.safe, site.certificate) as sent:
        machine.restart()
        sent.go_on()
    assert sent.answers[502] > 0


def test_a_release_that_does_not_start_leaves_the_one_before_serving(machine: OneMachine) -> None:
    status, said = machine.reload(STATE_DIR="/nowhere")
    assert (status, said) == (1, "madoguchi: 新しい web が始まらずに終わりました。前の web がそのまま動いています")
    assert machine.answers()
    status, said = machine.reload()
    assert (status, said.endswith("が引き継ぎ、前の web は終わりました")) == (0, True)
    assert machine.running.wait(IN_TIME) == 0
    assert machine.answers()


@pytest.mark.long
@pytest.mark.parametrize(
    ("code", "said"),
    [("", "引き継ぎ"), (SICK, "始まらずに終わりました"), (HANGING, "時間のうちに答えません")],
    ids=["healthy", "not healthy", "hanging"],
)
def test_a_release_that_does_not_answer_for_its_health_is_ended(machine, tmp_path, code, said):
    (tmp_path / "sitecustomize.py").write_text(code)
    within = ("--within", "1") if code == HANGING else ()
    status, line = machine.reload(*within, PYTHONPATH=str(tmp_path))
    assert (status, said in line) == (int(bool(code)), True), line
    assert machine.answers()
    if code:
        assert machine.running.poll() is None
    else:
        machine.running.wait(IN_TIME)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATA_KEYS", "", "DATA_KEYS"),
        ("RUNTIME_DIRECTORY", "", "systemctl reload madoguchi-web"),
        ("RUNTIME_DIRECTORY", "/nowhere", "引き継げる web が動いていません"),
    ],
)
def test_what_can_be_no_reload_is_refused_in_one_line(environ: dict[str, str], name: str, value: str, said: str):
    done = commands.run(["reload"], {**environ, name: value})
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert said in line


def test_another_port_wants_a_restart(environ: dict[str, str], tmp_path: Path) -> None:
    offer = Offer(Path(environ["RUNTIME_DIRECTORY"]))
    with offer._server, socket.create_server(("127.0.0.1", 0)) as listener, (tmp_path / "log").open("wb") as log:
        asking = commands.start(["reload"], environ, log)
        wait_until(lambda: asking.poll() is not None or offer.is_taken([listener]), IN_TIME, "it was answered")
        assert not offer.is_taken([listener])  # and so it notes that who asked has gone
    assert asking.poll() == 2
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert "BIND か PORT が変わっています" in line

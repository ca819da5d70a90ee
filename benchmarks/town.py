"""Web, worker, Redis and an instant LINE as they run in production, without the playground; and how to look at them."""

import base64
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self

import redis

from bot.adapters.redis.embedded_server import find_binary
from bot.adapters.store.keys import Keys
from tests.e2e.town import free_port, wait_until
from tests.folders import ROOT

OFFICE = "yahata"
SETTINGS = ("--appendonly", "yes", "--appendfsync", "always", "--maxmemory-policy", "noeviction", "--save", "")
READY_SECONDS = 60.0
PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


class QuietTown:
    """A deployment that nobody uses; `starts` tells by name how many seconds each took until it was ready."""

    def __init__(self, folder: Path, extra: Mapping[str, str] | None = None, line_seconds: float = 0.0) -> None:
        self.folder, self._extra, self._line_seconds = folder, dict(extra or {}), line_seconds
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.starts: dict[str, float] = {}
        self._ending = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._start_all()
        except BaseException:
            self._ending.close()
            raise
        return self

    def _start_all(self) -> None:
        folders = ("bot", "workers", "messages_ja")  # as an installation compiles them: docs/setup.ja.md
        subprocess.run([sys.executable, "-m", "compileall", "-q", *folders], cwd=ROOT, check=True)  # noqa: S603 - our own
        at, line, self.port = free_port(), free_port(), free_port()
        data = self.folder / "redis"
        data.mkdir()
        server = [str(find_binary()), "--port", str(at), "--dir", str(data), *SETTINGS]
        self.run("redis", server, dict(os.environ))
        self.run("line", [sys.executable, "-m", "benchmarks.instant_line", str(line), str(self._line_seconds)])
        self.client = redis.Redis(port=at, decode_responses=True)
        self.keys = Keys(OFFICE)
        wait_until(self._redis_answers, READY_SECONDS, "Redis answers")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI")},
            "REDIS_URL": f"redis://127.0.0.1:{at}",
            "SECRET_KEY": secrets.token_hex(32),
            "DATA_KEYS": f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "LINE_CHANNEL_SECRET": secrets.token_hex(16),
            "LINE_CHANNEL_ACCESS_TOKEN": secrets.token_hex(16),
            "LINE_API_URL": f"http://127.0.0.1:{line}",
            "PORT": str(self.port),
            "OFFICE_FILE": str(ROOT / "office.toml"),
            **self._extra,
        }
        for name in ("web", "worker"):
            self.start(name)

    def __exit__(self, *_: object) -> None:
        self._ending.close()

    def start(self, name: str, as_name: str = "") -> None:
        """Start `madoguchi web` or `madoguchi worker`, and wait until it is ready."""
        began = time.monotonic()
        self.run(as_name or name, [sys.executable, "-m", "bot.cli", name], self.environment)
        ready: Mapping[str, Callable[[], object]] = {"web": self._web_answers, "worker": self._both_work}
        wait_until(ready[name], READY_SECONDS, f"{name} is ready")
        self.starts[as_name or name] = time.monotonic() - began

    def run(self, name: str, argv: list[str], environment: dict[str, str] | None = None) -> None:
        """Run a program until the end of the deployment."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(argv, env=environment, stdout=log, stderr=log, cwd=ROOT)  # noqa: S603 - our own programs
        self.processes[name] = process

        def end() -> None:
            process.terminate()
            process.wait(20)

        self._ending.callback(end)

    def _redis_answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(self.client.ping())
        return False

    def _web_answers(self) -> bool:
        with suppress(urllib.error.URLError, OSError):
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2).status == 200
        return False

    def _both_work(self) -> bool:
        return self.client.exists(self.keys.heartbeat("notices"), self.keys.heartbeat("desk")) == 2


def processes_of(pid: int) -> list[int]:
    """Give a process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *(one for child in children for one in processes_of(int(child)))]


def pss_of(pid: int) -> float:
    """Give a process's part of the memory that it shares, and its own, in MB."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return int(PSS.findall(told)[0]) / 1024


def connections_of(pid: int) -> set[int]:
    """Give the local ports of the TCP connections that a process holds."""
    held = set[str]()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            held |= set(re.findall(r"^socket:\[(\d+)\]$", str(one.readlink())))
    lines = (line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:])
    return {int(line[1].rpartition(":")[2], 16) for line in lines if line[9] in held}

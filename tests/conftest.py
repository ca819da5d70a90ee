"""What the tests share: a real server on a folder of its own, emptied between tests."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.adapters.embedded_redis import EmbeddedRedis, find_binary
from bot.adapters.redis_client import Client, connect

pytest_plugins = ["tests.faults.table"]

# The server that comes along, and Debian's where it is installed, as it is in CI.
SERVERS = {"valkey": find_binary(), **({"redis": Path(found)} if (found := shutil.which("redis-server")) else {})}


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A Valkey server, one per test process."""
    server = EmbeddedRedis.start(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: EmbeddedRedis) -> Iterator[str]:
    """The address of an empty server."""
    client = connect(redis_server.url)
    client.flushall()
    client.close()
    return redis_server.url


@pytest.fixture
def client(redis_url: str) -> Iterator[Client]:
    """A client of the empty server."""
    client = connect(redis_url)
    yield client
    client.close()


@pytest.fixture
def office_file() -> Path:
    """The office that we ship."""
    return Path(__file__).parent.parent / "office.toml"


@pytest.fixture
def fill(client: Client) -> Iterator[Callable[[float], None]]:
    """Let a part of maxmemory be used; 1.02 = full, beyond the margin at 1.2."""

    client.setrange("ballast", 20_000_000, "x")  # so that what each connection takes weighs little

    def to(share: float) -> None:
        client.config_set("maxmemory", int(client.info("memory")["used_memory"] / share))

    yield to
    client.config_set("maxmemory", 0)

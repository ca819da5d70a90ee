"""Every test of an adapter runs on each server that is here."""

from collections.abc import Iterator

import pytest

from bot.adapters.redis.embedded_server import EmbeddedRedis
from tests.conftest import SERVERS
from tests.folders import quick_folder


@pytest.fixture(scope="session", params=SERVERS)
def redis_server(request: pytest.FixtureRequest) -> Iterator[EmbeddedRedis]:
    """One server of each make per test process."""
    with quick_folder() as folder:
        server = EmbeddedRedis.start(folder, binary=SERVERS[request.param])
        yield server
        server.stop()

"""Every test of an adapter runs on each server that is here."""

from collections.abc import Iterator

import pytest

from bot.adapters.embedded_redis import EmbeddedRedis
from tests.conftest import SERVERS


@pytest.fixture(scope="session", params=SERVERS)
def redis_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """One server of each make per test process."""
    folder = tmp_path_factory.mktemp(request.param)
    server = EmbeddedRedis.start(folder, binary=SERVERS[request.param])
    yield server
    server.stop()

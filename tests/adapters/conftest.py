"""Every test of an adapter runs on each server that is here."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from bot.adapters.redis.embedded_server import EmbeddedRedis
from tests.conftest import SERVERS
from tests.folders import quick_folder


@pytest.fixture(scope="session")
def redis_of() -> Iterator[Callable[[str], EmbeddedRedis]]:
    """Start one server of a make per test process when one is asked for; files take turns at the makes."""
    with ExitStack() as ending:

        @cache
        def started(make: str) -> EmbeddedRedis:
            server = EmbeddedRedis.start(ending.enter_context(quick_folder()), binary=SERVERS[make])
            ending.callback(server.stop)
            return server

        yield started


@pytest.fixture(scope="session", params=SERVERS)
def redis_server(request: pytest.FixtureRequest, redis_of: Callable[[str], EmbeddedRedis]) -> EmbeddedRedis:
    """Give the server of a make."""
    return redis_of(request.param)

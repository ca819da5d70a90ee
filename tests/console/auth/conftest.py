"""Signing in is what these tests are about: each clerk does it by the page."""

import pytest

from bot.adapters.redis.client import Client
from tests.console.office import ConsoleOffice


@pytest.fixture
def office(client: Client, redis_url: str) -> ConsoleOffice:
    """An office on a Wednesday at ten."""
    return ConsoleOffice(client, redis_url, by_the_page=True)

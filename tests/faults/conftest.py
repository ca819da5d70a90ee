"""A town for each row that needs no process of its own."""

from collections.abc import Iterator

import pytest

from bot.adapters.redis.client import Client
from bot.service.staff import passwords
from tests.console.office import QUICK_HASHER, ConsoleOffice
from tests.faults.whole_town import WholeTown, whole_town


@pytest.fixture
def town(client) -> Iterator[WholeTown]:
    """A town in this process, on a real Redis, on a Wednesday at ten."""
    with whole_town(client) as place:
        yield place


@pytest.fixture
def office(client: Client, redis_url: str) -> ConsoleOffice:
    """An office with a console, on a Wednesday at ten."""
    passwords.HASHER = QUICK_HASHER
    return ConsoleOffice(client, redis_url)

"""One office per test. Argon2 at full strength would take most of the time of these tests."""

import pytest
from argon2 import PasswordHasher

from bot.adapters.redis_client import Client
from bot.service import passwords
from tests.console.office import OfficeDesk


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> None:
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    passwords.NOBODY = passwords.HASHER.hash("a password that nobody has")


@pytest.fixture
def office(client: Client, redis_url: str) -> OfficeDesk:
    """An office on a Wednesday at ten."""
    return OfficeDesk(client, redis_url)

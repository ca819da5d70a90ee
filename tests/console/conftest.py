"""One office per test. Argon2 at full strength would take most of the time of these tests."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import zxcvbn
from zxcvbn import zxcvbn as estimate

from bot.adapters.redis.client import Client
from bot.service.staff import passwords
from tests.console.office import QUICK_HASHER, ConsoleOffice
from tests.e2e.town import Town
from tests.make import tokyo


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> None:
    passwords.HASHER = QUICK_HASHER
    passwords.NOBODY = passwords.made_up(passwords.HASHER)


@cache
def _estimated(text: str, words: tuple[str, ...]) -> Any:
    return estimate(text, list(words))


@pytest.fixture(scope="module", autouse=True)
def _one_estimate_of_each_password() -> Iterator[None]:
    """Nearly all clerks choose the same password; tests elsewhere look at what an estimate does."""
    zxcvbn.zxcvbn = lambda text, words: _estimated(text, tuple(words))
    yield
    zxcvbn.zxcvbn = estimate


@pytest.fixture
def office(client: Client, redis_url: str) -> ConsoleOffice:
    """An office on a Wednesday at ten."""
    return ConsoleOffice(client, redis_url)


@pytest.fixture(scope="module")
def town(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town on a Wednesday, with web and worker, for a browser."""
    with Town(tmp_path_factory.mktemp("town")).open() as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        yield place

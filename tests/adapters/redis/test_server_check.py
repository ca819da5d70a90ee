from collections.abc import Iterator

import pytest

from bot.adapters.redis.client import Client, connect
from bot.adapters.redis.server_check import HIDDEN, UNSEEN, Findings, inspect


@pytest.mark.parametrize("may_lose", [False, True])
def test_a_server_without_a_file_is_refused_unless_somebody_says_so_aloud(client, may_lose):
    client.config_set("appendonly", "no")
    try:
        found = inspect(client, may_lose=may_lose)
    finally:
        client.config_set("appendonly", "yes")
    assert (len(found.faults), len(found.warnings)) == ((0, 1) if may_lose else (1, 0))
    assert "appendonly を yes に" in (*found.faults, *found.warnings)[0]


@pytest.fixture
def clerk(client: Client, redis_url: str) -> Iterator[Client]:
    """A client of a user who may not see settings, as ours."""
    client.execute_command("ACL", "SETUSER", "clerk", "reset", "on", ">x", "~*", "+@all", "-config", "+info")
    ours = connect(redis_url.replace("unix://", "unix://clerk:x@"))
    yield ours
    ours.close()
    client.execute_command("ACL", "DELUSER", "clerk")


@pytest.mark.parametrize(
    ("name", "wrong", "right"), [("appendonly", "no", "yes"), ("maxmemory-policy", "allkeys-lru", "noeviction")]
)
def test_what_loses_bookings_is_refused_though_our_user_may_not_see_settings(client, clerk, name, wrong, right):
    client.config_set(name, wrong)
    try:
        (refusal,) = inspect(clerk).faults
    finally:
        client.config_set(name, right)
    assert f"{name} を {right} に" in refusal


def test_twin_a_server_that_tells_nothing_at_all_is_served_though_it_evicts(client, clerk):
    client.execute_command("ACL", "SETUSER", "clerk", "-info")
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        assert inspect(clerk) == Findings(warnings=(HIDDEN,))
    finally:
        client.config_set("maxmemory-policy", "noeviction")


def test_what_our_user_may_not_see_is_no_fault(client, clerk):
    assert inspect(clerk) == Findings(unseen=(UNSEEN,))

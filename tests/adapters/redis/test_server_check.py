import pytest

from bot.adapters.redis.server_check import inspect


@pytest.mark.parametrize("may_lose", [False, True])
def test_a_server_without_a_file_is_refused_unless_somebody_says_so_aloud(client, may_lose):
    client.config_set("appendonly", "no")
    try:
        found = inspect(client, may_lose=may_lose)
    finally:
        client.config_set("appendonly", "yes")
    assert (len(found.refusals), len(found.warnings)) == ((0, 1) if may_lose else (1, 0))
    assert "appendonly を yes に" in (*found.refusals, *found.warnings)[0]

"""The primary dies, or hands over: who found it by its sentinels goes on with the new one, without a restart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis

from bot.adapters.redis.client import connect, connect_blocking, pool, store_errors
from bot.adapters.redis.clock import MovableClock, StoreClock
from bot.adapters.store.store import RedisStore
from bot.errors import StoreDownError
from bot.redis_url import read
from bot.web.app import create_app
from bot.web.health import readiness
from tests.adapters.rq_worker import worker_of
from tests.adapters.sentinels import NAME, Group, group
from tests.e2e.town import PATIENCE, wait_until
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS
from tests.web.webhooks import SECRET, event, post, webhook


@pytest.fixture
def town(store_folder: Path) -> Iterator[Group]:
    """The servers."""
    with group(store_folder) as made:
        yield made


def test_who_asks_the_sentinels_comes_back_when_the_primary_died_and_who_knows_its_address_alone_never(town):
    with connect(read(town.url)) as client, connect(f"redis://127.0.0.1:{town.primary}") as alone:
        store = RedisStore(client, KEYS, CIPHER, StoreClock(client))
        web = create_app(context_of(store), [SECRET]).test_client()
        health = context_of(RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS)))
        assert post(web, webhook(event(1))).status_code == 200
        assert readiness(health, 1.0)["status"] == "ready"
        assert _takes(alone)
        with town.client(town.primary) as primary:
            assert primary.wait(1, 60_000) == 1
        town.kill_primary()
        assert post(web, webhook(event(2))).status_code == 503
        assert readiness(health, 1.0)["status"] == "not ready"
        wait_until(lambda: post(web, webhook(event(2))).status_code == 200, what="the replica took over")
        wait_until(lambda: readiness(health, 1.0)["status"] == "ready", what="so the health page says")
        assert not _takes(alone)


def test_who_is_connected_when_the_primary_hands_over_goes_on_with_the_new_one(town):
    limited = pool(town.url)
    with (
        connect_blocking(town.url) as waiting,
        redis.Redis.from_pool(limited) as limits,
        town.client(town.replica) as there,
        ThreadPoolExecutor(1) as threads,
    ):
        worker, queue = worker_of(waiting)
        worker.register_birth()
        popped = threads.submit(waiting.blpop, "jobs", PATIENCE)
        limits.incr("tries")
        town.hand_over()
        limits.incr("tries")
        worker.heartbeat()
        queue.enqueue("time.time")
        there.rpush("jobs", "job")
        assert popped.result(PATIENCE) == (b"jobs", b"job")
        assert there.get("tries") == "2"
        assert there.llen(queue.key) == 1
        assert there.ttl(worker.key) > 0


def test_an_answer_that_came_too_late_is_never_taken_for_that_of_the_next_call(town):
    with connect(town.url) as client:
        client.set("mine", "yours")
        for _ in range(3):
            with pytest.raises(redis.TimeoutError):
                client.blpop("nothing", 1)  # longer than an answer may take
            assert client.get("mine") == "yours"


def test_one_sentinel_of_three_that_answers_is_enough_and_without_an_answer_the_store_is_down(town):
    with connect(town.url.replace(f"/{NAME}/", "/elsewhere/")) as client, pytest.raises(StoreDownError), store_errors():
        client.set("written", "here")
    with connect(town.url) as client:
        for port in town.ports[:2]:
            town.servers[port].kill()
        assert _takes(client)
    town.servers[town.ports[2]].kill()
    with connect(town.url) as client, pytest.raises(StoreDownError) as refused, store_errors():
        client.set("written", "here")
    assert refused.value.reason == "unreachable"


def _takes(client: redis.Redis) -> bool:
    try:
        return bool(client.set("written", "again"))
    except redis.RedisError:
        return False

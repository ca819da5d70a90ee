"""RQ's queues may lie on a server of their own, which may be lost: the rows come again when their leases end."""

from collections.abc import Iterator
from typing import Any

import pytest
from rq import Queue
from rq.defaults import RQ_KEY_PREFIX
from rq.serializers import JSONSerializer

from bot.adapters.redis.client import connect, connect_blocking
from bot.adapters.store.keys import Keys
from bot.errors import SettingsError, StoreDownError
from bot.ports.work import QUEUES
from bot.settings import from_environ
from tests.adapters.rq_worker import worker_of
from tests.least_settings import LEAST_SETTINGS
from tests.stores import KEYS
from tests.workers.town import LEASE_OVER, Town
from workers.sweep import enqueue, sweep


@pytest.fixture
def elsewhere(redis_url: str) -> str:
    """The address of another database; it was emptied with the first."""
    return f"{redis_url}?db=1"


@pytest.fixture
def queues(elsewhere: str) -> Iterator[dict[str, Queue]]:
    with connect_blocking(elsewhere) as connection:
        yield {name: Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES}


@pytest.fixture
def town(client: Any) -> Town:
    return Town(client)


def test_a_queue_that_is_lost_loses_nothing(town, queues):
    town.confirmed(1, 2)
    now = town.clock.now()
    rows = [row for one in ("b1", "b2") for row in town.store.ledger(one) if row.due <= now]
    assert sweep(town.context, queues) == len(rows)
    queues["notices"].connection.flushdb()
    assert sweep(town.context, queues) == 0  # leased still
    town.clock.advance(LEASE_OVER)
    assert sweep(town.context, queues) == len(rows)
    (job,) = queues["notices"].jobs
    assert {row for row, _ in job.args[0]} == {row.id for row in rows}


def test_a_worker_that_waits_does_not_mind_that_its_server_was_emptied(queues, elsewhere):
    with connect_blocking(elsewhere) as connection:
        worker, queue = worker_of(connection)
        worker.register_birth()
        connection.flushdb()
        worker.heartbeat()
        queue.enqueue("workers.deliver.match_waiting")
        job, _ = worker.dequeue_job_and_maintain_ttl(1)
        assert job.func_name == "workers.deliver.match_waiting"


def test_nothing_of_rq_lies_in_the_store_and_all_of_it_carries_the_office(town, queues, elsewhere):
    town.confirmed(1)
    sweep(town.context, queues)
    with connect(elsewhere) as there:
        assert [key for key in there.scan_iter() if not key.startswith(f"{KEYS.queues}:")] == []
    assert [key for key in town.client.scan_iter() if not key.startswith(KEYS.prefix)] == []
    assert KEYS.queues == RQ_KEY_PREFIX


def test_a_server_of_queues_that_is_away_is_said_and_nothing_is_claimed(town):
    away = Queue("notices", connection=connect("unix:///nowhere/redis.sock", decode=False), serializer=JSONSerializer)
    town.confirmed(1)
    assert sweep(town.context, dict.fromkeys(QUEUES, away)) == 0
    assert {event for event, _ in town.logged} == {"sweep_waits"}
    assert len(town.store.claim_notices(10)) == 1
    with pytest.raises(StoreDownError):
        enqueue(away, town.confirmed)


@pytest.mark.parametrize(("office", "prefix"), [("yahata", "yahata"), ("八幡 1", "_516b__5e61__20_1")])
def test_rq_takes_the_names_of_an_office_s_queues(office, prefix):
    assert Keys(office).queues == f"rq:{{madoguchi:{prefix}}}"


def test_queues_are_in_the_store_s_server_unless_they_are_put_elsewhere(environ):
    assert from_environ(environ).queue_url == environ["REDIS_URL"]
    with pytest.raises(SettingsError, match="QUEUE_URL のポート"):
        from_environ({**environ, "QUEUE_URL": "redis://one:x"})
    away = {"REDIS_URL": "rediss://one", "QUEUE_URL": "redis://two"}
    assert from_environ({**LEAST_SETTINGS, **away}).redis_in_clear

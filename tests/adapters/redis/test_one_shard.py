"""A cluster of one shard, as the smallest managed stores are, by a plain address: everything works there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from bot.adapters.redis.client import Client, connect, connect_blocking, store_errors
from bot.adapters.redis.embedded_server import EmbeddedRedis, find_binary
from bot.bootstrap import Built, build
from bot.errors import StoreDownError
from bot.ports.work import QUEUES
from bot.service.events.office_now import context_now
from bot.settings import from_environ
from tests.adapters.all_commands import all_commands_work
from tests.adapters.rq_worker import worker_of
from tests.adapters.sentinels import free_ports
from tests.e2e.town import wait_until
from tests.folders import quick_folder
from tests.make import WEDNESDAY
from tests.stores import KEYS
from workers.sweep import sweep
from workers.timed import by_the_clock

CLUSTER = '#!/bin/sh\nexec {binary} "$@" --port {port} --bind 127.0.0.1 --cluster-enabled yes --cluster-port {bus}\n'


@contextmanager
def node() -> Iterator[tuple[str, int, int]]:
    """A server of a cluster: its address, its port, and the one that the others speak to."""
    with quick_folder() as folder:
        port, bus = free_ports(2)
        program = folder / "server"
        program.write_text(CLUSTER.format(binary=find_binary(), port=port, bus=bus))
        program.chmod(0o700)
        server = EmbeddedRedis.start(folder / "data", binary=program)
        try:
            yield server.url, port, bus
        finally:
            server.stop()


def is_whole(client: Client) -> bool:
    return "cluster_state:ok" in str(client.execute_command("CLUSTER", "INFO"))


@pytest.fixture(scope="module")
def shard() -> Iterator[str]:
    """A server that is a whole cluster."""
    with node() as (url, _, _), connect(url) as client:
        client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
        wait_until(lambda: is_whole(client), what="all slots are served")
        yield url


@pytest.fixture
def town(environ: dict[str, str], shard: str, monkeypatch: pytest.MonkeyPatch) -> Built:
    monkeypatch.setenv("REDIS_URL", shard)
    made = build(from_environ({**environ, "REDIS_URL": shard}), sending=False)
    made.client.flushall()
    made.clock.move_to(WEDNESDAY)
    return made


def test_a_booking_is_made_confirmed_kept_and_brought_back(town: Built, tmp_path: Path, capsys) -> None:
    all_commands_work(town, tmp_path, capsys)


def test_rq_works_there(town: Built, shard: str) -> None:
    with connect_blocking(shard) as connection:
        queues = {name: Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES}
        sweep(context_now(town.process), queues)
        by_the_clock(context_now(town.process), queues["desk"])
        queues["desk"].empty()
        queues["notices"].enqueue("time.sleep", 0)
        worker, _ = worker_of(connection)
        assert worker.work(burst=True)


def test_a_server_that_does_not_hold_the_slot_is_left_as_one_that_is_not_the_master(shard: str) -> None:
    """So a replica answers after a fail-over, and a server of another shard always."""
    with node() as (url, _, _), node() as (_, port, bus), connect(url) as client:
        with connect(f"redis://127.0.0.1:{port}") as owner:
            owner.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
            client.execute_command("CLUSTER", "MEET", "127.0.0.1", port, bus)
            wait_until(lambda: is_whole(client), what="it knows who holds the slots")
        with pytest.raises(StoreDownError, match="クラスター") as told, store_errors():
            client.get(KEYS.store)
        assert told.value.reason == "moved"
        kept = client.connection_pool._available_connections
        assert [one for one in kept if one.is_connected] == []  # the next call looks anew where the master is

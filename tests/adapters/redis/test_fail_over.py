"""The master moves behind one address: who was connected to the old one goes on with the new one, without a restart."""

import secrets
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from bot.adapters.redis import client as clients
from bot.adapters.redis.client import Client, connect_blocking, store_errors
from bot.adapters.redis.clock import MovableClock, StoreClock
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.adapters.redis.failover import is_not_the_master
from bot.adapters.redis.reasons import LINES, reason_of
from bot.adapters.store.store import RedisStore
from bot.errors import StoreDownError
from bot.ports.context import RequestContext
from bot.web.app import create_app
from bot.web.health import readiness
from tests.adapters.rq_worker import worker_of
from tests.adapters.two_masters import Switch
from tests.conftest import SERVERS
from tests.e2e.town import PATIENCE, wait_until
from tests.faults.rows import fault
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS
from tests.web.webhooks import SECRET, event, post, webhook

# On a busy machine an answer may take longer than ours wait for one.
connect = partial(clients.connect, answer_seconds=PATIENCE)
pool = partial(clients.pool, answer_seconds=PATIENCE)


@pytest.fixture(params=SERVERS)
def old(request: pytest.FixtureRequest, store_folder: Path) -> Iterator[EmbeddedRedis]:
    """The server that is the master at first."""
    server = EmbeddedRedis.start(store_folder / "old", binary=SERVERS[request.param])
    yield server
    server.stop()


@pytest.fixture
def new(old: EmbeddedRedis, store_folder: Path) -> Iterator[EmbeddedRedis]:
    """The server that becomes the master."""
    server = EmbeddedRedis.start(store_folder / "new")
    yield server
    server.stop()


@pytest.fixture
def switch(old: EmbeddedRedis) -> Iterator[Switch]:
    """The one address."""
    with Switch(old.socket) as made:
        yield made


def fail_over(old: EmbeddedRedis, switch: Switch, new: EmbeddedRedis) -> None:
    """Let the old master follow, with its connections kept, and lead new ones to the new master."""
    with connect(old.url, decode=False) as source, connect(new.url, decode=False) as sink:
        for key in source.scan_iter("*"):
            sink.restore(key, 0, source.dump(key))
        source.execute_command("REPLICAOF", "127.0.0.1", "1")
    switch.to = new.socket


def plain(url: str) -> Client:
    """A client that keeps its connections, as ours did."""
    again = Retry(ConstantBackoff(0.05), 1, supported_errors=(redis.ConnectionError,))
    return redis.Redis.from_url(url, decode_responses=True, socket_timeout=0.6, retry=again)


@fault("F44", "F50", injected="the master moves to another server")
@pytest.mark.parametrize(("client_of", "code"), [(connect, 200), (plain, 503)])
def test_webhooks_work_again_after_a_fail_over_and_with_a_plain_client_never(old, new, switch, client_of, code):
    with client_of(switch.url) as client:
        store = RedisStore(client, KEYS, CIPHER, StoreClock(client))
        web = create_app(context_of(store), [SECRET]).test_client()
        assert post(web, webhook(event(1))).status_code == 200
        fail_over(old, switch, new)
        assert [post(web, webhook(event(number))).status_code for number in range(2, 6)] == [code] * 4


def failed(town: RequestContext) -> object:
    return readiness(town, 1.0)["failed"]


def test_the_health_page_proves_a_write_where_reading_alone_goes_well(old, switch):
    with connect(switch.url) as client, connect(old.url) as told:
        town = context_of(RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS)))
        wait_until(lambda: failed(town) == [], seen=lambda: failed(town))
        told.execute_command("REPLICAOF", "127.0.0.1", "1")
        assert client.exists(KEYS.lookup_key)  # it can be read
        wait_until(lambda: failed(town) == ["redis", "redis_read_only"], seen=lambda: failed(town))


def test_one_call_that_meets_the_old_master_closes_the_idle_connections_of_all(old, new, switch):
    with connect(switch.url) as client, connect(old.url) as watched:
        for one in [client.connection_pool.get_connection() for _ in range(8)]:
            client.connection_pool.release(one)
        assert len(watched.client_list()) == 8 + 1
        fail_over(old, switch, new)
        client.set("written", "here")
        wait_until(lambda: len(watched.client_list()) == 1, what="nobody of ours is connected to the old master")
        with connect(new.url) as there:
            assert there.get("written") == "here"


def test_rq_s_worker_and_the_console_s_limits_go_on_with_the_new_master(old, new, switch):
    limited = pool(switch.url)
    with (
        connect_blocking(switch.url) as connection,
        redis.Redis.from_pool(limited) as limits,
        connect(new.url) as there,
    ):
        worker, queue = worker_of(connection)
        worker.register_birth()
        limits.incr("tries")
        fail_over(old, switch, new)
        limits.incr("tries")
        worker.heartbeat()
        queue.enqueue("time.time")
        assert there.get("tries") == "2"
        assert there.llen(queue.key) == 1
        assert there.ttl(worker.key) > 0


def test_who_waits_in_a_blocking_read_of_the_old_master_goes_on_at_the_new_one(old, new, switch):
    with (
        connect_blocking(switch.url) as waiting,
        connect(old.url) as watched,
        connect(new.url) as there,
        ThreadPoolExecutor(1) as threads,
    ):
        popped = threads.submit(waiting.blpop, "jobs", PATIENCE)
        wait_until(lambda: watched.info("clients")["blocked_clients"] == 1, what="it waits")
        fail_over(old, switch, new)
        there.rpush("jobs", "job")
        assert popped.result(PATIENCE) == (b"jobs", b"job")


@contextmanager
def slowly_again(server: EmbeddedRedis) -> Iterator[None]:
    """End a server and start it anew, so that it takes some 2 seconds to read 150 keys."""
    server.process.terminate()
    server.process.wait()
    slowly = ("--key-load-delay", "10000", "--loading-process-events-interval-bytes", "1024")
    again = subprocess.Popen([*server.process.args, *slowly], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        again.terminate()
        again.wait()


def test_a_master_that_comes_back_loading_is_used_as_soon_as_it_has_read_all(old):
    reasons = set()
    with connect(old.url) as client:

        def answers() -> bool:
            try:
                with store_errors():
                    return client.get("key 149") is not None
            except StoreDownError as error:
                reasons.add(error.reason)
                return False

        client.mset({f"key {number}": secrets.token_hex(1000) for number in range(150)})
        client.bgrewriteaof()
        wait_until(lambda: not client.info("persistence")["aof_rewrite_in_progress"], what="it is rewritten")
        with slowly_again(old):
            wait_until(answers, what="the server has read all")
    assert "loading" in reasons


@contextmanager
def refusing(said: bytes) -> Iterator[str]:
    """A server that refuses one SET with these words, and takes the next on another connection only."""
    refused: list[socket.socket] = []

    def serve(here: socket.socket) -> None:
        with here, suppress(OSError):
            while got := here.recv(65536):
                if b"SET\r\n$1\r\na" in got and not refused:
                    refused.append(here)
                    here.sendall(said + b"\r\n")
                else:
                    here.sendall(b"-ERR still here\r\n" if here in refused else b"+OK\r\n" * got.count(b"*"))

    def let_in() -> None:
        with suppress(OSError):
            while True:
                threads.append(threading.Thread(target=serve, args=(door.accept()[0],)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threads = [threading.Thread(target=let_in)]
        threads[0].start()
        yield f"redis://127.0.0.1:{door.getsockname()[1]}?protocol=2"
        door.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()


REFUSALS = [
    b"-READONLY You can't write against a read only replica.",
    b"-ERR Error running script: @user_script: 1: -READONLY You can't write against a read only replica.",
    b"-LOADING Redis is loading the dataset in memory",
    b"-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    b"-CLUSTERDOWN The cluster is down",
    b"-NOREPLICAS Not enough good replicas to write.",
    b"-UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
]


@pytest.mark.parametrize("said", REFUSALS)
def test_what_a_server_refuses_that_is_not_the_master_is_asked_again_on_a_new_connection(said):
    with refusing(said) as url, connect(url) as client:
        assert client.set("a", "b")


def test_other_refusals_are_not_tried_again():
    with (
        refusing(b"-WRONGTYPE Operation against a key") as url,
        connect(url) as client,
        pytest.raises(redis.ResponseError, match="WRONGTYPE"),
    ):
        client.set("a", "b")
    assert not is_not_the_master(redis.ResponseError("WRONGTYPE Operation against a key"))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (redis.OutOfMemoryError("command not allowed"), "full"),
        (redis.ResponseError("MISCONF Errors writing to the AOF file: No space left on device"), "disk"),
        (redis.ReadOnlyError("You can't write"), "read_only"),
        (redis.ResponseError("NOREPLICAS Not enough good replicas to write."), "no_replicas"),
        (redis.exceptions.MasterDownError("Link with MASTER is down"), "master_down"),
        (redis.BusyLoadingError("Redis is loading"), "loading"),
        (redis.ResponseError("BUSY Redis is busy running a script."), "busy"),
        (redis.AuthenticationError("Authentication required."), "password"),
        (redis.exceptions.NoPermissionError("this user has no permissions"), "forbidden"),
        (redis.ResponseError("DB index is out of range"), "database"),
        (redis.ConnectionError("max number of clients reached"), "clients"),
        (redis.TimeoutError("Timeout reading from socket"), "timeout"),
        (redis.ConnectionError("Error 1 connecting to h:6379. [SSL: WRONG_VERSION_NUMBER]"), "tls"),
        (
            redis.ConnectionError("Error 1 connecting to h. [SSL: X] certificate has expired (_ssl.c:1)"),
            "tls_expired",
        ),
        (
            redis.ConnectionError("Error 1 connecting to h. [SSL: X] self-signed certificate (_ssl.c:1)"),
            "tls_issuer",
        ),
        (redis.ConnectionError("Error 1 connecting to h. [SSL: X] IP address mismatch (_ssl.c:1)"), "tls_name"),
        (redis.ConnectionError("Error -2 connecting to h:6379. Name or service not known."), "name"),
        (redis.ConnectionError("Connection refused"), "unreachable"),
    ],
)
def test_each_failure_has_a_code_and_a_line(error, reason):
    assert reason_of(error) == reason
    with pytest.raises(StoreDownError, match=LINES[reason][:5]), store_errors():
        raise error


def test_what_we_have_no_line_for_is_named_by_its_class():
    with pytest.raises(StoreDownError, match="ResponseError"), store_errors():
        raise redis.ResponseError("ERR wrong number of arguments")

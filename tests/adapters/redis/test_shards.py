"""A cluster of three shards: each office lies in one of them, and goes on while its slot is moved to another."""

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from redis.crc import key_slot

from bot.adapters.redis import failover
from bot.adapters.redis.client import Client, connect, store_errors
from bot.adapters.redis.cluster import WholeSlotScript
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.adapters.redis.server_check import inspect
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripts.commit import WRITE
from bot.adapters.store.store import RedisStore
from bot.bootstrap import Built, build
from bot.cli.command import main
from bot.errors import StoreDownError
from bot.ports.bookings import KeepBooking
from bot.settings import from_environ
from tests.adapters.all_commands import all_commands_work
from tests.adapters.sentinels import free_ports
from tests.adapters.shards import Shards, shards
from tests.backups import taken
from tests.e2e.town import PATIENCE, wait_until
from tests.faults.crowd import Crowd
from tests.faults.whole_town import whole_town
from tests.folders import quick_folder
from tests.make import WEDNESDAY, booking
from tests.stores import CIPHER, KEYS, clock_at

OTHER = Keys("kokura")  # an office in another shard
PEOPLE = 3


@pytest.fixture(scope="module")
def servers() -> Iterator[Shards]:
    with quick_folder() as folder, shards(folder) as made:
        yield made


@pytest.fixture(scope="module")
def redis_server() -> Iterator[EmbeddedRedis]:
    """The server of the queues: one make of it is enough here."""
    with quick_folder() as folder:
        server = EmbeddedRedis.start(folder)
        yield server
        server.stop()


@pytest.fixture(autouse=True)
def empty(servers: Shards) -> None:
    """Let no test see what another one left."""
    for port in servers.primaries:
        with servers.client(port) as client:
            client.flushall()


@pytest.fixture
def client(servers: Shards) -> Iterator[Client]:
    with connect(servers.url, KEYS.prefix, answer_seconds=PATIENCE) as made:
        yield made


@pytest.fixture
def store(client: Client) -> RedisStore:
    """A store with a booking, in use."""
    made = RedisStore(client, KEYS, CIPHER, clock_at(client))
    keep(made, 1)
    return made


def keep(store: RedisStore, number: int) -> None:
    one = booking(id=f"b{number}", number=str(number), user=f"U{number}", answers={})
    store.commit((), (KeepBooking(one, one.start),))


@pytest.fixture
def half_moved(servers: Shards, store: RedisStore) -> Iterator[int]:
    """The office's identity was carried to another shard already, the rest was not; gives that shard."""
    to = servers.other(servers.owner(KEYS.prefix))
    source = servers.begin_move(KEYS.prefix, to)
    servers.carry(KEYS.prefix, source, to, KEYS.store)
    yield to
    while servers.carry(KEYS.prefix, source, to):
        pass
    servers.end_move(KEYS.prefix, source, to)


def test_offices_lie_in_shards_of_their_own_and_do_not_see_each_other(servers, store):
    with connect(servers.url, OTHER.prefix) as other_client:
        other = RedisStore(other_client, OTHER, CIPHER, clock_at(other_client, keys=OTHER))
        keep(other, 2)
        assert [one.id for one in store.bookings()] == ["b1"]
        assert [one.id for one in other.bookings()] == ["b2"]
    assert servers.owner(KEYS.prefix) != servers.owner(OTHER.prefix)


def test_what_people_book_while_the_office_moves_away_and_back_is_all_there_once(servers, client):
    with whole_town(client) as town:
        crowd, over = Crowd(town), threading.Event()
        home = servers.owner(KEYS.prefix)
        away = servers.other(home)

        def move() -> None:
            while not over.wait(0.1):
                servers.move(KEYS.prefix, away, pause=0.002)
                servers.hand_over(KEYS.prefix, home)

        with ThreadPoolExecutor(4) as threads:
            moving = threads.submit(move)
            list(threads.map(crowd.book, range(1, PEOPLE + 1)))
            over.set()
            moving.result()
        assert crowd.breaches(100) == []
        assert len(town.context.store.bookings()) == PEOPLE


def test_a_half_moved_office_takes_and_shows_nothing_and_goes_on_when_it_is_whole(servers, store, half_moved):
    with pytest.raises(StoreDownError) as refused:
        keep(store, 2)
    assert refused.value.reason == "moving"
    with pytest.raises(StoreDownError, match="移しています"):
        store.seen(["e1"])
    with pytest.raises(StoreDownError, match="移しています"):
        taken(servers.url)


def test_twin_who_is_sent_on_takes_what_is_not_carried_yet_for_missing_and_books_twice(servers, store, half_moved):
    """So does redis-py's own client of clusters."""
    guards = json.dumps([["taken", "absent", KEYS.booking("b1")]])
    writes = json.dumps([["HSET", KEYS.booking("b1"), "v", "another"]])
    known = store.identity.arguments()
    with redis.RedisCluster(host="127.0.0.1", port=servers.primaries[0], decode_responses=True) as follower:
        answer = follower.eval(WRITE, 1, KEYS.store, *known, guards, writes)
        follower.delete(KEYS.booking("b1"))  # the one that waits, so that all can be carried
    assert answer[0] == ""  # no guard failed, though b1 is there
    with pytest.raises(StoreDownError), store_errors():
        store._write([KEYS.store], [*known, guards, writes])


TWO_STEPS = "redis.call('SET', KEYS[1], 'half') return redis.call('GET', ARGV[1])"


def test_twin_a_script_that_does_not_name_what_is_never_there_stops_half_way(servers, store, client, half_moved):
    left = KEYS.numbers
    with pytest.raises(redis.ConnectionError):
        client.register_script(TWO_STEPS)([left], [KEYS.store])
    with servers.client(servers.owner(KEYS.prefix)) as source:
        assert source.type(left) == "hash"  # nothing was done
        with pytest.raises(redis.ResponseError, match="non local key"):
            WholeSlotScript(client, TWO_STEPS, "")([left], [KEYS.store])
        assert source.get(left) == "half"


def test_twin_a_look_through_all_keys_by_many_connections_misses_what_was_carried(store, client, half_moved):
    with pytest.raises(redis.ConnectionError):
        list(client.scan_iter(match=KEYS.prefix + "*"))
    assert KEYS.store not in list(redis.Redis.scan_iter(client, match=KEYS.prefix + "*"))


def test_a_call_waits_a_little_for_a_slot_that_is_whole_soon(servers, store, monkeypatch):
    monkeypatch.setattr(failover, "MOVING_SECONDS", PATIENCE)  # for as long as a busy machine needs to move it
    to = servers.other(servers.owner(KEYS.prefix))
    source = servers.begin_move(KEYS.prefix, to)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(keep, store, 2)
        while servers.carry(KEYS.prefix, source, to):
            pass
        servers.end_move(KEYS.prefix, source, to)
        waiting.result(PATIENCE)
    assert {one.id for one in store.bookings()} == {"b1", "b2"}


def test_who_is_sent_on_goes_there_though_another_node_has_not_heard_of_it_yet(servers, store):
    source = servers.owner(KEYS.prefix)
    to = servers.other(source)
    (third,) = {*servers.primaries} - {source, to}
    servers.move(KEYS.prefix, to)
    servers.asked(third, "SETSLOT", key_slot(KEYS.prefix.encode()), "NODE", servers.id(source))  # as it was till now
    with connect(f"redis+cluster://127.0.0.1:{third}", KEYS.prefix) as client:
        assert client.exists(KEYS.store)


def test_one_node_of_the_address_is_enough_and_others_are_learnt_of(servers, store):
    last = servers.url.rpartition(",")[2]
    with connect(f"redis+cluster://127.0.0.1:1,{last}", KEYS.prefix) as client:
        assert client.exists(KEYS.store)
        assert {port for _, port in client.connection_pool._nodes._known} == {1, *servers.primaries}


def test_nodes_that_are_silent_are_asked_after_the_others_the_next_time(servers, store):
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        silent = ",".join(f"127.0.0.1:{door.getsockname()[1]}" for door in (one, other))
        with connect(f"redis+cluster://{silent},{servers.url.rpartition(',')[2]}", KEYS.prefix) as client:
            wait_until(lambda: exists(client), what="the third is asked")


def exists(client: Client) -> bool:
    try:
        return bool(client.exists(KEYS.store))
    except redis.TimeoutError:
        return False


def test_who_is_not_let_in_is_told_why(servers):
    for port in servers.primaries:
        with servers.client(port) as each:
            each.execute_command("ACL", "SETUSER", "elsewhere", "reset", "on", ">geheim", "~other:*", "+@all")
    for url, reason in (
        ("redis+cluster://127.0.0.1:1,127.0.0.1:2", "unreachable"),
        (servers.url.replace("://", "://nobody:geheim@"), "password"),
        (servers.url.replace("://", "://elsewhere:geheim@"), "forbidden"),
        (servers.url + "/77", "database"),
    ):
        with connect(url, KEYS.prefix) as client, pytest.raises(StoreDownError) as refused, store_errors():
            client.get(KEYS.store)
        assert refused.value.reason == reason


LEAST = "resetkeys ~{madoguchi:yahata}:* resetchannels &{madoguchi:yahata}:* -@all +@read +@write +@transaction"
LEAST += " +@connection +@pubsub -@dangerous -function +evalsha +script|load +script|exists +time +info"


@pytest.fixture
def town(servers: Shards, environ: dict[str, str], redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Built:
    """An office by the settings, with a user who may do what he must on every node."""
    for port in servers.primaries:
        with servers.client(port) as each:
            each.execute_command("ACL", "SETUSER", "least", "reset", "on", ">geheim", *LEAST.split())
    url = servers.url.replace("://", "://least:geheim@")
    for name, value in (("REDIS_URL", url), ("QUEUE_URL", redis_url)):
        monkeypatch.setenv(name, value)
    made = build(from_environ({**environ, "REDIS_URL": url, "QUEUE_URL": redis_url}), sending=False)
    made.clock.move_to(WEDNESDAY)
    return made


def test_all_commands_work_there_with_least_rights(town: Built, tmp_path: Path, capsys) -> None:
    all_commands_work(town, tmp_path, capsys, ("check", "--offline"))


def test_who_sleeps_is_woken_though_the_office_moved_meanwhile(servers: Shards, town: Built) -> None:
    with town.client.pubsub(ignore_subscribe_messages=True) as told:
        told.subscribe(town.keys.wake)
        told.get_message(timeout=PATIENCE)
        servers.move(KEYS.prefix, servers.other(servers.owner(KEYS.prefix)))
        town.client.publish(town.keys.wake, "1")
        wait_until(lambda: told.get_message(timeout=0.1), what="it is heard")


def test_the_check_looks_at_the_server_that_holds_the_office(servers: Shards, town: Built, capsys) -> None:
    ours = servers.owner(KEYS.prefix)
    for port in servers.primaries:
        with servers.client(port) as each:
            each.config_set("maxmemory-policy", "allkeys-lru" if port == ours else "noeviction")
    try:
        assert main(("check", "--offline")) == 1
        assert "maxmemory-policy を noeviction に" in capsys.readouterr().out
    finally:
        for port in servers.primaries:
            with servers.client(port) as each:
                each.config_set("maxmemory-policy", "noeviction")
    servers.move(KEYS.prefix, servers.other(ours))
    assert main(("check", "--offline")) == 0
    assert f"127.0.0.1:{servers.owner(KEYS.prefix)}（複製 0台）" in capsys.readouterr().out


def test_several_servers_that_are_no_cluster_are_refused(servers: Shards, redis_server: EmbeddedRedis) -> None:
    """Each of them would take the office for its own."""
    with connect(servers.url, KEYS.prefix) as client:
        assert inspect(client).faults == ()
    port = free_ports(1)[0]
    with connect(redis_server.url) as plain:
        plain.config_set("port", port)
    with connect(f"redis+cluster://127.0.0.1:{port}", KEYS.prefix) as client:
        assert "クラスターではありません" in inspect(client).faults[0]

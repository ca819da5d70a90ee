"""A process that is not heard any more is seen, although others do its work; one that ended in order is not missed."""

import re
import socket

import pytest

from bot.adapters.store.parts import work
from bot.adapters.store.store import RedisStore
from bot.ports.work import QUEUES
from bot.web.health import readiness
from bot.web.metrics import scraped
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at


@pytest.fixture
def store(client) -> RedisStore:
    return RedisStore(client, KEYS, CIPHER, clock_at(client))


@pytest.fixture
def two_machines(client, store, monkeypatch) -> RedisStore:
    """Workers on two machines; gives the store of the second, which is the one we are on."""
    other = RedisStore(client, KEYS, CIPHER, clock_at(client))
    for name, one in (("host1", store), ("host2", other)):
        monkeypatch.setattr(socket, "gethostname", lambda name=name: name)
        for queue in QUEUES:
            one.beat(queue)
            one.swept(queue)
    return other


def silent_for(client, name: str, seconds: int) -> None:
    client.zincrby(KEYS.processes, -seconds, name)


def test_a_dead_machine_is_seen_while_another_works(client, store, two_machines):
    context = context_of(store)
    assert readiness(context, 100.0)["warnings"] == []
    silent_for(client, "desk@host1", 90)
    told = readiness(context, 100.0)
    assert (told["status"], told["warnings"]) == ("ready", ["process:desk@host1"])
    heard = dict(re.findall(r'madoguchi_process_heard_seconds{process="(\S+)"} (\S+)', scraped(context).decode()))
    assert {name for name, ago in heard.items() if float(ago) >= 90} == {"desk@host1"}
    assert len(heard) == 4


def test_who_ended_in_order_is_not_missed(client, store, two_machines):
    silent_for(client, "desk@host2", 90)
    two_machines.left("desk")
    assert readiness(context_of(store), 100.0)["warnings"] == []


def test_who_is_heard_again_is_missed_no_more_and_who_is_not_is_forgotten_in_the_end(client, store, two_machines):
    for name in ("desk@host1", "notices@host1"):
        silent_for(client, name, work.REMEMBERED_SECONDS + 10)
    again = RedisStore(client, KEYS, CIPHER, clock_at(client))
    again.beat("desk")  # of host2; what is older than a day goes
    assert {name for name, _ in client.zscan_iter(KEYS.processes)} == {f"{queue}@host2" for queue in QUEUES}


def test_twin_the_word_of_a_queue_alone_hides_the_dead_machine(client, store, two_machines):
    client.delete(KEYS.processes)
    assert readiness(context_of(store), 100.0)["warnings"] == []

"""With STORE_REPLICAS, what is acknowledged is on a replica's disk: it is there when the primary's machine is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.adapters.redis.client import connect
from bot.adapters.redis.clock import MovableClock, StoreClock
from bot.adapters.store.store import RedisStore
from bot.errors import StoreDownError
from bot.web.app import create_app
from bot.web.health import readiness
from tests.adapters.sentinels import Group, group
from tests.e2e.town import wait_until
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS
from tests.web.webhooks import SECRET, event, post, webhook


@pytest.fixture
def town(store_folder: Path) -> Iterator[Group]:
    """A primary and a replica."""
    with group(store_folder) as made:
        yield made


@pytest.mark.parametrize(
    ("replicas", "answered", "lost"),
    [pytest.param(1, [200, 503], set(), id="waiting"), pytest.param(0, [200, 200], {"e2"}, id="twin")],
)
def test_nothing_acknowledged_is_lost_with_the_primary_and_without_waiting_it_is(town, replicas, answered, lost):
    with connect(town.url) as client:
        store = RedisStore(client, KEYS, CIPHER, StoreClock(client), replicas=replicas)
        web = create_app(context_of(store), [SECRET]).test_client()
        statuses = [wait_until(lambda: taken(web, 1), what="the first is taken")]
        wait_until(lambda: _has(town.replica, town, "e1"), what="the first is on the replica")
        town.cut_off_replicas()
        statuses.append(post(web, webhook(event(2))).status_code)
        assert statuses == answered
        town.kill_primary()
        town.bring_replicas_back()
        wait_until(town.is_taken_over, what="the replica took over")
        acknowledged = {f"e{number}" for number, status in enumerate(statuses, 1) if status == 200}
        assert {one for one in acknowledged if not _has(town.replica, town, one)} == lost


def test_an_event_that_was_written_but_not_kept_elsewhere_is_not_acknowledged_when_it_comes_again_either(town):
    with connect(town.url) as client:
        store = RedisStore(client, KEYS, CIPHER, StoreClock(client), replicas=1)
        web = create_app(context_of(store), [SECRET]).test_client()
        health = context_of(RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS), replicas=1))
        town.cut_off_replicas()
        crowd = webhook(*(event(number) for number in range(1, 8)))
        assert [post(web, webhook(event(1))).status_code for _ in range(2)] == [503, 503]
        assert post(web, crowd).status_code == 503
        assert store.seen(["e1"]) == {"e1"}
        assert readiness(health, 1.0)["failed"] == ["redis", "redis_too_few_replicas"]
        with pytest.raises(StoreDownError, match="STORE_REPLICAS"):
            store.confirm_seen(["e1"])
        town.bring_replicas_back()
        wait_until(lambda: post(web, webhook(event(1))).status_code == 200, what="the replica has it")
        wait_until(lambda: post(web, crowd).status_code == 200, what="all is taken")
        wait_until(lambda: readiness(health, 1.0)["failed"] == [], seen=lambda: readiness(health, 1.0)["failed"])


def test_what_was_lost_without_an_acknowledgement_stops_nothing(town):
    """The new primary counts fewer commits than the old one did; it is the store that we know all the same."""
    with connect(town.url) as client:
        store = RedisStore(client, KEYS, CIPHER, StoreClock(client), replicas=1)
        web = create_app(context_of(store), [SECRET]).test_client()
        wait_until(lambda: post(web, webhook(event(1))).status_code == 200, what="the replica has it")
        town.cut_off_replicas()
        assert [post(web, webhook(event(number))).status_code for number in (2, 3)] == [503, 503]
        town.kill_primary()
        town.bring_replicas_back()
        wait_until(town.is_taken_over, what="the replica took over")
        wait_until(lambda: _changed(store) == "", what="it answers as ours")
        town.bring_primary_back()
        wait_until(lambda: post(web, webhook(event(4))).status_code == 200, what="it takes events")
        wait_until(lambda: post(web, webhook(event(5))).status_code == 200, what="and goes on to")
        assert _changed(store) == ""


@pytest.mark.parametrize(
    ("answered", "told"),
    [pytest.param(503, lambda _, now: now, id="asking who it was"), pytest.param(200, lambda old, now: old, id="twin")],
)
def test_replicas_of_a_new_primary_do_not_speak_for_what_the_old_one_took(town, monkeypatch, answered, told):
    """The old one dies between a write and the wait for it, and is back as a replica before the wait begins."""
    with connect(town.url) as client:
        store = RedisStore(client, KEYS, CIPHER, StoreClock(client), replicas=1)
        web = create_app(context_of(store), [SECRET]).test_client()
        wait_until(lambda: post(web, webhook(event(1))).status_code == 200, what="the replica has it")
        known, marked = store._replicas._tenure, store._replicas._marked

        def after_a_fail_over():
            monkeypatch.undo()
            town.kill_primary()
            town.bring_replicas_back()
            wait_until(town.is_taken_over, what="the replica took over")
            town.bring_primary_back()
            wait_until(lambda: _is_followed(town), what="the old primary follows")
            seen = [marked()]
            wait_until(lambda: seen[-1][1] or seen.append(marked()), what="a replica of the new one has it")
            tenure, kept = seen[-1]
            return told(known, tenure), kept

        town.cut_off_replicas()
        monkeypatch.setattr(store._replicas, "_marked", after_a_fail_over)
        assert post(web, webhook(event(2))).status_code == answered
        assert not _has(town.replica, town, "e2")


def taken(web: FlaskClient, number: int) -> int:
    """Deliver an event; give the status where it was taken, else 0."""
    status = post(web, webhook(event(number))).status_code
    return status if status == 200 else 0


def _is_followed(town: Group) -> bool:
    with town.client(town.replica) as client:
        client.set("unrelated", "1")
        return bool(client.waitaof(1, 1, 200) == [1, 1])


def test_where_every_count_is_known_at_once_the_same_loss_stops_the_service(town):
    """The twin: a process that knows what only the old primary had takes the new one for an older store."""
    with connect(town.url) as client:
        store = RedisStore(client, KEYS, CIPHER, StoreClock(client))
        web = create_app(context_of(store), [SECRET]).test_client()
        assert post(web, webhook(event(1))).status_code == 200
        wait_until(lambda: _has(town.replica, town, "e1"), what="the first is on the replica")
        town.cut_off_replicas()
        assert [post(web, webhook(event(number))).status_code for number in (2, 3)] == [200, 200]
        town.kill_primary()
        town.bring_replicas_back()
        wait_until(town.is_taken_over, what="the replica took over")
        wait_until(lambda: _changed(store) == "older", what="it is taken for an older one")


def _changed(store: RedisStore) -> str:
    try:
        return store.changed()
    except StoreDownError:
        return "away"


def _has(port: int, town: Group, event_id: str) -> bool:
    with town.client(port) as client:
        return bool(client.exists(KEYS.event(event_id)))

"""An emptied, older or other store is noticed, and nothing is written to it until a person says so."""

import pytest
import redis

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.last_seen import LastSeen
from bot.adapters.store.scripts.commit import WRITE
from bot.adapters.store.store import RedisStore
from bot.dialogue.conversation import Conversation
from bot.errors import StoreChangedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking, NoOpenBooking
from bot.ports.events import KeepConversation
from bot.ports.health import Count
from bot.ports.replies import ReplyStep
from tests.commits import failed_guard
from tests.faults.rows import fault, twin
from tests.make import USER, WEDNESDAY, booking
from tests.stores import CIPHER, KEYS, clock_at

NUMBER = "13010-12345678"
GUARD = (NoOpenBooking(USER, NUMBER),)


def opened(client: Client, last_seen: LastSeen | None = None) -> RedisStore:
    """Open the store as a process does that starts."""
    return RedisStore(client, KEYS, CIPHER, MovableClock(client, KEYS), last_seen)


@pytest.fixture
def store(client: Client) -> RedisStore:
    clock_at(client)
    made = opened(client)
    made.commit(GUARD, (KeepBooking(booking()), Record(Entry(WEDNESDAY, "cli:t", "applied", "b1"))))
    return made


def again(store: RedisStore) -> type | None:
    """Let the same seeker book once more."""
    return failed_guard(store, GUARD, (KeepBooking(booking(id="b2", number="222222")),))


def test_a_fresh_store_and_what_starts_later_just_work(store, client):
    opened(client).commit((), (Count("x"),))
    assert store.changed() == opened(client).changed() == ""


class Interrupted(redis.Redis):
    """A client before whose first transaction somebody else does something."""

    def pipeline(self, transaction=True, shard_hint=None):
        if transaction and self.meanwhile:
            self.meanwhile.pop()()
        return super().pipeline(transaction, shard_hint)


def test_who_comes_second_to_a_fresh_store_takes_it_on_as_it_has_become(client):
    slow = Interrupted(connection_pool=client.connection_pool)
    entry = Record(Entry(WEDNESDAY, "cli:t", "applied", "b1"))
    slow.meanwhile = [lambda: opened(client).commit((), (KeepBooking(booking()), entry))]
    opened(slow).commit((), (Count("x"),))
    assert not slow.meanwhile
    assert opened(client).changed() == ""


SPOILT = {
    "emptied": lambda client: client.flushall(),
    "older": lambda client: client.hset(KEYS.store, "seq", "0"),
    "other": lambda client: client.hset(KEYS.store, "epoch", "0" * 32),
}


@fault("F50", injected="the store is emptied, set back, or another one stands in its place")
@pytest.mark.parametrize("reason", SPOILT)
def test_f50_a_living_process_notices_and_stops_those_that_start_afterwards(store, client, reason):
    SPOILT[reason](client)
    for one in (store, opened(client)):
        with pytest.raises(StoreChangedError) as noticed:
            again(one)
        assert (noticed.value.reason, one.changed(), one.health().changed) == (reason,) * 3
        with pytest.raises(StoreChangedError):
            one.step_reply("r1", ReplyStep.TOKEN)
    assert (store.booking("b1") is None) == (reason == "emptied")  # it still reads
    assert store.booking("b2") is None


@twin("F50", without="the look at epoch and count before a commit")
def test_twin_without_looking_the_seeker_gets_a_second_booking(store, client):
    assert again(store) is NoOpenBooking
    client.flushall()
    store._commit = client.register_script(WRITE)
    assert again(store) is None


@pytest.mark.parametrize("reason", SPOILT)
def test_a_person_lets_everybody_go_on(store, client, reason):
    waiting = opened(client)
    waiting.commit((), (Count("x"),))
    SPOILT[reason](client)
    assert store.changed() == reason
    assert opened(client).accept((Record(Entry(WEDNESDAY, "cli:t", "store_accepted")),))
    for one in (store, waiting, opened(client)):
        assert one.changed() == ""
        one.commit((), (Count("y"),))
    assert len({one.identity.epoch for one in (store, waiting)}) == 1
    assert again(store) is (None if reason == "emptied" else NoOpenBooking)


def test_after_an_emptied_store_all_use_the_same_key_for_hashes(store, client):
    client.flushall()
    assert store.changed() == "emptied"
    opened(client).accept(())
    store.commit((), (KeepConversation(USER, Conversation("c1", "book"), 1),))
    assert opened(client).load(USER, "").conversation.id == "c1"


def test_what_is_remembered_outside_redis_survives_a_restart_of_everything(client, tmp_path):
    last_seen = LastSeen(str(tmp_path), "yahata", keeps=True)
    opened(client, last_seen).commit((), (Count("x"),))
    client.flushall()
    restarted = opened(client, LastSeen(str(tmp_path), "yahata", keeps=True))
    assert restarted.changed() == "emptied"
    assert restarted.accept(())
    assert restarted.changed() == opened(client, LastSeen(str(tmp_path), "yahata")).changed() == ""


def test_twin_without_such_a_memory_an_emptied_store_is_a_new_one(store, client):
    client.flushall()
    assert opened(client).changed() == ""


def test_an_older_store_is_noticed_after_a_restart_as_well(client, tmp_path):
    store = opened(client, LastSeen(str(tmp_path), "yahata", keeps=True))
    for _ in range(3):
        store.commit((), (Count("x"),))
    store.identity._last_seen.note_seal(store.identity.epoch, 3, 0, "")
    client.hset(KEYS.store, "seq", 2)
    assert opened(client, LastSeen(str(tmp_path), "yahata")).changed() == "older"


def test_a_process_that_remembers_another_store_stops_itself_and_not_those_of_that_store(store, client, tmp_path):
    LastSeen(str(tmp_path), "yahata", keeps=True).note("f" * 32, 7)
    stranger = opened(client, LastSeen(str(tmp_path), "yahata"))
    assert stranger.changed() == "other"
    assert store.changed() == opened(client).changed() == ""


def test_a_file_that_can_not_be_read_is_no_memory(store, client, tmp_path):
    (tmp_path / "yahata.store.json").write_text("{")
    assert opened(client, LastSeen(str(tmp_path), "yahata", keeps=True)).changed() == ""
    opened(client, LastSeen(str(tmp_path / "missing"), "yahata", keeps=True)).commit((), (Count("x"),))


def test_an_identity_that_nobody_of_us_signed_is_not_taken_on(store, client):
    known = client.hget(KEYS.store, "epoch")
    client.hset(KEYS.store, mapping={"epoch": "a" * 32, "former": known, "seq": "99"})
    assert store.changed() == opened(client).changed() == "other"


def test_what_an_earlier_release_wrote_is_taken_on_but_not_a_store_that_lost_its_identity(store, client):
    client.delete(KEYS.store, KEYS.audit_seal)
    assert opened(client).changed() == "emptied"
    client.delete(KEYS.store, KEYS.audit, KEYS.audit_head)  # no line of ours
    assert opened(client).changed() == ""


def test_nobody_accepts_a_store_that_changed_again_meanwhile(store, client):
    client.flushall()
    assert store.changed() == "emptied"
    hasty = opened(client)
    held = hasty.identity._held
    hasty.identity._held = lambda: {**held(), "stopped": "older"}
    assert not hasty.accept(())
    assert store.changed() == "emptied"

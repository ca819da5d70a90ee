"""What a process believes of the circuit and the bucket for a moment, and what it looks up."""

import time
from collections.abc import Callable

import pytest

from bot.adapters.redis.circuit import BURST, FAILURES_TO_OPEN, LEASE_SECONDS, TAKEN_TOGETHER, RedisCircuit
from bot.adapters.store.store import RedisStore
from bot.errors import StoreDownError
from bot.ports.line import Passage
from tests.stores import CIPHER, KEYS, clock_at
from tests.trips import CountingRedis, counting


class Pair:
    """Two processes on one server, the first with a monotonic clock that a test moves."""

    def __init__(self, client) -> None:
        self.passed, now = 0.0, clock_at(client).now
        self.client: CountingRedis = counting(f"unix://{client.connection_pool.connection_kwargs['path']}")
        fixed = now()
        self.ours = RedisCircuit(self.client, KEYS, lambda: fixed, self.log, lambda: self.passed)
        self.other = RedisCircuit(client, KEYS, lambda: fixed, self.log)

    def log(self, event: str, **values: object) -> None:
        """Write nothing."""

    def trips(self, call: Callable[[], object]) -> int:
        before = self.client.trips
        call()
        return self.client.trips - before


@pytest.fixture
def pair(client) -> Pair:
    made = Pair(client)
    made.passed = 100.0
    return made


def test_where_nobody_fails_a_call_needs_no_look(pair):
    assert pair.ours.passage() is Passage.FREE
    assert pair.trips(lambda: (pair.ours.passage(), pair.ours.went_well())) == 0


def test_what_fails_elsewhere_is_seen_half_a_second_later(pair):
    pair.ours.passage()
    for _ in range(FAILURES_TO_OPEN):
        pair.other.failed("http_500")
    assert pair.ours.passage() is Passage.FREE
    pair.passed += LEASE_SECONDS
    assert pair.ours.passage() is Passage.NONE


def test_what_fails_here_is_seen_at_once(pair):
    pair.ours.passage()
    for _ in range(FAILURES_TO_OPEN):
        pair.ours.failed("http_500")
    assert pair.ours.passage() is Passage.NONE


@pytest.mark.parametrize("by", ["ours", "other"])
def test_a_single_failure_is_taken_back_by_the_next_call_that_goes_well(pair, client, by):
    pair.ours.passage()
    getattr(pair, by).failed("http_500")
    pair.passed += LEASE_SECONDS
    assert pair.ours.passage() is Passage.FREE
    pair.ours.went_well()
    assert client.hget(KEYS.line_circuit, "failures") is None


def test_calls_are_taken_together_while_nobody_waits(pair):
    pair.ours.wait()  # and learn the script
    pair.passed += LEASE_SECONDS
    assert pair.trips(lambda: [pair.ours.wait() for _ in range(BURST - TAKEN_TOGETHER)]) == BURST // TAKEN_TOGETHER - 1


def test_calls_that_were_not_made_are_given_up_soon(pair):
    pair.ours.wait()
    pair.passed += LEASE_SECONDS
    assert pair.trips(pair.ours.wait) == 1


# --- what the look at an event tells besides


@pytest.fixture
def store(pair, client) -> RedisStore:
    made = RedisStore(pair.client, KEYS, CIPHER, clock_at(client), circuit=pair.ours)
    made.load("U", "e0")  # and learn the script
    pair.passed += LEASE_SECONDS
    return made


def test_the_look_at_an_event_spares_those_at_circuit_and_bucket(pair, store):
    assert pair.trips(lambda: store.load("U", "e1")) == 1
    calls = (pair.ours.passage, pair.ours.wait, pair.ours.went_well)
    assert pair.trips(lambda: [call() for call in calls * TAKEN_TOGETHER]) == 0
    assert pair.trips(pair.ours.wait) == 1


def test_what_fails_elsewhere_is_seen_with_the_next_event(pair, store):
    for _ in range(FAILURES_TO_OPEN):
        pair.other.failed("http_500")
    store.load("U", "e1")
    assert pair.ours.passage() is Passage.NONE


def test_an_event_takes_no_call_where_some_would_have_to_wait(pair, store, client):
    waits = list[float]()
    client.set(KEYS.line_bucket, (time.time_ns() // 1000) + 10**7)
    store.load("U", "e1")
    assert pair.trips(lambda: waits.append(pair.ours.wait())) == 1
    assert waits[0] > 1


def test_no_more_calls_are_taken_with_events_than_without(pair, store, client):
    """As much of the bucket is used up whoever takes them out."""
    client.delete(KEYS.line_bucket)
    store.load("U", "e1")
    with_events = int(client.get(KEYS.line_bucket))
    pair.passed += LEASE_SECONDS
    client.delete(KEYS.line_bucket)
    pair.other.wait()
    assert abs(int(client.get(KEYS.line_bucket)) - with_events) < 10**6 / 4  # microseconds, real ones between the two


def test_damage_of_circuit_and_bucket_keeps_no_event_from_being_read(store, client):
    client.set(KEYS.line_circuit, "no hash")
    client.delete(KEYS.line_bucket)
    client.hset(KEYS.line_bucket, "no", "text")
    assert not store.load("U", "e1").seen


def test_after_a_look_that_failed_the_next_one_asks_again(pair, store, client):
    client.delete(KEYS.terms_heads)
    client.set(KEYS.terms_heads, "no hash")
    with pytest.raises(StoreDownError):
        store.load("U", "e1")
    client.delete(KEYS.terms_heads)
    store.load("U", "e1")
    assert pair.trips(pair.ours.wait) == 0

"""How many trips to Redis an event takes."""

from bot.adapters.line.guarded import GuardedLine
from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.redis.clock import StoreClock
from bot.adapters.store.store import RedisStore
from bot.dialogue.incoming import Incoming, Sort
from bot.ports.events import Event
from bot.service.events.handle_event import Outcome, reply_to
from tests.make import USER
from tests.service.make_context import FakeLine, context_of
from tests.stores import CIPHER, KEYS
from tests.trips import counting

TEXTS = ("予約", "1", "1", "山田 太郎", "13010-12345678", "090-1234-5678")


def test_an_event_takes_four_trips_load_commit_begin_and_settle(client):
    counted = counting(f"unix://{client.connection_pool.connection_kwargs['path']}")
    clock = StoreClock(counted)
    circuit = RedisCircuit(counted, KEYS, clock.now, lambda *_, **__: None, lambda: 100.0)
    line = FakeLine()
    store = RedisStore(counted, KEYS, CIPHER, clock)
    context = context_of(store, clock=clock, line=GuardedLine(line, circuit), circuit=circuit)
    taken = []
    for place, text in enumerate(TEXTS):
        before = counted.trips
        incoming = Incoming(Sort.TEXT, f"e{place}", clock.now(), text=text, message_id=f"m{place}")
        assert reply_to(context, Event(USER, incoming, f"token {place}")) is Outcome.TAKEN
        taken.append(counted.trips - before)
    assert len(line.replies) == len(TEXTS)
    # The first ones learn the scripts and the store; one of five takes calls out of the bucket, the clock asks anew.
    assert sorted(taken)[:2] == [4, 4]

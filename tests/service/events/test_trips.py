"""How many trips to Redis an event takes."""

from bot.adapters.line.guarded import GuardedLine
from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.redis.clock import StoreClock
from bot.adapters.store.store import RedisStore
from bot.booking.schedule.opening import TOKYO, bookable_starts, today
from bot.dialogue.incoming import Incoming, Sort
from bot.ports.events import Event
from bot.service.events.handle_event import Handled, reply_to
from tests.make import OFFICE, USER
from tests.service.chat import ANSWERS
from tests.service.make_context import FakeLine, context_of
from tests.stores import CIPHER, KEYS
from tests.trips import counting

TEXTS = ("予約", "1", "1", "山田 太郎", "13010-12345678", "090-1234-5678")
NEVER = 3600.0  # seconds: longer than any test


def trips(client, texts: tuple[str, ...], settle_within: float = 0.0) -> list[int]:
    """Let a person say these, one after the other; give how many trips each took."""
    counted = counting(f"unix://{client.connection_pool.connection_kwargs['path']}")
    clock = StoreClock(counted)
    circuit = RedisCircuit(counted, KEYS, clock.now, lambda *_, **__: None, lambda: 100.0)
    line = FakeLine()
    store = RedisStore(counted, KEYS, CIPHER, clock, circuit=circuit, settle_within=settle_within)
    store._is_due = True  # no thread is to be left behind
    context = context_of(store, clock=clock, line=GuardedLine(line, circuit), circuit=circuit)
    taken = []
    for place, text in enumerate(texts):
        before = counted.trips
        incoming = Incoming(Sort.TEXT, f"e{place}", clock.now(), text=text, message_id=f"m{place}")
        assert reply_to(context, Event(USER, incoming, f"token {place}")) is Handled.TAKEN
        taken.append(counted.trips - before)
    assert len(line.replies) == len(texts)
    return taken


def test_an_event_takes_four_trips_load_commit_begin_and_settle(client):
    taken = trips(client, TEXTS)
    # The first ones learn the scripts and the store; one of five takes calls out of the bucket, the clock asks anew.
    assert sorted(taken)[:2] == [4, 4]


def test_an_event_whose_end_goes_with_the_next_takes_three_also_where_a_place_is_taken(client):
    start = bookable_starts(OFFICE, StoreClock(client).now())[20]
    taken = trips(
        client, (*ANSWERS[:-2], f"{today(start):%-m/%-d} {start.astimezone(TOKYO):%H:%M}", ANSWERS[-1]), NEVER
    )
    assert sorted(taken)[:2] == [3, 3]
    assert taken[-1] <= 4  # the last takes the place; one of ten takes calls out of the bucket

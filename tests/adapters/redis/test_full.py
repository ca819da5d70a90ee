"""Redis without room: nothing new is begun and that is said in words; reads, answers, cancellations and sends go on."""

import time
from datetime import timedelta

import pytest
import redis
from rq import Queue
from rq.serializers import JSONSerializer

from bot.adapters.redis.client import Client, connect_blocking
from bot.adapters.redis.clock import MovableClock
from bot.adapters.redis.failover import pool_of
from bot.adapters.redis.memory_full import MARGIN, OBEYING, SteadyRedis
from bot.adapters.store.scripts.commit import COMMIT
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind
from bot.booking.notices.reminders import Plan, notice
from bot.errors import StoreFullError
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.ports.context import RequestContext
from bot.ports.events import StoreHasRoom
from bot.ports.health import Count
from bot.ports.notices import KeepNotice
from bot.service.events.handle_event import reply_to
from bot.service.notices.sending import send_notice
from bot.web.health import readiness
from tests.adapters.rq_worker import worker_of
from tests.commits import failed_guard
from tests.faults.rows import fault, twin
from tests.make import WEDNESDAY, booking
from tests.service.chat import ANSWERS, book, event
from tests.service.make_context import context_of, context_on
from tests.stores import CIPHER, KEYS
from tests.talk import text_of


@pytest.fixture
def town(client: Client) -> RequestContext:
    return town_of(client)


def town_of(client: Client) -> RequestContext:
    return context_on(client)


def says(town: RequestContext, number: int, text: str) -> str:
    assert reply_to(town, event(number, text)) in ("taken", "full")
    return text_of(town.line.replies[-1][1][-1])


@fault("F46", injected="the server's memory is full in the middle of an application")
def test_f46_a_new_booking_is_refused_in_words_and_taken_when_there_is_room_again(town, client, fill):
    book(town, answers=ANSWERS[:-1])
    fill(1.02)
    assert "新しい申し込みを受け付けられません" in says(town, 50, "申し込む")
    assert town.store.bookings() == []
    assert town.store.counters()["refused_full"] == 1
    client.config_set("maxmemory", 0)
    assert "申し込みを受け付けました" in says(town, 51, "申し込む")


@fault("F46", injected="the server's memory is full, and somebody cancels")
def test_who_has_a_booking_looks_it_up_and_cancels_it_and_gets_each_answer(town, fill):
    book(town)
    fill(1.02)
    assert "申込中" in says(town, 50, "確認")
    says(town, 51, "キャンセル")
    says(town, 52, "2")
    assert "取り消しました" in says(town, 53, "取り消す")
    assert [one.state for one in town.store.bookings()] == [State.CANCELLED_BY_SEEKER]
    assert [token for token, _ in town.line.replies][-4:] == [f"token-{number}" for number in range(50, 54)]


@twin("F46", without="scripts that may write when memory is full")
def test_a_plain_client_refuses_all_of_it(client, redis_url, fill):
    book(town_of(client))
    plain = redis.Redis.from_url(redis_url, decode_responses=True)
    fill(1.02)
    store = RedisStore(plain, KEYS, CIPHER, MovableClock(plain, KEYS))
    store._commit_within_margin = plain.register_script(OBEYING + COMMIT)
    with pytest.raises(StoreFullError):
        reply_to(context_of(store), event(50, "確認"))
    plain.close()


def test_beyond_the_margin_only_what_frees_goes_on(town, client, fill):
    kept = booking(state=State.CANCELLED_BY_OFFICE)
    town.store.commit((), (KeepBooking(kept),))
    fill(MARGIN * 1.1)
    with pytest.raises(StoreFullError):
        town.store.commit((), (Count("events"),))
    with pytest.raises(StoreFullError):
        town.store.beat("desk")
    town.store.commit((), (ForgetBooking(kept, ()), Count("forgotten")))
    assert town.store.booking(kept.id) is None


def test_what_begins_something_new_is_named_by_its_guard(town, fill):
    fill(1.02)
    assert failed_guard(town.store, (StoreHasRoom(),), (Count("events"),)) is StoreHasRoom
    town.store.commit((), (Count("events"),))
    assert town.store.counters()["events"] == 1


def test_a_notice_that_is_due_is_claimed_and_sent(town, fill):
    kept = booking(state=State.CONFIRMED)
    row = notice(kept, Plan(Kind.DETAILS, WEDNESDAY, WEDNESDAY + timedelta(days=1)), Channel.LINE)
    town.store.commit((), (KeepBooking(kept), KeepNotice(row, WEDNESDAY)))
    fill(1.02)
    (claim,) = town.store.claim_notices(10)
    assert send_notice(town, claim) == "accepted"


def test_rq_s_worker_begins_takes_a_job_and_ends(client, redis_url, fill):
    fill(1.02)
    with connect_blocking(redis_url) as connection:
        worker, queue = worker_of(connection)
        job = queue.enqueue("time.sleep", 0, result_ttl=60)
        assert worker.work(burst=True)
        assert job.get_status(refresh=True) == "finished"


def test_rq_s_worker_waits_for_a_job_without_ending(redis_url, fill):
    fill(1.02)
    with connect_blocking(redis_url) as connection:
        queue = Queue("notices", connection=connection, serializer=JSONSerializer)
        assert Queue.dequeue_any([queue], None, connection=connection, serializer=JSONSerializer) is None
        assert connection.blmove("nothing", "nowhere", 1) is None
        queue.enqueue("time.sleep", 0)
        found, _ = Queue.dequeue_any([queue], 5, connection=connection, serializer=JSONSerializer)
        assert found.func_name == "time.sleep"


def test_a_plain_client_of_rq_can_t_begin(redis_url, fill):
    fill(1.02)
    with redis.Redis.from_pool(pool_of(redis_url)) as connection:
        worker, _ = worker_of(connection)
        with pytest.raises(redis.OutOfMemoryError):
            worker.register_birth()


def test_small_writes_answer_as_they_do_otherwise(client, fill):
    fill(1.02)
    assert client.set("one", "1", nx=True, ex=60) is True
    assert client.set("one", "2", nx=True, ex=60) is None
    assert client.get("one") == "1"
    assert client.hset("hash", mapping={"a": "1", "b": "2"}) == 2
    assert client.hincrby("hash", "a", 2) == 3
    assert client.incrbyfloat("float", 1.5) == 1.5
    assert client.zadd("set", {"a": 1.0}) == 1
    trip = client.pipeline(transaction=True)
    trip.incr("count")
    trip.expire("count", 60)
    trip.get("one")
    assert trip.execute() == [1, True, "1"]
    assert isinstance(client, SteadyRedis)


@pytest.mark.parametrize(
    ("share", "failed", "warned"),
    [
        (0.5, [], []),
        (0.75, [], ["redis_memory_70"]),
        (0.9, [], ["redis_memory_85"]),
        (1.02, ["redis", "redis_full"], ["redis_memory_100"]),
    ],
)
def test_the_health_page_tells_how_full_it_is(town, fill, share, failed, warned):
    fill(share)
    report = readiness(town, up_for=1.0)
    assert report["failed"] == failed
    assert [name for name in report["warnings"] if "memory" in name] == warned


def test_the_proof_of_a_write_is_written_about_once_a_second_however_often_it_is_asked(town, client):
    def written() -> int:
        return client.info("persistence")["aof_current_size"]

    before, begun = written(), time.monotonic()
    town.store.prove_write()
    one = written() - before
    for _ in range(30):
        town.store.prove_write()
    seconds = time.monotonic() - begun
    assert 0 < written() - before <= 2 * one * (1 + seconds)  # each is written and, when its second is over, deleted

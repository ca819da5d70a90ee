"""Every process goes by the store's time: a machine whose clock is wrong neither stalls nor expires a notice."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.adapters.redis.client import connect
from bot.adapters.redis.clock import MovableClock, StoreClock
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind
from bot.booking.notices.reminders import Plan, notice
from bot.errors import SendError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.ports.replies import KeepReply, PendingReply
from bot.ports.work import Claim, Work
from bot.service.health.clocks import look_at_clocks, seconds_off
from bot.service.notices.sending import send_notice
from bot.web.health import readiness
from tests.faults.rows import fault, twin
from tests.make import ROOM, booking
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS

SHIFTS = [timedelta(minutes=10), timedelta(minutes=40), -timedelta(hours=1)]


@dataclass(frozen=True)
class WallClock:
    """What a process goes by without the store's time: the machine's own."""

    ahead: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def offset(self) -> timedelta:
        return timedelta()

    def skew(self) -> timedelta:
        return self.ahead


def town_with(client: Any, clock: Any) -> RequestContext:
    return context_of(RedisStore(client, KEYS, CIPHER, clock))


def shifted(client: Any, ahead: timedelta) -> RequestContext:
    """Give a worker on a machine whose clock is that much ahead."""
    return town_with(client, StoreClock(client, wall=lambda: datetime.now(UTC) + ahead))


def planned(town: RequestContext, *, due_in: float, useful_for: float) -> str:
    """Put a row into the store as the web does, whose machine is right."""
    now = datetime.now(UTC)
    made = booking(state=State.CONFIRMED, room=ROOM, start=now + timedelta(hours=5), created=now)
    plan = Plan(Kind.SOON, now + timedelta(seconds=due_in), now + timedelta(seconds=useful_for))
    row = notice(made, plan, Channel.LINE)
    town.store.commit((), (KeepBooking(made), KeepNotice(row, row.due)))
    return row.id


def sweep(town: RequestContext) -> list[str]:
    return [send_notice(town, claim) for claim in town.store.claim_notices(10)]


def looked_at_in(client: Any, row: str, among: str = KEYS.due_notices) -> float:
    """Give the seconds until a row is looked at again, by the store's clock."""
    seconds, micro = client.time()
    return float(client.zscore(among, row)) / 1000 - seconds - micro / 1e6


@fault("F39", "F40", injected="the worker's clock is +10 min, +40 min, -1 h off")
@pytest.mark.parametrize("ahead", SHIFTS)
def test_f39_a_worker_whose_clock_is_wrong_sends_in_time_and_never_early(client, ahead):
    town = shifted(client, ahead)
    coming = planned(town, due_in=300, useful_for=3600)
    assert sweep(town) == []
    assert looked_at_in(client, coming) > 290
    planned(town, due_in=-60, useful_for=1200)
    assert sweep(town) == ["accepted"]


@fault("F39", "F40", injected="the worker's clock is +10 min, +40 min, -1 h off while LINE fails")
@pytest.mark.parametrize("ahead", SHIFTS)
def test_f39_what_failed_is_tried_again_after_seconds(client, ahead):
    town = shifted(client, ahead)
    town.line.failures.append(SendError("http_500"))
    row = planned(town, due_in=-1, useful_for=3600)
    assert sweep(town) == ["waiting"]
    assert 0 < looked_at_in(client, row) < 3


@twin("F39", "F40", without="the store's time")
def test_f39_by_the_wall_clock_notices_expire_or_stall(client):
    fast = town_with(client, WallClock(timedelta(minutes=40)))
    planned(fast, due_in=-60, useful_for=1200)
    assert sweep(fast) == ["expired"]
    fast = town_with(client, WallClock(timedelta(minutes=10)))
    fast.line.failures.append(SendError("http_500"))
    client.flushall()
    row = planned(fast, due_in=-1, useful_for=3600)
    assert sweep(fast) == ["waiting"]
    assert looked_at_in(client, row) > 590


def test_the_clock_goes_on_while_the_store_is_away_and_starts_by_the_wall_clock():
    moments = iter([(1_800_000_000, 0)])
    server = SimpleNamespace(time=lambda: next(moments))
    seconds = [0.0]
    clock = StoreClock(server, monotonic=lambda: seconds[0])
    assert clock.now() == datetime.fromtimestamp(1_800_000_000, UTC)
    seconds[0] = 1.5
    assert clock.now() == datetime.fromtimestamp(1_800_000_001.5, UTC)
    away = StoreClock(connect("unix:///nowhere.sock"), wall=lambda: datetime(2026, 11, 25, tzinfo=UTC))
    assert away.now() == datetime(2026, 11, 25, tzinfo=UTC)
    assert away.skew() == timedelta()


def test_a_clock_that_could_not_ask_again_runs_on_and_learns_of_a_step_when_it_can():
    answers: list[Any] = [(1_800_000_000, 0)]
    seconds = [0.0]

    def time() -> tuple[int, int]:
        if not answers:
            from redis import ConnectionError as AwayError

            raise AwayError
        return answers.pop(0)

    clock = StoreClock(SimpleNamespace(time=time), monotonic=lambda: seconds[0])
    clock.now()
    seconds[0] = 60
    assert clock.now() == datetime.fromtimestamp(1_800_000_060, UTC)
    answers.append((1_800_000_000 - 3600, 0))
    seconds[0] = 63
    assert clock.now() == datetime.fromtimestamp(1_800_000_000 - 3600, UTC)


def test_another_process_sees_a_moved_clock_at_once(client, redis_url):
    here, there = MovableClock(client, KEYS), MovableClock(connect(redis_url), KEYS)
    there.now()
    here.move_to(datetime(2027, 1, 4, 9, 0, tzinfo=UTC))
    assert timedelta() <= there.now() - datetime(2027, 1, 4, 9, 0, tzinfo=UTC) < timedelta(seconds=5)


@pytest.mark.parametrize(("ahead", "warned"), [(1, False), (3, True), (-3, True)])
def test_a_machine_that_is_off_by_more_than_two_seconds_is_told(client, ahead, warned):
    logged: list[str] = []
    off = shifted(client, timedelta(seconds=ahead))
    off = replace(off, log=lambda event, **_: logged.append(event))
    look_at_clocks(off)
    look_at_clocks(off)
    right = shifted(client, timedelta())
    for one in (off, right):  # the worker's machine is told of at the web's, too
        assert ("clock_skew" in readiness(one, 100)["warnings"]) == warned
        assert abs(seconds_off(one) - (ahead if warned or one is off else 0)) < 0.5
    assert logged == (["clock_off"] if warned else [])


# --- the store's own clock goes back ---------------------------------------------------------------------------------

HOUR = 3_600_000  # ms


def as_before_the_step(town: RequestContext, client: Any) -> dict[str, float]:
    """Let the store look as if its clock had been an hour ahead until now; give what is due when."""
    now = town.clock.now()
    late = int((now.timestamp() + 3600) * 1000)
    client.hset(KEYS.clock_seen, mapping={"store": late, "office": late})
    coming = planned(town, due_in=7200, useful_for=9000)
    leased = booking(id="b2", number="2", user="U" + "2" * 32, state=State.CONFIRMED, room=ROOM)
    row = notice(leased, Plan(Kind.DETAILS, now - timedelta(minutes=5), None), Channel.LINE)
    reply = PendingReply("e1", "t", leased.user, ({"type": "text", "text": "はい"},), now, "k")
    expires = now + timedelta(minutes=30)
    asked = booking(id="b3", number="3", user="U" + "3" * 32)
    town.store.commit(
        (), (KeepBooking(leased), KeepNotice(row, row.due), KeepReply(reply), KeepBooking(asked, expires=expires))
    )
    town.store.claim_notices(10)
    town.store.claim_replies(10)
    client.zincrby(KEYS.due_notices, HOUR, row.id)
    client.zincrby(KEYS.due_replies, HOUR, "e1")
    client.set(KEYS.done("waiting list"), "1", px=HOUR + 2000)
    return {"coming": client.zscore(KEYS.due_notices, coming), "asked": client.zscore(KEYS.expiring, "b3")}


@fault("F40", injected="the store's own clock steps back by an hour")
def test_f40_what_waits_by_the_old_time_is_looked_at_within_a_lease(client):
    town = shifted(client, timedelta())
    before = as_before_the_step(town, client)
    assert town.store.claim_notices(10) == []
    look_at_clocks(town)
    assert 0 < looked_at_in(client, "b2.1.details.line") <= 15
    assert 0 < looked_at_in(client, "e1", KEYS.due_replies) <= 15
    assert client.zscore(KEYS.due_notices, "b1.1.soon.line") == before["coming"]  # a plan stays a plan
    assert client.zscore(KEYS.expiring, "b3") == before["asked"]
    assert client.pttl(KEYS.done("waiting list")) <= 8000
    assert town.store.counters()["clock_went_back"] == 1
    look_at_clocks(town)
    assert town.store.counters()["clock_went_back"] == 1


@twin("F40", without="the look after a step back")
def test_f40_without_the_look_it_would_lie_for_an_hour(client):
    town = shifted(client, timedelta())
    as_before_the_step(town, client)
    assert looked_at_in(client, "b2.1.details.line") > 3600
    assert client.pttl(KEYS.done("waiting list")) > HOUR - 10_000


def test_a_playground_clock_that_is_moved_back_stalls_nothing_either(client):
    clock = MovableClock(client, KEYS)
    town = town_with(client, clock)
    look_at_clocks(town)
    clock.advance(7200)
    look_at_clocks(town)
    row = planned(town, due_in=-1, useful_for=36000)
    [claim] = town.store.claim_notices(10)
    assert claim == Claim(row, claim.lease)
    clock.advance(-7000)
    look_at_clocks(town)
    clock.advance(16)
    assert [one.id for one in town.store.claim_notices(10)] == [row]


def test_every_kind_of_work_has_its_rule_after_a_step(client):
    town = shifted(client, timedelta())
    for work in Work:
        client.zadd(KEYS.due(work), {"x": 4_000_000_000_000})
        client.hset(KEYS.record(work, "x"), "until", 4_000_000_000_000)
        client.zadd(KEYS.planned, {"x": 1})
    late = int((town.clock.now().timestamp() + 3600) * 1000)
    client.hset(KEYS.clock_seen, mapping={"store": late, "office": late})
    look_at_clocks(town)
    now = town.clock.now().timestamp() * 1000
    assert all(now < float(client.zscore(KEYS.due(work), "x")) <= now + 121_000 for work in Work)

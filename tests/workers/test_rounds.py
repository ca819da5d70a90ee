"""A sweep sleeps until something is due, is woken by what is due sooner, and asks an idle store hardly anything."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from rq import Queue

from bot.adapters.redis.client import connect, connect_blocking
from bot.adapters.redis.clock import StoreClock
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.ports.work import Work
from bot.service.audit.seal import seal
from bot.service.notices.awaited import AWAITED_AFTER
from tests.e2e.town import PATIENCE, wait_until
from tests.make import ROOM, WEDNESDAY, booking
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS
from tests.workers.town import Town
from workers.rounds import LONGEST_SECONDS, SHORTEST_SECONDS, WHOLE_SECONDS, Rounds, keep_listening
from workers.rows import SHARE
from workers.sweep import MOST_HELPED, MOST_QUEUED
from workers.timed import AT_LEAST

RIGHTS = "resetchannels -@all +@read +@write +@connection +@transaction +evalsha +script +time"  # to no channel


@pytest.fixture
def town(client: Any) -> Town:
    return Town(client)


@pytest.fixture
def queues(redis_url: str) -> Iterator[dict[str, Queue]]:
    connection = connect_blocking(redis_url)
    yield {name: Queue(name, connection=connection) for name in ("notices", "desk")}
    connection.close()


class Monotonic:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def jobs(queues: dict[str, Queue]) -> list[str]:
    """Take the jobs that wait, by name."""
    found = [name for queue in queues.values() for job in queue.jobs for name in named(job)]
    for queue in queues.values():
        queue.empty()
    return found


def named(job: Any) -> list[str]:
    """Name the jobs that one job of RQ does."""
    return list(job.args[0]) if job.description == "one_after_the_other" else [job.description]


def settled(process: Any, queues: dict[str, Queue], monotonic: Monotonic) -> Rounds:
    """Give rounds in which all that is done at the start is done."""
    rounds = Rounds(process, queues, monotonic)
    for _ in range(3):
        rounds.look(woken=True)
        seal(process)
    jobs(queues)
    return rounds


def commands(client: Any) -> int:
    return int(client.info("stats")["total_commands_processed"])


def test_a_look_at_an_idle_store_costs_three_commands_and_writes_nothing(client, queues):
    store = RedisStore(client, KEYS, CIPHER, StoreClock(client, monotonic=lambda: 0.0))
    rounds = settled(context_of(store), queues, Monotonic())
    written = client.info("persistence")["aof_current_size"]
    before = commands(client)
    for _ in range(20):
        assert rounds.look() == LONGEST_SECONDS
    assert commands(client) - before <= 20 * 3 + 1  # the question itself
    assert client.info("persistence")["aof_current_size"] == written
    assert jobs(queues) == []


def test_a_whole_look_at_an_idle_store_is_seldom_and_enqueues_nothing(town, queues):
    monotonic = Monotonic()
    rounds = settled(town.context, queues, monotonic)
    for key in town.client.scan_iter(KEYS.done("*")):
        if not key.endswith("morning") and "upkeep" not in key and "quota" not in key:
            town.client.delete(key)  # so that no pause keeps a job from being enqueued
    monotonic.now += WHOLE_SECONDS
    rounds.look()
    assert not {"link_menus", "seal_audit_log", "match_waiting"} & set(jobs(queues))


def test_twin_without_knowing_the_commits_the_same_store_would_be_gone_through_again_and_again(town, queues):
    settled(town.context, queues, Monotonic())
    town.client.delete(KEYS.done("menus"), KEYS.done("followed link_menus"))
    Rounds(town.context, queues).look()
    assert "link_menus" in jobs(queues)


def test_what_one_process_followed_no_other_follows_again(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    other = settled(town.context, queues, Monotonic())
    town.client.delete(KEYS.done("menus"))
    town.store.commit((), (KeepBooking(booking()),))
    rounds.look()
    assert "link_menus" in jobs(queues)
    town.client.delete(KEYS.done("menus"))  # the pause that would keep the other from it for some seconds
    other.look()
    assert "link_menus" not in jobs(queues)


def test_what_is_due_at_one_look_is_one_job_of_the_queue(town, queues):
    Rounds(town.context, queues).look()
    [job] = queues["desk"].jobs
    assert {"link_menus", "look_at_month", "keep_up"} <= set(named(job))


def test_what_was_done_in_the_middle_of_a_step_is_done_with_the_rest_at_the_next(town, queues):
    settled(town.context, queues, Monotonic())
    left = town.client.pttl(KEYS.done("quota")) / 1000
    assert 0 < left <= AT_LEAST.total_seconds() / 2


def test_what_was_changed_is_followed_at_the_next_look(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    for name in ("menus", "audit seal"):
        town.client.delete(KEYS.done(name))
    town.store.commit((), (KeepBooking(booking()), Record(Entry(WEDNESDAY, "system", "looked"))))
    rounds.look()
    assert {"link_menus", "seal_audit_log"} <= set(jobs(queues))


def test_a_head_of_the_audit_log_that_is_not_the_sealed_one_is_looked_at(town):
    town.store.commit((), (Record(Entry(WEDNESDAY, "system", "looked")),))
    assert town.store.agenda(WEDNESDAY).unsealed
    seal(town.context)
    assert not town.store.agenda(WEDNESDAY).unsealed
    town.client.set(KEYS.audit_head, "another")
    assert town.store.agenda(WEDNESDAY).unsealed


def test_what_is_due_is_claimed_at_the_next_look_though_nobody_told_of_it(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    town.confirmed(1)
    rounds.look()
    assert "send_notices" in jobs(queues)


def test_what_no_queue_could_take_is_claimed_at_the_next_looks_however_late_it_is_wanted(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    taken = MOST_QUEUED + MOST_HELPED
    town.confirmed(*range(1, 2 * SHARE * taken))
    for _ in range(2):
        assert rounds.look() == SHORTEST_SECONDS
        assert jobs(queues).count("send_notices") == taken
    assert town.client.zcard(KEYS.ready("notices")) == 0
    rounds.look()
    assert "send_notices" not in jobs(queues)


def seconds_to(moment: datetime, town: Town) -> float:
    """Give the seconds that are left, and those that are slept at least."""
    return max(SHORTEST_SECONDS, (moment - town.clock.now()).total_seconds())


def test_a_sweep_sleeps_until_the_next_row_is_due_and_then_claims_it(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    town.confirmed(1)
    rounds.look()
    jobs(queues)
    [row] = town.client.zrange(KEYS.due_notices, 0, 0)
    due = town.clock.now() + timedelta(seconds=LONGEST_SECONDS - 1)
    town.client.zadd(KEYS.due_notices, {row: due.timestamp() * 1000})
    rounds.look(woken=True)
    before, sleeps, after = seconds_to(due, town), rounds.look(), seconds_to(due, town)
    assert after - 0.1 <= sleeps <= before + 0.1 < LONGEST_SECONDS
    town.clock.move_to(due)
    rounds.look()
    assert "send_notices" in jobs(queues)


def test_while_another_has_rows_in_hand_each_look_may_take_them_over(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    town.confirmed(1)
    other = RedisStore(town.client, KEYS, CIPHER, town.clock)
    claims = other.claim_notices(1)
    other.begin(Work.NOTICES, claims, most=2)
    assert rounds.look() <= 1
    town.client.delete(*town.client.scan_iter(KEYS.process("*")))
    rounds.look()
    assert ("taken_over", {"rows": 1}) in town.logged


def test_one_kind_of_work_that_cannot_be_looked_at_holds_up_no_other(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    town.confirmed(1)
    town.client.set(KEYS.due_replies, "no sorted set")
    rounds.look()
    assert "send_notices" in jobs(queues)


def test_who_is_awaited_is_asked_after_when_the_three_minutes_are_over(town, queues):
    rounds = settled(town.context, queues, Monotonic())
    begun = booking(id="b1", state=State.CONFIRMED, room=ROOM, start=WEDNESDAY, end=WEDNESDAY)
    town.store.commit((), (KeepBooking(begun),))
    town.clock.move_to(WEDNESDAY + AWAITED_AFTER)
    rounds.look()
    assert any(row.kind.value == "awaited" for row in town.store.notices("b1"))


# --- being woken


class Listening:
    """Somebody who listens as a worker does."""

    def __init__(self, client: Any, log: Any = lambda *_, **__: None) -> None:
        self.stop, self.woken = threading.Event(), threading.Event()
        arguments = (SimpleNamespace(log=log), client, KEYS.wake, self.stop, self.woken)
        self.thread = threading.Thread(target=keep_listening, args=arguments)
        self.thread.start()

    def end(self) -> None:
        self.stop.set()
        self.thread.join()


@pytest.fixture
def listening(town: Town) -> Iterator[Listening]:
    one = Listening(town.client)
    wait_until(lambda: town.client.pubsub_numsub(KEYS.wake)[0][1] == 1, what="it listens")
    yield one
    one.stop.set()
    town.client.publish(KEYS.wake, "1")
    one.end()


def test_a_commit_with_a_row_that_is_due_wakes_who_sweeps(town, listening):
    town.confirmed(1)
    assert listening.woken.wait(PATIENCE)


def test_a_clock_that_is_moved_wakes_who_sweeps(town, listening):
    town.clock.advance(1)
    assert listening.woken.wait(PATIENCE)


def test_a_commit_without_a_row_wakes_nobody(town, listening):
    town.store.commit((), (Record(Entry(WEDNESDAY, "system", "looked")),))
    town.client.publish(KEYS.wake, "after it")
    assert listening.woken.wait(PATIENCE)
    told = town.client.info("commandstats")["cmdstat_publish"]["calls"]
    town.store.commit((), (Record(Entry(WEDNESDAY, "system", "looked")),))
    assert town.client.info("commandstats")["cmdstat_publish"]["calls"] == told


def test_a_user_who_may_use_no_channel_commits_and_sweeps_all_the_same(town, queues, redis_url):
    town.client.execute_command("ACL", "SETUSER", "silent", "on", ">geheim", f"~{KEYS.prefix}*", *RIGHTS.split())
    try:
        with connect(redis_url.replace("unix://", "unix://silent:geheim@")) as bare:
            logged: list[str] = []
            deaf = Listening(bare, lambda event, **_: logged.append(event))
            deaf.thread.join(PATIENCE)
            assert logged == ["wake_not_heard"]
            silent = RedisStore(bare, KEYS, CIPHER, town.clock)
            town.store = silent
            town.confirmed(1)
    finally:
        town.client.execute_command("ACL", "DELUSER", "silent")
    Rounds(town.context, queues).look()
    assert "send_notices" in jobs(queues)


def test_who_has_no_rows_in_hand_writes_no_word_of_being_alive(town):
    other = RedisStore(town.client, KEYS, CIPHER, town.clock)
    other.tell_alive()
    assert list(town.client.scan_iter(KEYS.process("*"))) == []
    town.confirmed(1)
    other.begin(Work.NOTICES, other.claim_notices(1), most=2)
    town.client.delete(*town.client.scan_iter(KEYS.process("*")))
    other.tell_alive()
    assert len(list(town.client.scan_iter(KEYS.process("*")))) == 1


def test_a_word_of_being_alive_that_still_counts_for_long_is_not_written_again(town):
    town.store.beat("notices")
    town.client.pexpire(KEYS.heartbeat("notices"), 25_000)
    town.store.beat("notices")
    assert town.client.pttl(KEYS.heartbeat("notices")) <= 25_000
    town.client.pexpire(KEYS.heartbeat("notices"), 14_000)
    town.store.beat("notices")
    assert town.client.pttl(KEYS.heartbeat("notices")) > 25_000

"""What replies note of themselves at one moment is written in one trip, before the first of them is sent."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.adapters.store.store import RedisStore
from bot.adapters.store.together import Together
from bot.errors import ReplyTokenError, StoreDamagedError, StoreDownError
from bot.ports.replies import BeginReply, DropReply, KeepReply, PendingReply
from bot.service.events.handle_event import reply_to
from bot.service.events.replies import sweep_reply
from tests.e2e.town import PATIENCE, wait_until
from tests.faults.rows import fault, twin
from tests.make import WEDNESDAY
from tests.ports import Changed
from tests.service.chat import event
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at, store_on
from tests.trips import CountingRedis, counting

PEOPLE = [f"U{number:032x}" for number in range(6)]


@pytest.fixture
def counted(client) -> CountingRedis:
    return counting(f"unix://{client.connection_pool.connection_kwargs['path']}")


@pytest.fixture
def store(client, counted) -> Iterator[RedisStore]:
    """A store whose ends of replies wait for the next reply, for longer than any test."""
    made = RedisStore(counted, KEYS, CIPHER, clock_at(client), settle_within=3600)
    for user in PEOPLE:
        made.commit((), (KeepReply(PendingReply(f"r {user}", "t", user, (), WEDNESDAY, "k")),))
    made._riders._sleeps = True  # no thread is to be left behind
    yield made
    if made._later:
        made._later.cancel()


def test_what_threads_ask_for_while_one_is_at_work_is_carried_out_together():
    rounds, may_go = list[Sequence[int]](), threading.Event()

    def carry_out(items: Sequence[int]) -> Sequence[int]:
        rounds.append(items)
        may_go.wait(PATIENCE)
        return [2 * one for one in items]

    doubled: Together[int, int] = Together(carry_out)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(doubled, 1)
        wait_until(lambda: rounds, what="the first is carried out")
        others = [pool.submit(doubled, number) for number in (2, 3, 4)]
        wait_until(lambda: len(doubled._waiting) == 3, what="the others wait")
        may_go.set()
        assert [one.result(PATIENCE) for one in (first, *others)] == [2, 4, 6, 8]
    assert [len(one) for one in rounds] == [1, 3]


def test_an_error_of_one_round_is_told_to_all_of_it_and_to_nobody_else():
    wrong = [LookupError("gone"), None]

    def carry_out(items: Sequence[int]) -> Sequence[int]:
        error = wrong.pop(0)
        if error:
            raise error
        return items

    same: Together[int, int] = Together(carry_out)
    with pytest.raises(LookupError, match="gone"):
        same(1)
    assert same(2) == 2


def test_an_end_goes_with_the_next_beginning_in_one_trip(store, counted, client):
    first, second = PEOPLE[:2]
    assert store.begin_reply(BeginReply(f"r {first}", first))
    followed = list[tuple[str, object]]()
    before = counted.trips
    store.settle(first, (DropReply(f"r {first}", first),), lambda behind, error: followed.append((behind, error)))
    assert (counted.trips, followed) == (before, [])
    assert store.begin_reply(BeginReply(f"r {second}", second))
    assert (counted.trips, followed) == (before + 1, [("", None)])
    assert client.hget(KEYS.reply(f"r {second}"), "step") == "token"
    assert not client.exists(KEYS.reply(f"r {first}"))


def test_an_end_that_nothing_follows_is_written_soon(client):
    store = RedisStore(client, KEYS, CIPHER, clock_at(client), settle_within=0.01)
    user = PEOPLE[0]
    kept = [PendingReply(name, "t", user, (), WEDNESDAY, "k") for name in ("r1", "r2")]
    store.commit((), tuple(map(KeepReply, kept)))
    behind = list[str]()
    store.settle(user, (DropReply("r1", user),), lambda name, _: behind.append(name))
    wait_until(lambda: behind, what="it is written")
    assert behind == ["r2"]


def test_what_ended_a_moment_ago_may_still_go_with_the_next_beginning(store, counted):
    first, second, third = PEOPLE[:3]
    followed = list[str]()

    def ends(user: str) -> None:
        assert store.begin_reply(BeginReply(f"r {user}", user))
        store.settle(user, (DropReply(f"r {user}", user),), lambda *_: followed.append(user))

    ends(first)
    ends(second)  # which took the end of the first along
    before = counted.trips
    store._settle_due()  # the time of the first is over
    assert (counted.trips, followed) == (before, [first])
    store._since -= 3600
    store._settle_due()
    assert (counted.trips, followed) == (before + 1, [first, second])
    assert not store._is_due
    ends(third)
    assert store._is_due


def test_who_is_not_the_first_of_his_person_or_was_begun_does_not_begin(store):
    user = PEOPLE[0]
    store.commit((), (KeepReply(PendingReply("later", "t", user, (), WEDNESDAY, "k")),))
    assert not store.begin_reply(BeginReply("later", user))
    assert store.begin_reply(BeginReply(f"r {user}", user))
    assert not store.begin_reply(BeginReply(f"r {user}", user))
    assert not store.begin_reply(BeginReply("nobody's"))


def test_the_damage_of_one_reply_is_not_that_of_those_beside_it(store, client):
    client.set(KEYS.reply(f"r {PEOPLE[0]}"), "no hash")
    told = store._noted([BeginReply(f"r {user}", user) for user in PEOPLE[:3]])
    assert isinstance(told[0], StoreDamagedError)
    assert told[1:] == [True, True]


def test_who_ended_a_reply_is_told_that_its_end_could_not_be_written(store, client):
    errors = list[StoreDownError | None]()
    client.hset(KEYS.store, "epoch", "0" * 32)
    store.settle(PEOPLE[0], (DropReply("r"),), lambda _, error: errors.append(error))
    with pytest.raises(StoreDownError):
        store.begin_reply(BeginReply(f"r {PEOPLE[1]}", PEOPLE[1]))
    assert len(errors) == 1
    assert errors[0]


class Looking:
    """A LINE that reads, at each reply, how far the store says it has come; then its process ends."""

    def __init__(self, client) -> None:
        self.client, self.steps, self.pushes = client, list[str](), list[str]()

    def reply(self, token: str, _: object) -> None:
        (name,) = (one for one in self.client.zrange(KEYS.due_replies, 0, -1) if one.endswith(token.split("-")[1]))
        self.steps.append(self.client.hget(KEYS.reply(name), "step"))
        raise ReplyTokenError  # as every try after the first one would be told

    def push(self, to: str, *_: object) -> None:
        self.pushes.append(to)


def killed_after_the_answer(client, *, noting: bool) -> Looking:
    """Let an answer arrive and its process end before it knows; then let the sweep look after it."""
    town = context_of(store_on(client, RedisStore, WEDNESDAY))
    sent, left = Looking(client), list[object]()
    reply_to(replace(town, in_background=lambda call, _: left.append(call)), event(1, "予約"))
    if noting:
        town.store.begin_reply(BeginReply(client.zrange(KEYS.due_replies, 0, -1)[0]))
    town.clock.advance(9)
    (claim,) = town.store.claim_replies(10)
    sweep_reply(replace(town, line=sent), claim)
    return sent


@fault("F03", injected="web ends after its answer; the mark was written before")
def test_a_begun_answer_is_not_sent_a_second_time(client):
    assert killed_after_the_answer(client, noting=True).pushes == []


@twin("F03", without="the mark before an answer")
def test_without_the_mark_the_answer_would_come_twice(client):
    assert len(killed_after_the_answer(client, noting=False).pushes) == 1


def test_each_of_many_answers_at_once_is_noted_before_it_is_sent(client):
    town = context_of(RedisStore(client, KEYS, CIPHER, clock_at(client), settle_within=0.01))
    sent = Looking(client)
    with ThreadPoolExecutor(6) as pool:
        town = replace(town, line=sent, in_background=lambda call, _: call())
        list(pool.map(lambda number: reply_to(town, event(number, "予約", PEOPLE[number])), range(6)))
    assert sent.steps == ["token"] * 6


@twin("F03", without="a mark that is on disk before the sending")
def test_marks_written_behind_the_answers_would_not_be_there(client):
    store = RedisStore(client, KEYS, CIPHER, clock_at(client), settle_within=0.01)
    sent = Looking(client)
    late = Changed(store, begin_reply=lambda _: True)
    reply_to(replace(context_of(late), line=sent), event(1, "予約", PEOPLE[1]))
    assert sent.steps == [""]

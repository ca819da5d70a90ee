"""What a dead process had in hand is claimed within seconds, and not only when its lease ends."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.adapters.redis.circuit import RedisCircuit
from bot.adapters.store.store import RedisStore
from bot.errors import SendError
from bot.ports.line import Passage
from bot.ports.notices import NoticeLeaseIs
from bot.ports.work import Claim, Work
from bot.service.events.replies import sweep_reply
from tests.commits import failed_guard
from tests.stores import CIPHER, KEYS
from tests.workers.town import Town
from workers.sweep import take_over


@pytest.fixture
def town(client) -> Town:
    return Town(client)


@pytest.fixture
def other(town) -> RedisStore:
    """The store as another process has it."""
    return RedisStore(town.client, KEYS, CIPHER, town.clock)


def begun(town: Town, store: RedisStore, work: Work) -> Claim:
    """Let a process claim one row and begin it."""
    [claim] = getattr(store, f"claim_{work.value}")(1)
    assert store.begin(work, [claim], most=2) == [0]
    return claim


def dies(town: Town) -> None:
    """End the life of every process that told of itself."""
    for key in town.client.scan_iter(KEYS.process("*")):
        town.client.delete(key)


def test_a_dead_processs_rows_are_claimed_at_once_and_its_own_lease_is_void(town, other):
    town.confirmed(1)
    before = begun(town, other, Work.NOTICES)
    dies(town)
    take_over(town.context)
    [claim] = town.store.claim_notices(10)
    assert claim.id == before.id
    assert failed_guard(other, (NoticeLeaseIs(before.id, before.lease),), ()) is NoticeLeaseIs
    assert town.logged == [("taken_over", {"rows": 1})]


def test_without_taking_over_its_rows_lie_until_the_lease_ends(town, other):
    town.confirmed(1)
    begun(town, other, Work.NOTICES)
    dies(town)
    assert town.store.claim_notices(10) == []
    town.clock.advance(16)
    assert len(town.store.claim_notices(10)) == 1


def probing(town: Town, other: RedisStore) -> RedisCircuit:
    """Let sending to LINE rest, and a process die that was to probe whether it goes on."""
    circuit = RedisCircuit(town.client, KEYS, town.clock.now, lambda *_, **__: None)
    town.confirmed(1)
    begun(town, other, Work.NOTICES)
    for _ in range(5):
        circuit.failed("http_500")
    town.clock.advance(6)
    assert circuit.passage() is Passage.PROBE
    dies(town)
    return circuit


def test_the_probe_of_a_dead_process_is_made_by_another_at_once(town, other):
    circuit = probing(town, other)
    take_over(replace(town.context, circuit=circuit))
    assert circuit.passage() is Passage.PROBE


def test_without_it_nobody_probes_while_the_dead_one_might(town, other):
    circuit = probing(town, other)
    take_over(replace(town.context, circuit=None))
    assert circuit.passage() is Passage.NONE


def test_who_lives_keeps_his_rows(town, other):
    town.confirmed(1)
    begun(town, other, Work.NOTICES)
    other.tell_alive()
    take_over(town.context)
    assert town.store.claim_notices(10) == []


def test_what_came_to_an_end_is_not_taken_over(town, other):
    town.confirmed(1)
    claim = begun(town, other, Work.NOTICES)
    other.end(Work.NOTICES, [claim])
    dies(town)
    assert town.client.hlen(KEYS.in_progress) == 0
    assert town.store.take_over() == 0


def test_what_another_claimed_since_is_left_to_him(town, other):
    town.confirmed(1)
    begun(town, other, Work.NOTICES)
    town.clock.advance(16)
    assert len(town.store.claim_notices(1)) == 1
    dies(town)
    assert town.store.take_over() == 0
    assert town.store.claim_notices(10) == []


def test_mail_which_knows_no_retry_key_waits_for_the_end_of_its_lease(town, other):
    town.confirmed(1)
    town.client.zadd(KEYS.due_mail, {"b1.1.details.line": 1})
    begun(town, other, Work.MAIL)
    dies(town)
    assert town.store.take_over() == 0


def test_an_answer_that_sending_rests_for_is_claimed_as_soon_as_it_goes_on(town):
    town.reply("e1", "U" + "1" * 32)
    [claim] = town.store.claim_replies(10)
    resting: Any = SimpleNamespace(passage=lambda: Passage.NONE)
    assert sweep_reply(replace(town.context, circuit=resting), claim) == "waiting"
    [again] = town.store.claim_replies(10)
    assert sweep_reply(town.context, again) == "accepted"


def test_an_answer_behind_another_and_one_that_failed_wait_for_seconds_and_no_lease(town):
    town.reply("e1", "U" + "1" * 32)
    town.clock.advance(1)
    town.reply("e2", "U" + "1" * 32)
    first, second = town.store.claim_replies(10)
    town.context.line.failures.append(SendError("http_500"))
    assert [sweep_reply(town.context, one) for one in (second, first)] == ["waiting", "waiting"]
    assert town.store.claim_replies(10) == []
    town.clock.advance(5.1)
    again = {claim.id: claim for claim in town.store.claim_replies(10)}
    assert [sweep_reply(town.context, again[name]) for name in ("e1", "e2")] == ["accepted", "accepted"]

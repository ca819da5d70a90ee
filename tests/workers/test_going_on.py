"""A job of notices goes on with what is due by then, for a moment, and only where a sweep would hand it over."""

from dataclasses import replace
from threading import Event

import pytest

from bot.adapters.redis.circuit import RedisCircuit
from bot.errors import StoreDownError
from bot.ports.work import Claim, Work
from bot.service.notices.sending import send_notice
from tests.stores import KEYS
from tests.workers.town import LEASE_OVER, Town
from workers.deliver import due_for
from workers.rows import BATCH, MOST_BREAKS, carry_out

LONG = 60.0  # seconds
MORE = 30


@pytest.fixture
def town(client) -> Town:
    return Town(client)


def job(town: Town, seconds: float = LONG) -> None:
    """Claim a batch and carry it out as the job does."""
    process = town.context
    groups = [[claim] for claim in town.claims(Work.NOTICES)]

    def send(claim: Claim) -> None:
        send_notice(process, claim)

    carry_out(process, Work.NOTICES, groups, send, due_for(seconds, process))


def test_a_job_goes_on_with_what_is_due_and_each_notice_is_sent_once(town):
    town.confirmed(*range(1, BATCH + MORE + 1))
    job(town)
    assert len(town.context.line.pushes) == len(town.pushed()) == BATCH + MORE
    assert not town.client.exists(KEYS.in_progress)


def test_it_claims_nothing_once_its_time_is_over(town):
    town.confirmed(*range(1, BATCH + MORE + 1))
    job(town, seconds=0)
    assert len(town.pushed()) == BATCH
    assert len(town.claims(Work.NOTICES)) == MORE


def test_it_claims_nothing_while_sending_rests(town):
    circuit = RedisCircuit(town.client, KEYS, town.clock.now, lambda *_, **__: None)
    town.context = replace(town.context, circuit=circuit)
    more = due_for(LONG, town.context)
    town.confirmed(1)
    circuit.failed("http_401")
    assert list(more()) == []


def test_it_claims_nothing_in_a_store_that_is_not_ours(town):
    more = due_for(LONG, town.context)
    town.confirmed(1)
    town.client.hset(KEYS.store, "stopped", "older")
    assert list(more()) == []


def test_a_damaged_row_that_is_met_on_the_way_is_set_aside_as_any_other(town):
    town.confirmed(*range(1, BATCH + 2))
    town.client.hset(KEYS.booking("b9"), "sealed", "k1:" + "A" * 60)  # by its name the last one that is claimed
    for _ in range(MOST_BREAKS):
        assert town.asides() == []
        job(town)
        town.clock.advance(LEASE_OVER)
    assert town.asides() == [("notices b9.1.details.line", "SealError")]
    assert len(town.pushed()) == BATCH


def test_a_store_that_goes_away_on_the_way_leaves_what_is_in_hand_to_its_end(town):
    town.confirmed(*range(1, MORE))
    groups, looked = [[claim] for claim in town.claims(Work.NOTICES)], Event()

    def away() -> list[list[Claim]]:
        looked.set()
        raise StoreDownError("ConnectionError")

    def send(claim: Claim) -> None:
        if claim is groups[-1][0]:
            assert looked.wait(LONG)  # a job whose rows are all done before it looks for more ends without a look
        send_notice(town.context, claim)

    carry_out(town.context, Work.NOTICES, groups, send, away)
    assert len(town.pushed()) == MORE - 1
    assert ("job_goes_on_no_further", {"work": "notices", "why": "ConnectionError"}) in town.logged

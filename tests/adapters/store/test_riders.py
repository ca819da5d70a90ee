"""What may wait goes with the next commit, under guards of its own, and harms nothing that it goes with."""

from dataclasses import replace

import pytest

from bot.adapters.store.store import RedisStore
from bot.adapters.store.together import Rider
from bot.booking.notices.notice import NoticeState
from bot.errors import ConflictError, StoreDamagedError, StoreDownError
from bot.ports.bookings import BookingIs
from bot.ports.health import Count
from bot.ports.notices import KeepNotice, NoticeLeaseIs
from bot.ports.work import Claim, Work
from bot.service.notices.sending import send_notice
from tests.e2e.town import wait_until
from tests.service.make_context import FakeMail
from tests.stores import CIPHER, KEYS
from tests.trips import CountingRedis, counting
from tests.workers.town import LEASE_OVER, Town

NEVER = 3600.0  # seconds: longer than any test


@pytest.fixture
def counted(client) -> CountingRedis:
    return counting(f"unix://{client.connection_pool.connection_kwargs['path']}")


@pytest.fixture
def town(client, counted) -> Town:
    """A worker whose ended rows wait for the next commit."""
    made = Town(client)
    made.store = RedisStore(counted, KEYS, CIPHER, made.clock, settle_within=NEVER)
    made.context = replace(made.context, store=made.store)
    made.confirmed(1, 2)
    made.store._riders._sleeps = True  # no thread is to be left behind
    return made


def lost(error: StoreDownError) -> None:
    raise AssertionError(error)


def state_of(town: Town, claim: Claim) -> NoticeState:
    found = town.store.notice(claim.id)
    assert found
    return found.state


def accepted(town: Town, claim: Claim) -> Rider:
    row = town.store.notice(claim.id)
    assert row
    done = replace(row, state=NoticeState.ACCEPTED, lease="")
    return Rider((NoticeLeaseIs(claim.id, claim.lease),), (KeepNotice(done), Count("ended")), lost)


def test_the_end_of_a_notice_goes_with_the_beginning_of_the_next(town, counted):
    first, second = town.claims(Work.NOTICES)
    send_notice(town.context, first)
    assert state_of(town, first) is NoticeState.LEASED
    before = counted.trips
    send_notice(town.context, second)
    assert counted.trips == before + 2  # look at it, begin
    assert state_of(town, first) is NoticeState.ACCEPTED
    town.store.write_waiting()
    assert state_of(town, second) is NoticeState.ACCEPTED
    assert town.client.hget(KEYS.counters, "notice_details_accepted") == "2"


def test_what_nothing_follows_is_written_soon(client):
    town = Town(client)
    town.store = RedisStore(client, KEYS, CIPHER, town.clock, settle_within=0.01)
    town.confirmed(1)
    (claim,) = town.claims(Work.NOTICES)
    town.store.commit_soon(*accepted(town, claim))
    wait_until(lambda: state_of(town, claim) is NoticeState.ACCEPTED, what="it is written")


def taken_by_another(town: Town) -> tuple[Claim, Rider]:
    """Let a row be claimed anew while its end waits."""
    claim = town.claims(Work.NOTICES)[0]
    rider = accepted(town, claim)
    town.clock.advance(LEASE_OVER)
    return town.claims(Work.NOTICES)[0], rider


def test_what_another_has_by_now_is_not_written_and_what_it_went_with_is(town):
    claim, rider = taken_by_another(town)
    town.store.commit_soon(*rider)
    town.store.commit((), (Count("other"),))
    assert (state_of(town, claim), town.client.hget(KEYS.counters, "other")) == (NoticeState.LEASED, "1")
    assert not town.client.hexists(KEYS.counters, "ended")


def test_without_its_own_guard_it_would_be(town):
    claim, rider = taken_by_another(town)
    town.store.commit_soon(*rider._replace(guards=()))
    town.store.commit((), (Count("other"),))
    assert state_of(town, claim) is NoticeState.ACCEPTED


def test_a_commit_that_fails_its_guard_leaves_it_to_the_next(town):
    claim = town.claims(Work.NOTICES)[0]
    town.store.commit_soon(*accepted(town, claim))
    with pytest.raises(ConflictError):
        town.store.commit((BookingIs("nobody's", 9),), (Count("other"),))
    assert state_of(town, claim) is NoticeState.LEASED
    town.store.commit((), (Count("other"),))
    assert state_of(town, claim) is NoticeState.ACCEPTED


def test_damage_of_what_it_goes_with_is_not_its_own(town):
    claim = town.claims(Work.NOTICES)[0]
    town.store.commit_soon(*accepted(town, claim))
    town.client.hset(KEYS.counters, "other", "no number")
    with pytest.raises(StoreDamagedError):
        town.store.commit((), (Count("other"),))
    assert state_of(town, claim) is NoticeState.ACCEPTED


def test_its_own_damage_harms_no_other_and_the_next_time_whoever_did_it_sees_it_fail(town):
    first, second = town.claims(Work.NOTICES)
    town.client.hset(KEYS.counters, "ended", "no number")
    told = list[StoreDownError]()
    damaged = accepted(town, first)._replace(lost=told.append)
    town.store.commit_soon(*damaged)
    town.store.commit_soon(*accepted(town, second)._replace(writes=accepted(town, second).writes[:1]))
    town.store.commit((), (Count("other"),))
    assert (state_of(town, first), state_of(town, second)) == (NoticeState.LEASED, NoticeState.ACCEPTED)
    assert [type(error) for error in told] == [StoreDamagedError]
    with pytest.raises(StoreDamagedError):
        town.store.commit_soon(*damaged)


def test_who_asked_is_told_that_it_could_not_be_written(town):
    (claim, _), told = town.claims(Work.NOTICES), list[StoreDownError]()
    town.store.commit_soon(*accepted(town, claim)._replace(lost=told.append))
    town.client.hset(KEYS.store, "epoch", "0" * 32)
    with pytest.raises(StoreDownError):
        town.store.commit((), (Count("other"),))
    assert told == []  # it waits for the next
    town.store.write_waiting()
    assert len(told) == 1


def test_a_notice_whose_process_ends_before_its_end_is_written_goes_out_under_the_same_key(town):
    claim = town.claims(Work.NOTICES)[0]
    send_notice(town.context, claim)
    town.store._riders.take()  # they die with it
    town.clock.advance(LEASE_OVER)
    (again,) = (one for one in town.claims(Work.NOTICES) if one.id == claim.id)
    send_notice(town.context, again)
    town.store.write_waiting()
    first, second = town.context.line.pushes
    assert first == second  # to whom, what, and under which key: LINE takes it for the same
    assert state_of(town, claim) is NoticeState.ACCEPTED


def test_the_end_of_a_mail_is_written_at_once(client, counted):
    """A mail server knows no second sending again, so that nothing is to lie between its answer and the store."""
    town = Town(client, mail=FakeMail())
    town.store = RedisStore(counted, KEYS, CIPHER, town.clock, settle_within=NEVER)
    town.context = replace(town.context, store=town.store)
    town.store._riders._sleeps = True  # no thread is to be left behind
    town.confirmed(1)
    (claim, *_) = town.claims(Work.MAIL)
    send_notice(town.context, claim)
    assert town.mail
    assert town.mail.sent
    assert state_of(town, claim) is NoticeState.ACCEPTED

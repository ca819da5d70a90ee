"""A row that breaks its job, or kills its process, is set aside after the third time; all others go on."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from bot.adapters.store.store import RedisStore
from bot.booking.notices.notice import Kind
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.errors import RefusedError, StoreDownError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.ports.notices import NoticeLeaseIs
from bot.ports.privacy import Erasure, KeepErasure
from bot.ports.waitlist import KeepWish
from bot.ports.work import Claim, LeaseIs, Work
from bot.service.bookings.expiry import expire
from bot.service.events.replies import sweep_reply
from bot.service.health.set_aside import put_back, set_aside, with_bookings
from bot.service.notices import settling
from bot.service.notices.sending import send_notice
from bot.service.privacy.erasure import erase
from bot.service.staff.tasks import waiting
from bot.service.waitlist.offering import look_at, match
from tests.e2e.town import PATIENCE, wait_until
from tests.faults.rows import fault, twin
from tests.make import answers, booking, tokyo
from tests.service.make_context import FakeMail
from tests.stores import CIPHER, KEYS, without
from tests.workers.town import LEASE_OVER, Town
from workers.rows import MOST_BREAKS


@pytest.fixture
def town(client) -> Town:
    return Town(client)


def wish(name: str, now: datetime) -> WaitingWish:
    day, given = tokyo("2026-12-03 14:00").date(), answers(number=name)
    return WaitingWish(name, WishState.WAITING, now, (day,), tuple(Part), f"U{name:>032}", given, booking().consent)


def damage(town: Town, key: str, **fields: str) -> None:
    town.client.hset(key, mapping=fields)


def test_a_damaged_record_is_set_aside_after_three_failures_and_the_others_are_sent(town):
    town.confirmed(1, 2, 3)
    damage(town, KEYS.booking("b2"), sealed="k1:" + "A" * 60)
    for times in range(MOST_BREAKS):
        assert town.asides() == []
        town.round(Work.NOTICES)
        assert [values["times"] for event, values in town.logged if event == "job_failed"] == list(range(1, times + 2))
    assert town.asides() == [("notices b2.1.details.line", "SealError")]
    assert town.claims(Work.NOTICES) == []
    assert town.pushed() == {f"U{1:032x}", f"U{3:032x}"}
    assert ("set_aside", {"work": "notices", "item": "b2.1.details.line", "why": "SealError"}) in town.logged
    assert town.store.counters()["set_aside"] == 1
    assert waiting(town.context, town.console, town.clock.now()).tasks == 1
    assert town.store.health().overdue_since is None
    assert [(one.booking, made) for one, made in with_bookings(town.context)] == [("b2", None)]


def test_a_key_of_another_type_beside_a_row_sets_the_row_aside(town):
    town.confirmed(1, 2)
    town.client.delete(KEYS.notices_of("b2"))
    town.client.set(KEYS.notices_of("b2"), "no set")
    for _ in range(MOST_BREAKS):
        town.round(Work.NOTICES)
    assert town.asides() == [("notices b2.1.details.line", "StoreDamagedError")]
    assert town.pushed() == {f"U{1:032x}"}


def test_what_is_mended_is_put_back_by_a_person_and_sent(town):
    town.confirmed(1)
    whole = town.client.hget(KEYS.booking("b1"), "sealed")
    damage(town, KEYS.booking("b1"), sealed="k1:" + "A" * 60)
    for _ in range(MOST_BREAKS):
        town.round(Work.NOTICES)
    damage(town, KEYS.booking("b1"), sealed=whole)
    assert put_back(town.context, "notices b1.1.details.line", "staff:s1").why == "SealError"
    with pytest.raises(RefusedError, match="not_aside"):
        put_back(town.context, "notices b1.1.details.line", "staff:s1")
    town.round(Work.NOTICES)
    assert town.pushed() == {f"U{1:032x}"}
    assert town.asides() == []
    assert [one.action for one in town.console.history("b1")] == ["set_aside", "put_back"]


def test_mail_still_brings_what_was_set_aside_for_line(client):
    town = Town(client, FakeMail())
    town.confirmed(1)
    town.context.line.push = lambda *_: 1 / 0
    for _ in range(MOST_BREAKS):
        town.round(Work.NOTICES)
        town.round(Work.MAIL)
    assert town.asides() == [("notices b1.1.details.line", "ZeroDivisionError")]
    assert any("91234567890" in body for _, _, body, _ in town.context.mail.sent)


@pytest.mark.parametrize(
    ("work", "do"),
    [
        (Work.REPLIES, sweep_reply),
        (Work.EXPIRING, expire),
        (Work.ERASURES, erase),
        (Work.WISHES, look_at),
        (Work.MAIL, send_notice),
        (Work.ROOMS, send_notice),
    ],
)
def test_rows_of_every_kind_are_set_aside_and_put_back(town, work, do):
    now = town.clock.now()
    made = booking(created=now)
    town.store.commit((), (KeepBooking(made, expires=now), KeepErasure(Erasure("x", "", "b1", "", now, "cli"), now)))
    town.store.commit((), (KeepWish(wish("w1", now), now),))
    town.reply("e1", made.user)
    for name in ("b1.1.staff_request.staff_mail", "b1.1.room_open.room"):
        town.client.hset(KEYS.notice(name), mapping={"id": name})  # cut short
    town.client.zadd(KEYS.due_mail, {"b1.1.staff_request.staff_mail": 1})
    town.client.zadd(KEYS.due_rooms, {"b1.1.room_open.room": 1})
    for record in (KEYS.booking("b1"), KEYS.erasure("x"), KEYS.wish("w1"), KEYS.reply("e1")):
        damage(town, record, sealed="k1:" + "A" * 60)
    for _ in range(MOST_BREAKS):
        assert town.asides() == []
        town.round(work, do)
    [(name, why)] = town.asides()
    assert (name.split()[0], why) in {(work.value, "SealError"), (work.value, "ValidationError")}
    assert town.claims(work) == []
    put_back(town.context, name, "cli:test")
    assert len(town.claims(work)) == 1


def test_a_wish_that_cannot_be_read_does_not_keep_others_from_a_place(town):
    now = town.clock.now()
    for name in ("w1", "w2"):
        town.store.commit((), (KeepWish(wish(name, now), tokyo("2026-12-20 10:00")),))
    damage(town, KEYS.wish("w1"), sealed="k1:" + "A" * 60)
    assert [wish.id for wish in town.store.list_now().wishes] == ["w2"]
    assert match(town.context) == 1


def test_a_reply_that_is_set_aside_lets_the_persons_next_ones_pass(town):
    user = f"U{1:032x}"
    town.reply("e1", user)
    town.clock.advance(1)
    town.reply("e2", user)
    damage(town, KEYS.reply("e1"), sealed="k1:" + "A" * 60)
    for _ in range(MOST_BREAKS + 1):
        town.round(Work.REPLIES, sweep_reply)
    assert [token for token, _ in town.context.line.replies] == ["token-e2"]


def test_a_store_that_is_away_is_no_fault_of_the_row(town):
    town.confirmed(1)

    def away(_: RequestContext, __: Claim) -> str:
        raise StoreDownError("ConnectionError")

    for _ in range(MOST_BREAKS + 2):
        town.round(Work.NOTICES, away)
    town.round(Work.NOTICES)
    assert town.pushed() == {f"U{1:032x}"}


def test_what_fails_twice_and_then_works_is_counted_anew(town):
    town.confirmed(1)
    outcomes = iter([1, 1, 0, 1, 1, 0])

    def now_and_then(_: RequestContext, __: Claim) -> str:
        if next(outcomes):
            raise ValueError
        return "waits"

    for _ in range(6):
        town.round(Work.NOTICES, now_and_then)
    assert town.asides() == []


def dies_at(poison: str) -> Callable[[RequestContext, Claim], str]:
    """Send each row, but die in the middle of one as a killed process does: nothing that follows runs."""

    def do(town: RequestContext, claim: Claim) -> str:
        if claim.id.startswith(poison):
            raise KeyboardInterrupt
        return "waits"  # a neighbour that is still on its way

    return do


def test_neighbours_of_a_row_that_kills_its_process_are_not_set_aside_with_it(town):
    town.confirmed(*range(1, 9))
    for _ in range(MOST_BREAKS):
        with pytest.raises(KeyboardInterrupt):
            town.round(Work.NOTICES, dies_at("b4."))
    town.round(Work.NOTICES, dies_at("b4."))
    assert town.asides() == [("notices b4.1.details.line", "crash")]
    town.round(Work.NOTICES)
    assert len(town.pushed()) == 7


def test_without_running_alone_the_neighbours_would_be_set_aside_too(town, monkeypatch):
    monkeypatch.setattr("workers.rows.ALONE_FROM", MOST_BREAKS)
    town.confirmed(*range(1, 9))
    for _ in range(MOST_BREAKS):
        with pytest.raises(KeyboardInterrupt):
            town.round(Work.NOTICES, dies_at("b4."))
    town.round(Work.NOTICES, dies_at("b4."))
    assert len(town.asides()) == 8


def test_rows_that_take_longer_than_their_batch_and_those_behind_them_are_not_set_aside(town, monkeypatch):
    monkeypatch.setattr("workers.rows.BATCH_SECONDS", 0.2)
    town.confirmed(*range(1, 21))  # more than there are threads
    free = threading.Event()

    def slow(_: RequestContext, __: Claim) -> str:
        free.wait(PATIENCE)
        return "waits"

    for _ in range(MOST_BREAKS + 1):
        free.clear()
        town.round(Work.NOTICES, slow)
        free.set()
        wait_until(lambda: not [one for one in threading.enumerate() if one.name == "row"], what="the rows end")
    assert town.asides() == []


def test_a_row_that_hangs_for_good_is_set_aside_and_its_neighbours_are_not(town, monkeypatch):
    monkeypatch.setattr("workers.rows.BATCH_SECONDS", 0.2)
    town.confirmed(*range(1, 9))
    free = threading.Event()

    def hangs(_: RequestContext, claim: Claim) -> str:
        if claim.id.startswith("b4."):
            free.wait(PATIENCE)
        return "waits"

    for _ in range(MOST_BREAKS + 1):
        town.round(Work.NOTICES, hangs)
    assert town.asides() == [("notices b4.1.details.line", "crash")]
    free.set()
    wait_until(lambda: not [one for one in threading.enumerate() if one.name == "row"], what="the rows end")


ABORTING = """
import os, sys
from bot.ports.work import Work
from tests.workers.town import Town
from bot.adapters.redis.client import connect
from bot.service.notices.sending import send_notice

def do(context, claim):
    if claim.id.startswith("b2."):
        os.abort()
    return send_notice(context, claim)

for times in range(1, 5):
    child = os.fork()
    if not child:
        town = Town(connect(sys.argv[1]))
        town.clock.advance(130 * times)
        town.round(Work.NOTICES, do)
        os._exit(0)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@fault("F38", injected="os.abort in a job")
def test_f38_a_job_that_aborts_its_process_is_set_aside_after_three_times(town, redis_url):
    town.confirmed(1, 2, 3)
    done = subprocess.run([sys.executable, "-c", ABORTING, redis_url], capture_output=True, text=True, check=True)
    assert [int(line) & 0x7F for line in done.stdout.split()] == [6, 6, 6, 0]
    assert town.asides() == [("notices b2.1.details.line", "crash")]
    rows = town.store.notices("b1") + town.store.notices("b3")
    states = {row.booking: row.state.value for row in rows if row.kind is Kind.DETAILS}
    assert states == {"b1": "accepted", "b3": "accepted"}


@twin("F38", without="the count of what was begun")
def test_f38_without_the_count_the_process_would_die_again_and_again(town):
    town.confirmed(2)
    for _ in range(MOST_BREAKS + 3):
        claims = town.claims(Work.NOTICES)
        assert [claim.id for claim in claims] == ["b2.1.details.line"]  # claimed for ever; nobody is told
        town.clock.advance(LEASE_OVER)
    assert town.asides() == []


def set_aside_by_who_lost_its_lease(town: Town, kind: type[RedisStore]) -> list[tuple[str, str]]:
    """Let a worker sleep past its lease, and set aside what another one has in hand by then."""
    town.confirmed(1)
    old, *_ = town.claims(Work.NOTICES)
    town.clock.advance(LEASE_OVER)
    assert old.id in [claim.id for claim in town.claims(Work.NOTICES)]
    store = kind(town.client, KEYS, CIPHER, town.clock)
    set_aside(replace(town.context, store=store), Work.NOTICES, old, "SealError")
    return town.asides()


def test_what_another_worker_has_in_hand_is_not_set_aside(town):
    assert set_aside_by_who_lost_its_lease(town, RedisStore) == []


def test_twin_without_the_lease_it_would_be(town):
    assert set_aside_by_who_lost_its_lease(town, without(LeaseIs)) == [("notices b1.1.details.line", "SealError")]


def put_back_by_who_lost_its_lease(town: Town, kind: type[RedisStore]) -> int:
    """Let a worker sleep past its lease, and put back what another one sent meanwhile; give how often it is sent."""
    town.confirmed(1)
    old, *_ = town.claims(Work.NOTICES)
    row = town.store.notice(old.id)
    town.clock.advance(LEASE_OVER)
    town.round(Work.NOTICES)
    store = kind(town.client, KEYS, CIPHER, town.clock)
    settling.put_back(replace(town.context, store=store), old, row, town.clock.now())
    town.round(Work.NOTICES)
    return len(town.context.line.pushes)


def test_what_another_worker_sent_is_not_put_back(town):
    assert put_back_by_who_lost_its_lease(town, RedisStore) == 1


def test_twin_without_the_lease_it_would_be_sent_twice(town):
    assert put_back_by_who_lost_its_lease(town, without(NoticeLeaseIs)) == 2

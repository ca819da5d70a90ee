"""The store on a real server."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
import redis

from bot.adapters.redis.client import Client, connect
from bot.adapters.redis.clock import MovableClock
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.scripts.commit import COMMIT
from bot.adapters.store.store import RedisStore
from bot.booking.model import State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import Plan, notice
from bot.dialogue.conversation import Conversation
from bot.errors import ConflictError, SealError, StoreDamagedError, StoreDownError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, KeepBooking, NoOpenBooking, SlotHasRoom
from bot.ports.events import ConversationIs, EventIsNew, KeepConversation, RememberEvent
from bot.ports.health import Count
from bot.ports.notices import KeepNotice, NoticeLeaseIs
from bot.ports.replies import DropReply, KeepReply, PendingReply
from bot.ports.store import Guard, Write
from tests.commits import failed_guard
from tests.faults.rows import fault, twin
from tests.make import ROOM, USER, WEDNESDAY, answers, booking, tokyo
from tests.stores import CIPHER, K1, K2, KEYS, clock_at

LASTING = (KEYS.clock_offset, KEYS.lookup_key, KEYS.store, KEYS.audit_seal)
NUMBER = answers()["number"].key


@pytest.fixture
def store(client: Client) -> RedisStore:
    clock = clock_at(client)
    return RedisStore(client, KEYS, CIPHER, clock)


def test_what_is_committed_is_loaded_again(store):
    kept = booking(room=ROOM, state=State.CONFIRMED, answers=answers(name="𠮷田 髙﨑 葛󠄀"))
    store.commit((), (KeepBooking(kept), KeepConversation(USER, Conversation("c", "book", answers()), 1)))
    loaded = store.load(USER, "e1")
    assert loaded.booking == kept
    assert loaded.conversation.answers == answers()
    assert loaded.version == 1
    assert loaded.taken == {kept.start: 1}
    assert store.booking("123456") == store.booking("b1") == kept


@fault("F53", injected="a guard fails among many writes")
@pytest.mark.parametrize(
    ("guards", "named"),
    [
        ([EventIsNew("e0")], "EventIsNew"),
        ([ConversationIs(USER, 7)], "ConversationIs"),
        ([SlotHasRoom(tokyo("2026-12-03 14:00"), 1)], "SlotHasRoom"),
        ([NoOpenBooking(USER, "")], "NoOpenBooking"),
        ([NoOpenBooking("U" + "9" * 32, "13010-12345678")], "NoOpenBooking"),
        ([BookingIs("b1", 2)], "BookingIs"),
        ([NoticeLeaseIs("n1", "mine")], "NoticeLeaseIs"),
    ],
)
def test_the_first_guard_that_fails_is_named_and_nothing_is_written(store, guards: Sequence[Guard], named):
    store.commit((), (KeepBooking(booking()), RememberEvent("e0")))
    with pytest.raises(ConflictError, match=named) as conflict:
        store.commit([EventIsNew("e1"), *guards], (RememberEvent("e1"),))
    assert conflict.value.guard == guards[0]
    store.commit([EventIsNew("e1")], ())


def test_a_booking_that_is_over_lets_go_its_place_and_its_holder(store):
    live = booking()
    store.commit((), (KeepBooking(live),))
    store.commit((), (KeepBooking(replace(live, state=State.DECLINED, version=2)),))
    guards = (SlotHasRoom(live.start, 1), NoOpenBooking(USER, "13010-12345678"))
    store.commit(guards, ())
    assert store.load(USER, "e1").booking is None


def test_a_booking_whose_end_has_passed_does_not_keep_a_seeker_from_the_next(store):
    past = booking(start=WEDNESDAY - timedelta(hours=1), state=State.CONFIRMED)
    store.commit((), (KeepBooking(past),))
    store.commit((NoOpenBooking(USER, "13010-12345678"),), ())
    assert store.load(USER, "e1").booking is None


def test_setting_the_outcome_of_an_old_booking_does_not_let_go_a_newer_one(store):
    old = booking(start=WEDNESDAY - timedelta(hours=1), state=State.CONFIRMED)
    new = booking(id="b2", number="222222")
    store.commit((), (KeepBooking(old), KeepBooking(new)))
    store.commit((), (KeepBooking(replace(old, state=State.ATTENDED)),))
    assert store.load(USER, "e1").booking == new


def row(**more):
    plan = Plan(Kind.DETAILS, WEDNESDAY, None)
    return replace(notice(booking(), plan, Channel.LINE), **more)


@fault("F33", "F35", injected="a worker takes a row and never comes back")
def test_a_due_row_is_leased_once_and_again_only_when_the_lease_is_over(store):
    store.commit((), (KeepNotice(row(), WEDNESDAY),))
    (claim,) = store.claim_notices(10)
    assert store.claim_notices(10) == []
    store.commit((NoticeLeaseIs(claim.id, claim.lease),), ())
    store._clock.advance(16)
    (second,) = store.claim_notices(10)
    assert second.lease != claim.lease
    assert failed_guard(store, (NoticeLeaseIs(claim.id, claim.lease),), ()) is NoticeLeaseIs


@fault("F39", injected="a worker asks too early")
def test_a_row_is_never_leased_before_it_is_due(store):
    store.commit((), (KeepNotice(row(), WEDNESDAY + timedelta(seconds=30)),))
    assert store.claim_notices(10) == []


def test_rows_come_back_as_they_went_in(store):
    kept = row(first_attempt=WEDNESDAY, reason="http_500", attempts=2)
    store.commit((), (KeepNotice(kept, None),))
    found = store.notice(kept.id)
    assert found == replace(kept, retry_key=found.retry_key)
    assert store.notices("b1") == (found,)


def test_a_row_keeps_the_retry_key_that_it_was_first_written_with(store, client):
    client.hset(KEYS.notice(row().id), "retry_key", "of an earlier release")
    store.commit((), (KeepNotice(row(state=NoticeState.UNKNOWN), None),))
    assert store.notice(row().id).retry_key == "of an earlier release"


def test_replies_of_a_person_wait_in_the_order_of_their_commits_whatever_the_clocks_said(store):
    """The process that decides the second may be behind the first one's, by the time its clock took to be read."""
    for name, behind in (("e1", 0), ("e2", 40), ("e3", 3_600_000)):
        due = WEDNESDAY - timedelta(milliseconds=behind)
        store.commit((), (KeepReply(PendingReply(name, f"token-{name}", USER, (), due, name)),))
    order = []
    while first := store.first_reply(USER):
        order.append(first)
        store.commit((), (DropReply(first, USER),))
    assert order == ["e1", "e2", "e3"]


def race(store: RedisStore, places: int, *, guarded: bool) -> int:
    """Let fifty seekers go for one start at once; give how many got it."""
    start, all_have_looked = tokyo("2026-12-04 10:00"), Barrier(50)

    def go(number: int) -> bool:
        wanted = booking(
            id=f"b{number}", number=str(number), user=f"U{number}", start=start, answers=answers(number=str(number))
        )
        room = store.load(f"U{number}", f"e{number}").taken.get(start, 0) < places
        all_have_looked.wait()
        guards = (SlotHasRoom(start, places),) if guarded else ()
        return room and failed_guard(store, guards, (KeepBooking(wanted),)) is None

    with ThreadPoolExecutor(50) as pool:
        return sum(pool.map(go, range(50)))


@fault("F54", injected="50 commits at once")
@pytest.mark.parametrize("places", [1, 3])
def test_fifty_seekers_at_once_fill_a_slot_exactly(store, places):
    assert race(store, places, guarded=True) == places


@twin("F54", without="the guard")
def test_without_the_guard_the_same_race_oversells(store):
    assert race(store, 1, guarded=False) == 50


def test_sealed_values_open_only_for_their_own_record():
    sealed = CIPHER.seal("booking:b1", b"x")
    assert CIPHER.open("booking:b1", sealed) == b"x"
    with pytest.raises(SealError):
        CIPHER.open("booking:b2", sealed)


def test_a_new_first_key_still_opens_what_an_older_one_sealed():
    rotated = Cipher([K2, K1])
    assert rotated.open("r", CIPHER.seal("r", b"x")) == b"x"
    assert rotated.seal("r", b"x").startswith("k2:")


def test_a_server_that_is_away_is_one_clear_error():
    away = connect("redis://127.0.0.1:1")
    with pytest.raises(StoreDownError):
        RedisStore(away, KEYS, CIPHER, MovableClock(away, KEYS)).load(USER, "e1")


@fault("F72", injected="a line of the audit log is changed, taken out or cut off")
def test_the_audit_chain_breaks_when_a_line_is_changed_taken_out_or_cut_off(store, client):
    from bot.service.audit.verify import Broken, Place, Verdict, verify
    from tests.service.make_context import context_of

    log = context_of(store)
    for number in range(3):
        store.commit((), (Record(Entry(WEDNESDAY, "system", f"act{number}")),))
    assert verify(log) == Verdict(3)
    lines = client.lrange(KEYS.audit, 0, -1)
    client.lset(KEYS.audit, 1, lines[1].replace("act1", "actX"))
    assert verify(log) == Verdict(3, Broken(Place.LINE, "2"))
    client.lset(KEYS.audit, 1, lines[1])
    client.rpop(KEYS.audit)
    assert verify(log) == Verdict(2, Broken(Place.END))


# --- a commit is never half done ---


def one_of_each() -> tuple[Write, ...]:
    """Give a commit that writes strings, hashes, sets, sorted sets, lists and a counter."""
    entry = Entry(WEDNESDAY, "cli:sato", "confirm", "b1")
    return (KeepBooking(booking()), KeepNotice(row(), WEDNESDAY), Count("done"), RememberEvent("e1"), Record(entry))


def empty(client: Client) -> None:
    """Forget what was committed."""
    for name in client.scan_iter():
        if name not in LASTING:
            client.delete(name)


def written_keys(client: Client) -> list[str]:
    return sorted(name for name in client.scan_iter() if name not in LASTING)


def spoil(client: Client, name: str, kind: str) -> None:
    """Put something of another type where a commit will write."""
    client.set(name, "x") if kind != "string" else client.sadd(name, "x")


def spoilt_one_by_one(store: RedisStore, client: Client) -> Iterator[str]:
    """Give each key that one commit writes, of another type; what is written over anyway is left out."""
    store.commit((), one_of_each())
    kinds = {name: client.type(name) for name in written_keys(client)}
    assert {KEYS.audit, KEYS.audit_head, KEYS.audit_marks, KEYS.history("b1"), KEYS.counters} <= set(kinds)
    plain = (KEYS.event("e1"), KEYS.open_by_user(store.hashed(USER)), KEYS.open_by_number(store.hashed(NUMBER)))
    plain += (KEYS.audit_newest,)
    for name in kinds.keys() - set(plain):
        empty(client)
        spoil(client, name, kinds[name])
        yield name


@fault("F71", "F53", injected="the audit log can not be written")
def test_f71_a_key_of_another_type_stops_a_commit_before_it_writes_anything(store, client):
    for name in spoilt_one_by_one(store, client):
        with pytest.raises(StoreDamagedError, match=re.escape(name)):
            store.commit((), one_of_each())
        assert written_keys(client) == [name]


@twin("F71", without="looking at every key before the first write")
def test_twin_without_looking_first_a_booking_stands_unaudited(store, client):
    store._commit = client.register_script(COMMIT.replace("if can_fail(command)", "if false"))
    half_done = 0
    for name in spoilt_one_by_one(store, client):
        with pytest.raises(StoreDownError):
            store.commit((), one_of_each())
        half_done += written_keys(client) != [name]
    assert half_done >= 5


def test_a_counter_that_is_no_number_stops_a_commit_as_well(store, client):
    client.hset(KEYS.counters, "done", "many")
    with pytest.raises(StoreDamagedError):
        store.commit((), one_of_each())
    assert written_keys(client) == [KEYS.counters]


@pytest.mark.parametrize("denied", ["-rpush", "-zadd", "-hincrby", "-expire"])
def test_a_user_of_redis_with_too_few_rights_does_nothing_by_halves(store, client, denied):
    client.acl_setuser("clerk", enabled=True, nopass=True, keys=["*"], commands=["+@all", denied])
    try:
        weak = redis.Redis(
            unix_socket_path=client.connection_pool.connection_kwargs["path"],
            username="clerk",
            password="-",
            decode_responses=True,
        )
        clerks = RedisStore(weak, KEYS, CIPHER, store._clock)
        with pytest.raises(StoreDamagedError):
            clerks.commit((), one_of_each())
        assert written_keys(client) == []
        weak.close()
    finally:
        client.acl_deluser("clerk")

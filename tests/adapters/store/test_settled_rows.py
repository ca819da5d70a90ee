"""Settled rows of a booking stand in one hash: whoever asks for them finds what stood by itself before."""

import dataclasses
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.forms import COMPACT, FORMAT, PACKED, SHORT
from bot.adapters.store.migrations import MIGRATIONS, format_of, migrate
from bot.adapters.store.rows.notice_records import fields_of
from bot.adapters.store.rows.settled_rows import PARTS, SAID, packed
from bot.adapters.store.store import RedisStore
from bot.booking.limits.refusal import Refusal, tells
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import Plan, contact_notice, day_notice, notice, terms_notice
from bot.booking.notices.subjects import SubjectKind
from bot.booking.rooms.job import LedgerRow, RoomJob, RoomTask, room_job
from bot.errors import ConflictError, StoreChangedError
from bot.ports.bookings import ForgetBooking, KeepBooking
from bot.ports.notices import KeepNotice, NoticeIsNew, NoticeLeaseIs
from bot.ports.rooms import KeepRoomJob
from bot.ports.work import Work
from tests.make import ROOM, WEDNESDAY, booking
from tests.stores import CIPHER, KEYS, store_on, without

ONE = booking(room=ROOM)
TO_PACKED = [one for one in MIGRATIONS if one.to <= PACKED]
LATER = WEDNESDAY + timedelta(hours=3)
REFUSAL = Refusal("r1", "b1", "123456", ("h1",), WEDNESDAY, None, "staff:m", "山田", "無断欠席")


def told(row: Notice, **changes: Any) -> Notice:
    """Give a row as it is once it was accepted."""
    done = {"attempts": 1, "first_attempt": LATER, "accepted": LATER + timedelta(milliseconds=7)}
    return replace(row, state=NoticeState.ACCEPTED, **done, **changes)


def of_kind(kind: Kind = Kind.DETAILS, way: Channel = Channel.LINE) -> Notice:
    return notice(ONE, Plan(kind, WEDNESDAY, ONE.end), way)


VOIDED = replace(of_kind(Kind.SOON), state=NoticeState.EXPIRED, reason=Reason.SUPERSEDED)
ROWS: tuple[LedgerRow, ...] = (
    told(of_kind()),
    told(of_kind(way=Channel.MAIL), room=3, silent=2),
    VOIDED,
    replace(of_kind(Kind.STAFF_GATHERED, Channel.STAFF_GROUP), state=NoticeState.ACCEPTED, gathers="staff_request 3"),
    told(terms_notice(ONE, "2026-12-20", WEDNESDAY.date(), WEDNESDAY)),
    told(contact_notice(ONE, WEDNESDAY, Channel.STAFF_GROUP)),
    told(day_notice(ONE, "late", WEDNESDAY, Channel.STAFF_MAIL)),
    told(tells(REFUSAL, ONE, Channel.LINE, WEDNESDAY)),
    replace(room_job(ONE, RoomTask.OPEN, WEDNESDAY, None), state=NoticeState.ACCEPTED, attempts=2, first_attempt=LATER),
)
BY_THEMSELVES = (
    of_kind(),
    told(of_kind(), lease="l1"),
    replace(of_kind(), state=NoticeState.UNKNOWN),
    replace(of_kind(), state=NoticeState.UNDELIVERABLE),
    replace(of_kind(), state=NoticeState.EXPIRED, reason=Reason.TOO_LATE),  # a person sees to it
    replace(of_kind(), state=NoticeState.EXPIRED, reason=Reason.BY_PERSON),  # who may take it back
    told(replace(of_kind(Kind.WAIT_OFFERED), subject_kind=SubjectKind.WISH, subject_id="w1", booking="")),
    told(replace(of_kind(), id="another.1.details.line")),
    told(replace(of_kind(), gathers="a|b")),
)


def kept(row: LedgerRow, due: Any = None) -> KeepNotice | KeepRoomJob:
    return KeepRoomJob(row, due) if isinstance(row, RoomJob) else KeepNotice(row, due)


def open_again(row: LedgerRow) -> LedgerRow:
    return replace(row, state=NoticeState.WAITING, reason=Reason.NONE)


def of_form(client: Any, form: int, kind: type[RedisStore] = RedisStore) -> RedisStore:
    """Give a store of a form, whose number it knows."""
    made = store_on(client, kind)
    made.changed()
    client.hset(KEYS.store, "format", form)
    made.commit((), (KeepBooking(ONE),))
    return made


def filled(store: RedisStore) -> RedisStore:
    store.commit((), (KeepBooking(booking(id="b1")),))
    for row in ROWS:
        store.commit((), (kept(open_again(row), row.due),))
        store.commit((), (kept(row),))
    return store


def readings(store: RedisStore, client: Any) -> dict[str, Any]:
    """Give what each reader finds; a row that stands with others has no retry key."""
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    return {
        "ledger": [unkeyed(row) for row in store.ledger("b1")],
        "each": [unkeyed(store.ledger_row(row.id)) for row in ROWS],
        "console": [unkeyed(row) for row in console.notices_of(["b1", "none"])["b1"]],
        "outlines": sorted(console.notice_outlines(["b1"])["b1"], key=repr),
        "ways": console.settled_ways(datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)),
        "jobs": store.room_jobs("b1"),
    }


def unkeyed(row: LedgerRow | None) -> LedgerRow | None:
    return replace(row, retry_key="") if isinstance(row, Notice) else row


@pytest.fixture(params=[PACKED, COMPACT])
def store(client: Any, request: Any) -> RedisStore:
    return of_form(client, request.param)


@pytest.mark.parametrize("form", [PACKED, COMPACT])
def test_every_reader_finds_the_same_in_each_form(client, form):
    before = readings(filled(of_form(client, SHORT)), client)
    assert client.exists(KEYS.settled("b1")) == 0
    assert before["ways"].total() == len([row for row in ROWS if isinstance(row, Notice)])
    client.flushall()
    assert readings(filled(of_form(client, form)), client) == before
    assert (client.hlen(KEYS.settled("b1")), client.exists(KEYS.notices_of("b1"))) == (len(ROWS), 0)
    assert not [*client.scan_iter(KEYS.notice("*"))]
    assert [unkeyed(row) for row in sorted(ROWS, key=lambda row: (row.due, row.id))] == before["ledger"]


@pytest.mark.parametrize("row", BY_THEMSELVES, ids=lambda row: f"{row.state} {row.reason}")
def test_what_may_be_opened_again_or_waits_for_a_person_stands_by_itself(store, client, row: Notice):
    assert (packed(row, short=False), packed(row, short=True)) == ("", "")
    store.commit((), (KeepNotice(row, None),))
    assert unkeyed(store.notice(row.id)) == unkeyed(row)
    assert (client.exists(KEYS.notice(row.id)), client.exists(KEYS.settled("b1"))) == (1, 0)


def test_nothing_is_left_out_of_a_settled_row():
    for row in ROWS:
        assert {*fields_of(row)} <= {*PARTS} | SAID
    assert {one.name for one in dataclasses.fields(Notice)} <= {*PARTS} | SAID


# --- exactly once ---


def test_a_settled_row_is_not_new_and_is_leased_to_nobody(store):
    row = told(of_kind())
    store.commit((), (KeepNotice(row, None),))
    for refused in (NoticeIsNew(row.id), NoticeLeaseIs(row.id, "0"), NoticeLeaseIs(row.id, "an old lease")):
        with pytest.raises(ConflictError):
            store.commit((refused,), (KeepNotice(of_kind(), WEDNESDAY),))
    store.commit((NoticeLeaseIs(row.id, ""), NoticeIsNew("b1.9.details.line")), ())
    assert store.notice(row.id).state is NoticeState.ACCEPTED
    assert store.claim_notices(9) == []


def test_twin_without_the_guard_it_would_go_out_once_more(client):
    careless = of_form(client, PACKED, without(NoticeIsNew))
    careless.commit((), (KeepNotice(told(of_kind()), None),))
    careless.commit((NoticeIsNew(of_kind().id),), (KeepNotice(of_kind(), WEDNESDAY),))
    assert [one.id for one in careless.claim_notices(9)] == [of_kind().id]


def test_who_had_the_row_in_hand_can_neither_settle_nor_begin_it_again(store, client):
    store.commit((), (KeepNotice(of_kind(), WEDNESDAY),))
    (claim,) = store.claim_notices(9)
    assert store.begin(Work.NOTICES, [claim], most=3) == [0]
    store.commit((NoticeLeaseIs(claim.id, claim.lease),), (KeepNotice(told(of_kind()), None),))
    with pytest.raises(ConflictError):
        store.commit((NoticeLeaseIs(claim.id, claim.lease),), (KeepNotice(of_kind(), WEDNESDAY),))
    assert store.begin(Work.NOTICES, [claim], most=3) == [-1]
    store.end(Work.NOTICES, [claim])
    assert store.to_send(claim.id) is None
    client.zadd(KEYS.due_notices, {claim.id: 1})  # as if it were still to be looked at
    assert store.claim_notices(9) == []
    assert (client.exists(KEYS.notice(claim.id)), client.exists(KEYS.in_progress)) == (0, 0)


def test_who_opens_a_settled_row_again_sends_it_under_the_key_that_it_had(store, client):
    store.commit((), (KeepNotice(of_kind(), WEDNESDAY),))
    key = store.notice(of_kind().id).retry_key
    store.commit((), (KeepNotice(told(of_kind()), None),))
    settled = store.notice(of_kind().id)
    store.commit((NoticeLeaseIs(settled.id, ""),), (KeepNotice(open_again(settled), WEDNESDAY),))
    assert (key != "", store.notice(settled.id).retry_key, client.exists(KEYS.settled("b1"))) == (True, key, 0)


def test_a_process_that_does_not_know_the_number_yet_goes_on_with_the_same_rows(store, client):
    ahead = filled(store)
    behind = store_on(client)
    assert readings(behind, client) == readings(ahead, client)
    for turn in range(3):
        for one in (ahead, behind):
            row = told(of_kind(), room=turn)
            one.commit((NoticeLeaseIs(row.id, ""),), (KeepNotice(row, None),))
            assert unkeyed(ahead.notice(row.id)) == unkeyed(behind.notice(row.id)) == unkeyed(row)
            assert [row.id for row in ahead.notices("b1")].count(row.id) == 1
            behind.identity.form = SHORT


def test_a_booking_that_is_forgotten_leaves_no_settled_row(store, client):
    filled(store)
    store.commit((), (ForgetBooking(ONE, [row.id for row in store.ledger("b1")]),))
    assert client.exists(KEYS.settled("b1")) == 0


def test_a_damaged_row_hides_no_other(store, client):
    filled(store)
    client.hset(KEYS.settled("b1"), mapping={"1.details.line": "|", "x": "", ROWS[0].id.partition(".")[2]: "||||"})
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    outlines = console.notice_outlines(["b1"])["b1"]
    notices = [row for row in store.ledger("b1") if isinstance(row, Notice)]
    assert len(outlines) == len(notices) == len([row for row in ROWS[1:] if isinstance(row, Notice)])


# --- the way to the form ---


def test_the_migration_packs_what_stood_by_itself_and_leaves_the_rest(client):
    store = filled(of_form(client, SHORT))
    waiting = of_kind(Kind.DAY_BEFORE)
    store.commit((), (KeepNotice(waiting, waiting.due),))
    before, planned = readings(store, client), client.zrange(KEYS.planned, 0, -1)
    assert len(list(migrate(client, KEYS, TO_PACKED))) == 2
    assert (format_of(client, KEYS), client.hexists(KEYS.store, "migrating")) == (PACKED, False)
    assert (client.hlen(KEYS.settled("b1")), client.smembers(KEYS.notices_of("b1"))) == (len(ROWS), {waiting.id})
    assert readings(store, client) == before
    assert client.zrange(KEYS.planned, 0, -1) == planned
    assert list(migrate(client, KEYS, TO_PACKED)) == []


def test_the_number_goes_up_before_the_first_row_is_packed_and_what_was_broken_off_goes_on(client):
    store = filled(of_form(client, SHORT))
    way = migrate(client, KEYS, TO_PACKED)
    next(way)
    way.close()
    assert (format_of(client, KEYS), client.hget(KEYS.store, "migrating")[:2]) == (PACKED, f"{PACKED} ")
    assert client.hlen(KEYS.settled("b1")) == len(ROWS)
    client.hset(KEYS.store, "migrating", f"{PACKED} ")  # as if the step had not been noted
    assert len(list(migrate(client, KEYS, TO_PACKED))) == 2
    assert not client.hexists(KEYS.store, "migrating")
    assert len(store.ledger("b1")) == len(ROWS)


def test_twin_a_release_that_does_not_know_the_form_would_find_none_of_them_so_it_writes_nothing(client, monkeypatch):
    store = filled(of_form(client, PACKED))
    assert client.smembers(KEYS.notices_of("b1")) == set()  # all that a release before looks at
    client.hset(KEYS.store, "format", FORMAT + 1)  # what this one is to a release after it
    with pytest.raises(StoreChangedError, match="新しい版"):
        store.commit((), (KeepNotice(of_kind(), WEDNESDAY),))

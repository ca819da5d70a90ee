"""The console's statistics count notices where they stand: the trips do not grow with them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.adapters.store.console.base import LEDGERS_TOGETHER
from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.rows.settled_rows import field_of
from bot.adapters.store.store import RedisStore
from bot.booking.notices.notice import PENDING_STATES, Channel, NoticeState
from bot.booking.notices.troubles import NoticeOutline
from bot.booking.schedule.opening import DAY
from bot.cli.dev.demo import fill
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.service.events.office_now import context_now
from bot.service.notices.ledger import planned
from tests.make import booking
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at
from tests.trips import counting

BOOKINGS = 60


@pytest.fixture
def store(client: object) -> RedisStore:
    return RedisStore(client, KEYS, CIPHER, clock_at(client))


EVER = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


def test_each_settled_notice_counts_by_its_way_and_state(store, client):
    sum(fill(context_now(context_of(store)), BOOKINGS))
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    rows = [row for one in store.bookings() for row in store.notices(one.id)]
    lost, unknown, *_ = (row for row in rows if row.state in PENDING_STATES and row.channel is Channel.LINE)
    for row, state in ((lost, NoticeState.UNDELIVERABLE), (unknown, NoticeState.UNKNOWN)):
        store.commit((), [KeepNotice(replace(row, state=state))])
    rows = [row for one in store.bookings() for row in store.notices(one.id)]
    each = Counter((row.channel, row.state) for row in rows if row.state not in PENDING_STATES)
    assert each.total() > BOOKINGS
    assert {state for _, state in each} >= {NoticeState.ACCEPTED, NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN}
    assert console.settled_ways(*EVER) == each


def test_notices_of_a_span_alone_count(store, client):
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    one = booking()
    (row, *_) = planned(context_of(store), one, one.created)
    store.commit((), (KeepBooking(one), KeepNotice(replace(row, state=NoticeState.ACCEPTED))))
    assert console.settled_ways(one.start, one.start).total() == 1
    assert console.settled_ways(one.start + DAY, one.start + 2 * DAY) == console.settled_ways(EVER[0], one.created)
    assert console.settled_ways(one.start + DAY, EVER[1]) == Counter()


def test_an_outline_says_the_same_as_its_notice(store, client):
    sum(fill(context_now(context_of(store)), BOOKINGS))
    ids = [one.id for one in store.bookings()]
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    outlines = console.notice_outlines(ids)
    for one in ids:
        rows = [NoticeOutline(row.kind, row.channel, row.state, row.reason, row.due) for row in store.notices(one)]
        assert sorted(outlines[one], key=repr) == sorted(rows, key=repr)
    assert console.notice_outlines([]) == {}


def test_one_damaged_notice_hides_no_other_outline(store, client):
    sum(fill(context_now(context_of(store)), BOOKINGS))
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    ledgers = {one.id: store.notices(one.id) for one in store.bookings()}
    one, rows = max(ledgers.items(), key=lambda ledger: len(ledger[1]))
    store.commit((), [KeepNotice(replace(row, state=NoticeState.UNKNOWN)) for row in rows[:2]])
    client.hset(KEYS.notice(rows[0].id), "due", "soon")
    client.hdel(KEYS.notice(rows[1].id), "state")
    client.hset(KEYS.settled(one), field_of(rows[2].id), "|||soon")
    assert len(console.notice_outlines([one])[one]) == len(rows) - 3


def test_many_bookings_are_one_trip(store, redis_url):
    counted = counting(redis_url)
    console = RedisConsoleStore(counted, KEYS, CIPHER, store)
    console.settled_ways(*EVER)
    sum(fill(context_now(context_of(store)), BOOKINGS))
    counted.trips = 0
    console.settled_ways(*EVER)
    assert BOOKINGS < LEDGERS_TOGETHER
    assert counted.trips == 1
    counted.close()


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_a_span_is_gone_through_some_by_some_without_a_gap(store, client, most):
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    days = [0, 0, 0, 1, 2, 2, 3]  # several start at the same moment, also where some end and the next begin
    made = [booking(id=f"b{one}", number=f"{one}", start=booking().start + day * DAY) for one, day in enumerate(days)]
    store.commit((), [KeepBooking(one) for one in made])
    told = console._of_span(console._span_outlines, *EVER, most, KEYS.booking(""))
    assert [one.partition("|")[0] for some in told for one in some] == [one.id for one in made]
    until = made[3].start
    told = console._of_span(console._span_outlines, made[0].start, until, most, KEYS.booking(""))
    assert [one.partition("|")[0] for some in told for one in some] == ["b0", "b1", "b2", "b3"]

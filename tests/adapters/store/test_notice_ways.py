"""The console's statistics count notices where they stand: the trips do not grow with them."""

from collections import Counter
from dataclasses import replace

import pytest

from bot.adapters.store.console.base import LEDGERS_TOGETHER
from bot.adapters.store.console.console_store import RedisConsoleStore
from bot.adapters.store.rows.settled_rows import field_of
from bot.adapters.store.store import RedisStore
from bot.booking.notices.notice import NoticeState
from bot.booking.notices.troubles import NoticeOutline
from bot.cli.dev.demo import fill
from bot.ports.notices import KeepNotice
from bot.service.events.office_now import context_now
from tests.service.make_context import context_of
from tests.stores import CIPHER, KEYS, clock_at
from tests.trips import counting

BOOKINGS = 60


@pytest.fixture
def store(client: object) -> RedisStore:
    return RedisStore(client, KEYS, CIPHER, clock_at(client))


def test_each_notice_counts_by_its_way_and_state(store, client):
    sum(fill(context_now(context_of(store)), BOOKINGS))
    ids = [one.id for one in store.bookings()]
    console = RedisConsoleStore(client, KEYS, CIPHER, store)
    each = Counter((row.channel, row.state) for one in ids for row in store.notices(one))
    assert each.total() > BOOKINGS
    assert console.notice_ways(ids) == each
    assert console.notice_ways([]) == Counter()


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
    console.notice_ways(["b1"])
    counted.trips = 0
    console.notice_ways([f"b{one}" for one in range(LEDGERS_TOGETHER)])
    assert counted.trips == 1
    counted.close()

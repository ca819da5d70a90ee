"""Brings what an earlier release wrote into the form that this one wants, in steps that may be broken off.

The number of the data's form stands in the store. A release reads every form up to its own and writes so that the one
before it can go on beside it; only `madoguchi store migrate` raises the number, when no earlier release runs any more.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.redis.clock import ms
from bot.adapters.store.forms import COMPACT, FIRST, PACKED, SHORT
from bot.adapters.store.keys import Keys
from bot.adapters.store.parts.ledger import readable_rows
from bot.adapters.store.rows.settled_rows import field_of, packed
from bot.adapters.store.scripts.commit import MARKED_EVERY
from bot.adapters.store.scripts.found import FOUND
from bot.service.audit.lines import entry_of, read_line

OF_A_WORD = re.compile(r"[0-9a-f]{32}")
TOGETHER = 100  # bookings in a step
# KEYS: row of the ledger, settled rows of its booking, names of those that stand by themselves, planned rows.
# ARGV: id, state, field and value. Lets a row stand among the settled ones, unless somebody changed it meanwhile.
SETTLE = """
local held = redis.call('HMGET', KEYS[1], 'state', 'lease')
if held[1] ~= ARGV[2] or held[2] ~= '' or redis.call('ZSCORE', KEYS[4], ARGV[1]) then return 0 end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[3], ARGV[1])
return 1
"""

WORDS_TOGETHER = 500  # words in a trip
LINES_TOGETHER = 1_000  # lines of the audit log in a step
# KEYS: bookings. ARGV: what the keys of words begin with, a word. Lets few bookings stand with those of other words.
STAND_TOGETHER = (
    FOUND
    + """
if redis.call('SCARD', ARGV[1] .. ARGV[2]) > MOST_FEW then return 0 end
local ids = found_under(ARGV[1], ARGV[2])
if #ids > MOST_FEW then return 0 end
redis.call('DEL', ARGV[1] .. ARGV[2])
for _, id in ipairs(ids) do find(ARGV[1], id, ARGV[2]) end
return 1
"""
)
# KEYS: times, marks, newest. Makes the first line the first mark where there is none, before any is named no more.
FIRST_MARK = """
local last, first = redis.call('ZRANGE', KEYS[1], '-1', '-1', 'WITHSCORES')[2], redis.call('ZSCORE', KEYS[1], '0')
if not first or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('SET', KEYS[3], last)
return redis.call('ZADD', KEYS[2], first, '0')
"""

FIELD, UNDER_WAY = "format", "migrating"  # of the store's identity


@dataclass(frozen=True)
class Migration:
    """The way from the form before to the form `to`.

    step  takes a place, "" at the beginning, and gives the next one, "" at the end; it may be taken twice
    number_first  a release that does not know the form would not find what a step writes, so the number goes up before
    """

    to: int
    step: Callable[[Client, Keys, str], str]
    number_first: bool = False


def nothing(_client: Client, _keys: Keys, _place: str) -> str:
    """Rewrite nothing: what stands there is read for ever, and is spelt anew with its next change."""
    return ""


def settled_rows(client: Client, keys: Keys, place: str) -> str:
    """Let the settled rows of some bookings stand in one hash each; the place is the start of the last, in ms."""
    after = f"({place}" if place else "-inf"
    found = client.zrange(keys.bookings, after, "+inf", byscore=True, offset=0, num=TOGETHER, withscores=True)
    if not found:
        return ""
    last = f"{found[-1][1]:.0f}"
    ids = dict.fromkeys([*(one for one, _ in found), *client.zrange(keys.bookings, last, last, byscore=True)])
    trip = client.pipeline(transaction=False)
    for one in ids:
        trip.smembers(keys.notices_of(one))
    for name in (name for names in trip.execute() for name in names):
        trip.hgetall(keys.notice(name))
    rows, move = readable_rows(trip.execute()), client.register_script(SETTLE)
    for row, value in ((row, packed(row, short=False)) for row in rows):
        if value:
            of_booking = (keys.settled(row.booking), keys.notices_of(row.booking), keys.planned)
            move([keys.notice(row.id), *of_booking], [row.id, row.state, field_of(row.id), value], client=trip)
    trip.execute()
    return last


def words_and_marks(client: Client, keys: Keys, place: str) -> str:
    """Let few bookings under a word stand with those of others, then name lines of the audit log no more, some a step.

    The place is the next line, and the latest moment of those before it in ms.
    """
    if not place:
        _stand_together(client, keys)
        client.register_script(FIRST_MARK)([keys.audit_times, keys.audit_marks, keys.audit_newest])
        return "0 0"
    first, newest = map(int, place.split(" "))
    lines = client.lrange(keys.audit, first, first + LINES_TOGETHER - 1)
    marks, named_no_more = dict[str, int](), list[str]()
    for number, line in enumerate(lines, first):
        with suppress(ValueError):  # a damaged line stays named
            moment = ms(entry_of(read_line(line).entry).at)
            if moment >= newest:
                newest = moment
                named_no_more.append(str(number))
                marks |= {} if number % MARKED_EVERY else {str(number): moment}
    trip = client.pipeline(transaction=True)
    if marks:
        trip.zadd(keys.audit_marks, marks)
    if named_no_more:
        trip.zrem(keys.audit_times, *named_no_more)
    trip.execute()
    return f"{first + len(lines)} {newest}" if len(lines) == LINES_TOGETHER else ""


def _stand_together(client: Client, keys: Keys) -> None:
    """Do so for each word; broken off and begun again, what was done is passed over quickly."""
    move, prefix = client.register_script(STAND_TOGETHER), keys.found("")
    names = client.scan_iter(match=prefix + "*", count=WORDS_TOGETHER)
    words = (one for one in (name.removeprefix(prefix) for name in names) if OF_A_WORD.fullmatch(one))
    while some := list(islice(words, WORDS_TOGETHER)):
        trip = client.pipeline(transaction=False)
        for word in some:
            move([keys.bookings], [prefix, word], client=trip)
        trip.execute()


# The last leads to FORMAT.
MIGRATIONS = (
    Migration(SHORT, nothing),
    Migration(PACKED, settled_rows, number_first=True),
    Migration(COMPACT, words_and_marks, number_first=True),
)


def format_of(client: Client, keys: Keys) -> int:
    """Give the number of the data's form."""
    with store_errors():
        return int(client.hget(keys.store, FIELD) or FIRST)


def migrate(client: Client, keys: Keys, migrations: Sequence[Migration] = MIGRATIONS) -> Iterator[int]:
    """Take step by step; broken off, it goes on where it was. Gives to which form each step led."""
    for one in migrations:
        if format_of(client, keys) < one.to or _place(client, keys, one) is not None:
            yield from _taken(client, keys, one)


def _place(client: Client, keys: Keys, migration: Migration) -> str | None:
    """Give where a migration was broken off, None where it was not."""
    with store_errors():
        to, _, place = (client.hget(keys.store, UNDER_WAY) or "").partition(" ")
    return place if to == str(migration.to) else None


def _taken(client: Client, keys: Keys, migration: Migration) -> Iterator[int]:
    place = _place(client, keys, migration) or ""
    with store_errors():
        if migration.number_first:
            client.hset(keys.store, mapping={FIELD: migration.to, UNDER_WAY: f"{migration.to} {place}"})
        while True:
            place = migration.step(client, keys, place)
            yield migration.to
            if not place:
                break
            client.hset(keys.store, UNDER_WAY, f"{migration.to} {place}")
        trip = client.pipeline(transaction=True)
        trip.hset(keys.store, FIELD, migration.to)
        trip.hdel(keys.store, UNDER_WAY)
        trip.execute()

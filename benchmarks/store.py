"""How many bytes Redis keeps: of a booking over its life, by kind of key, and of a conversation.

People book by typing, staff confirm, the outcome is noted, every notice goes out. All is counted by MEMORY USAGE.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from benchmarks.table import Row, row
from bot.adapters.redis.client import Client, connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.adapters.store.store import RedisStore
from bot.booking.lifecycle import Step
from bot.booking.schedule.opening import bookable_starts, today
from bot.bootstrap import new_id
from bot.ports.context import RequestContext
from bot.service.bookings.steps import confirm_booking, take_step
from bot.service.notices.sending import send_notice
from tests.folders import quick_folder
from tests.make import OFFICE, ROOM
from tests.service.make_context import FakeMail, context_of
from tests.service.typing import Town
from tests.stores import CIPHER, KEYS, clock_at

BOOKINGS = 60
FAMILY = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
GIVEN = ("一郎", "花子", "健太", "美咲", "翔", "由美", "大輔", "彩")
# Of the talk, not of the booking: gone after a day, events and what was done on a day after a week at most.
OF_THE_TALK = frozenset({"conversation", "event", "burst", "replies", "reply", "done-on-day", "menu", "style"})
# What an office has once, however many bookings it keeps.
ONCE = frozenset({"lookup-key", "store", "clock", "counters", "changed-slots", "counsellors-last", "line", "process"})


def measure() -> Iterator[Row]:
    """Measure what a booking leaves, and what a talk does."""
    with quick_folder() as folder:
        server = EmbeddedRedis.start(folder)
        try:
            client = connect(server.url)
            town = _town(client)
            talks, before = _booked(client, town)
            _over(town)
            kept = Counter(dict(_by_family(client)))
        finally:
            server.stop()
    lived = {name: count / BOOKINGS for name, count in kept.items() if name not in OF_THE_TALK | ONCE}
    yield row("a booking over its life", [sum(lived.values()) / 1000], "kB", at_most=2)
    for name, count in sorted(lived.items(), key=lambda pair: -pair[1]):
        if count >= 10:
            yield row(f"of it {name}", [count], "bytes")
    yield row("a conversation at its longest", [talks / 1000], "kB", at_most=1.5)
    yield row("the same once it has led to a booking", [before["conversation"] / BOOKINGS / 1000], "kB")
    events = sum(before[name] for name in OF_THE_TALK - {"conversation"}) / BOOKINGS
    yield row("what else a talk leaves, for a week at most", [events / 1000], "kB")


def main() -> None:
    """Measure and print."""
    for result in measure():
        print(result)


def _town(client: Client) -> Town:
    clock = clock_at(client)
    roomy = replace(OFFICE, places=200, messages_in_10_seconds=10**9)
    store = RedisStore(client, KEYS, CIPHER, clock)
    return Town(context_of(store, office=roomy, mail=FakeMail(), new_id=new_id), client)


def _booked(client: Client, town: Town) -> tuple[float, Counter[str]]:
    """Let everybody book; give the mean size of a conversation before its end, and of all kinds of keys after it."""
    starts = bookable_starts(town.context.office, town.context.clock.now())
    talks = [(*_details(person), _when(starts[20 + person % 100])) for person in range(BOOKINGS)]
    for texts in zip(*talks, strict=True):
        for person, text in enumerate(texts):
            town.says(_user(person), text)
        town.passes(seconds=20)  # as people type: what came long before is not kept for the order
    conversations = Counter(dict(_by_family(client)))["conversation"] / BOOKINGS
    for person in range(BOOKINGS):
        town.says(_user(person), "申し込む")
    return conversations, Counter(dict(_by_family(client)))


def _user(person: int) -> str:
    return f"U{uuid.UUID(int=person * 7**40 % 2**128).hex}"


def _details(person: int) -> tuple[str, ...]:
    name = f"{FAMILY[person % 10]} {GIVEN[person % 8]}"
    known = (name, f"13010-{person:08}", f"090-{1000 + person}-{5000 + person * 7 % 5000}", f"p{person}@example.com")
    return ("予約", "1", "1", *known, "1", "1")


def _when(start: Any) -> str:
    return f"{today(start):%-m/%-d} {start:%H:%M}"


def _over(town: Town) -> None:
    """Confirm all, send what is due until the last is over, note the outcomes, and send what tells of them."""
    asked = town.context.store.bookings()
    for one in asked:
        confirm_booking(town.context, one.number, ROOM, "staff:s1")
    while town.context.clock.now() < asked[-1].end:
        town.passes(minutes=15)
        _sent(town.context)
    town.passes(seconds=timedelta(minutes=5).total_seconds())
    for one in asked:
        take_step(town.context, one.number, Step.ATTEND, "staff:s1")
    town.passes(minutes=1)
    _sent(town.context)


def _sent(context: RequestContext) -> None:
    while claims := [*context.store.claim_notices(100), *context.store.claim_mail(100)]:
        for claim in claims:
            send_notice(context, claim)


def _by_family(client: Client) -> Iterator[tuple[str, int]]:
    """Give the bytes of all keys by their kind."""
    sizes = Counter[str]()
    for key in client.scan_iter(KEYS.prefix + "*", count=1000):
        sizes[key.removeprefix(KEYS.prefix).partition(":")[0]] += int(client.memory_usage(key, samples=0) or 0)
    yield from sizes.items()


if __name__ == "__main__":
    main()

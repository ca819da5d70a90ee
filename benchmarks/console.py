"""How long the console's pages take on the server with many bookings: Flask, Redis, sealing and templates."""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any

from benchmarks.table import Curve, Result, row
from bot.adapters.redis.client import connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import Plan, notice
from bot.booking.schedule.opening import DAY, at, cut_off, is_open_day, start_times, today
from bot.booking.staff.staff import Role
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.ports.store import Write
from tests.console.office import ConsoleOffice
from tests.folders import quick_folder
from tests.make import OFFICE, ROOM, answers, booking

BOOKINGS, REQUESTS, PEOPLE = (5_000, 100_000), 100, 2000
TOGETHER, TOLD_EVERY = 20, 20_000  # bookings in a commit; between two words of progress
LAST_DAY = 75  # days ahead
TIMES = 9
LIMIT = 100  # milliseconds
BUSY = replace(OFFICE, places=5)
FAMILY = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
GIVEN = ("一郎", "花子", "健太", "美咲", "翔", "由美", "大輔", "彩")


def measure() -> Iterator[Result]:
    """Measure each page with a few thousand bookings, and with as many as a large office keeps."""
    took = {kept: dict(pages_of(kept)) for kept in BOOKINGS}
    for kept, pages in took.items():
        for name, times in pages.items():
            yield row(f"{name}, {kept:,} bookings", times, "ms", at_most=LIMIT)
    lines = {name: [(kept, statistics.median(took[kept][name])) for kept in BOOKINGS] for name in took[BOOKINGS[0]]}
    yield Curve("pages of the console", "bookings in the store", "ms", lines)


def main() -> None:
    """Measure and print."""
    for result in measure():
        print(result)


def pages_of(kept: int) -> Iterator[tuple[str, list[float]]]:
    """Give the milliseconds of each page with so many bookings, by name."""
    with quick_folder() as folder:  # the disk has no part in reading pages
        server = EmbeddedRedis.start(folder)
        try:
            office = ConsoleOffice(connect(server.url), server.url, busy=BUSY)
            fill(office, kept)
            for name, ask in _pages(office).items():
                yield name, [_milliseconds(ask) for _ in range(TIMES)]
        finally:
            server.stop()


def _pages(office: ConsoleOffice) -> Mapping[str, Callable[[], Any]]:
    """Give what is asked for, by name."""
    clerk = office.clerk("佐藤 花子", Role.MANAGER)
    one, token = office.console.requests()[0], clerk.token()
    searched = {
        "number": {"number": one.number},
        "name": {"name": one.answers["name"].value},
        "first letter of a name": {"name": "佐"},
        "telephone": {"tail": one.answers["telephone"].value[-4:]},
        "day": {"day": str(today(one.start))},
        "state": {"state": "confirmed"},
    }

    def search(fields: Mapping[str, str]) -> Callable[[], Any]:
        return lambda: clerk.posts_bare("/staff/search", csrf_token=token, **fields)

    return {
        "today": lambda: clerk.opens("/staff/"),
        "today, refreshed": lambda: clerk.opens(f"/staff/day/{today(office.clock.now())}/part"),
        "week": lambda: clerk.opens("/staff/week"),
        "requests": lambda: clerk.opens("/staff/requests"),
        "booking": lambda: clerk.opens(f"/staff/bookings/{one.id}"),
        "outcomes": lambda: clerk.opens("/staff/outcomes"),
        "high-priority list": lambda: clerk.opens("/staff/todo"),
        **{f"search by {name}": search(fields) for name, fields in searched.items()},
        "terms": lambda: clerk.opens("/staff/terms"),
        "statistics": lambda: clerk.opens("/staff/figures"),
    }


def _milliseconds(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    status = ask().status
    took = (time.perf_counter() - began) * 1000
    if status not in (200, 303):
        raise RuntimeError(status)
    return took


def fill(office: ConsoleOffice, kept: int) -> None:
    """Spread bookings over the days around today, and what has no place there over those before, with all of theirs."""
    now, chance = office.clock.now(), random.Random(7)  # noqa: S311 - the same bookings each time
    starts = [at(day, clock) for day in days(now, kept) for clock in start_times(BUSY) for _ in range(BUSY.places)]
    starts = starts[-kept:]
    waiting = [start for start in starts if now < cut_off(BUSY, start)]
    asked = set(chance.sample(range(len(starts) - len(waiting), len(starts)), REQUESTS))
    for first in range(0, len(starts), TOGETHER):
        if first % TOLD_EVERY == 0:
            print(f"console: {first} of {kept} bookings are written", file=sys.stderr)
        writes = list[Write]()
        for place, start in enumerate(starts[first : first + TOGETHER], start=first):
            state = _state(chance, start, now) if place not in asked else State.REQUESTED
            writes += _writes(_booking(place, start, state, chance.randrange(PEOPLE)), now)
        office.store.commit((), writes)


def days(now: datetime, kept: int) -> list[date]:
    """Give the open days up to some months ahead, as many as so many bookings need."""
    a_day = len(start_times(BUSY)) * BUSY.places
    found = (today(now) + ahead * DAY for ahead in count(LAST_DAY, -1))
    return sorted(islice((day for day in found if is_open_day(BUSY, day)), -(-kept // a_day)))


def _state(chance: random.Random, start: datetime, now: datetime) -> State:
    if start + timedelta(hours=1) < now:
        return chance.choices((State.ATTENDED, State.NO_SHOW, State.CANCELLED_BY_SEEKER), (80, 8, 12))[0]
    return chance.choices((State.CONFIRMED, State.CANCELLED_BY_SEEKER), (92, 8))[0]


def _booking(place: int, start: datetime, state: State, person: int) -> Booking:
    given = answers(
        name=f"{FAMILY[person % 10]} {GIVEN[person % 8]}",
        number=f"13010-{person:08}",
        telephone=f"090-{person % 10000:04}-{person * 7 % 10000:04}",
    )
    return booking(
        id=f"b{place}",
        number=str(100_000 + place),
        user=f"U{person:032x}",
        start=start,
        end=start + timedelta(minutes=30),
        created=(start - 5 * DAY).astimezone(UTC),
        state=state,
        room=None if state is State.REQUESTED else ROOM,
        answers=given,
    )


def _writes(one: Booking, now: datetime) -> list[Write]:
    writes: list[Write] = [KeepBooking(one, cut_off(BUSY, one.start) if one.state is State.REQUESTED else None)]
    plans = [Plan(Kind.DETAILS, one.created, one.end), Plan(Kind.DAY_BEFORE, one.start - DAY, one.start)]
    for told in (notice(one, plan, Channel.LINE) for plan in plans if one.state is not State.REQUESTED):
        sent = replace(told, state=NoticeState.ACCEPTED, attempts=1) if told.due < now else told
        writes.append(KeepNotice(sent, None if told.due < now else told.due))
    steps = ("requested", "confirmed", "attend")
    return [*writes, *(Record(Entry(one.created, "system", step, one.id)) for step in steps)]


if __name__ == "__main__":
    main()

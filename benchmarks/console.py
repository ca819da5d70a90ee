"""How long the console's pages take on the server with 5,000 bookings: Flask, Redis, sealing and templates."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.redis.client import connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.booking.model import Booking, Channel, Kind, NoticeState, State
from bot.booking.notices.reminders import Plan, notice
from bot.booking.opening import DAY, at, cut_off, is_open_day, start_times, today
from bot.booking.staff.staff import Role
from bot.ports.audit import Entry, Record
from bot.ports.bookings import KeepBooking
from bot.ports.notices import KeepNotice
from bot.ports.store import Write
from bot.service.staff.tasks import waiting
from tests.console.office import ConsoleOffice
from tests.make import OFFICE, ROOM, answers, booking

BOOKINGS, REQUESTS, PEOPLE = 5000, 100, 2000
TIMES = 15
LIMIT = 100  # milliseconds
BUSY = replace(OFFICE, places=5)
FAMILY = ("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤")
GIVEN = ("一郎", "花子", "健太", "美咲", "翔", "由美", "大輔", "彩")


def main() -> None:
    """Measure and print; what is over the limit says so."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedRedis.start(Path(folder))
        try:
            office = ConsoleOffice(connect(server.url), server.url, busy=BUSY)
            fill(office)
            measure(office)
        finally:
            server.stop()


def measure(office: ConsoleOffice) -> None:
    """Ask for each page some times."""
    clerk = office.clerk("佐藤 花子", Role.MANAGER)
    one, token = office.console.requests()[0], clerk.token()
    print(f"console: {BOOKINGS} bookings, {waiting(office.console, office.clock.now()).requests} requests")
    show("today", lambda: clerk.opens("/staff/"))
    show("today, refreshed", lambda: clerk.opens(f"/staff/day/{today(office.clock.now())}/part"))
    show("week", lambda: clerk.opens("/staff/week"))
    show("requests", lambda: clerk.opens("/staff/requests"))
    show("booking", lambda: clerk.opens(f"/staff/bookings/{one.id}"))
    show("outcomes", lambda: clerk.opens("/staff/outcomes"))
    show("high-priority list", lambda: clerk.opens("/staff/todo"))
    for name, fields in {
        "number": {"number": one.number},
        "name": {"name": one.answers["name"].value},
        "first letter of a name": {"name": "佐"},
        "telephone": {"tail": one.answers["telephone"].value[-4:]},
        "day": {"day": str(today(one.start))},
        "state": {"state": "confirmed"},
    }.items():
        show(f"search by {name}", lambda fields=fields: clerk.posts_bare("/staff/search", csrf_token=token, **fields))
    show("statistics", lambda: clerk.opens("/staff/figures"))


def show(name: str, ask: Callable[[], Any]) -> None:
    """Print the medians: of the time that passed, and of the processor's, which other work here does not lengthen."""
    passed, worked = zip(*(_milliseconds(ask) for _ in range(TIMES)), strict=True)
    median, over = statistics.median(passed), "  OVER THE LIMIT" if statistics.median(passed) > LIMIT else ""
    print(f"  {name:32}{median:7.1f} ms, processor {statistics.median(worked):7.1f} ms{over}")


def _milliseconds(ask: Callable[[], Any]) -> tuple[float, float]:
    began, began_work = time.perf_counter(), time.process_time()
    status = ask().status
    took = (time.perf_counter() - began) * 1000, (time.process_time() - began_work) * 1000
    if status not in (200, 303):
        raise RuntimeError(status)
    return took


def fill(office: ConsoleOffice) -> None:
    """Spread bookings over the days around today, with their notices and history."""
    now, chance = office.clock.now(), random.Random(7)  # noqa: S311 - the same bookings each time
    starts = [at(day, clock) for day in days(now) for clock in start_times(BUSY) for _ in range(BUSY.places)]
    waiting = [start for start in starts if now < cut_off(BUSY, start)]
    asked = set(chance.sample(range(len(starts) - len(waiting), BOOKINGS), REQUESTS))
    for place, start in enumerate(starts[:BOOKINGS]):
        state = _state(chance, start, now) if place not in asked else State.REQUESTED
        office.store.commit((), tuple(_writes(_booking(place, start, state, chance.randrange(PEOPLE)), now)))


def days(now: datetime) -> list[date]:
    """Give the open days from a month ago on, as many as are needed."""
    found = (today(now) + ahead * DAY for ahead in range(-65, 75))
    return [day for day in found if is_open_day(BUSY, day)]


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
    for row in (notice(one, plan, Channel.LINE) for plan in plans if one.state is not State.REQUESTED):
        sent = replace(row, state=NoticeState.ACCEPTED, attempts=1) if row.due < now else row
        writes.append(KeepNotice(sent, None if row.due < now else row.due))
    steps = ("requested", "confirmed", "attend")
    return [*writes, *(Record(Entry(one.created, "system", step, one.id)) for step in steps)]


if __name__ == "__main__":
    main()

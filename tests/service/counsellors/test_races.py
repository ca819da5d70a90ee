"""A thousand who want a time at once: no counsellor has two; without the guard some would."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier

from bot.booking.schedule.opening import DAY, at, times_on
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.errors import ConflictError
from bot.ports.bookings import KeepBooking
from bot.ports.context import RequestContext
from bot.service.bookings.booking_change import BookingChange
from bot.service.counsellors.assigning import given
from tests.make import WEDNESDAY, booking
from tests.service.make_context import town_of

WEEK = weekly_from("mon-fri 10:00-15:30")
THREE = tuple(Counsellor(name, name, WEEK) for name in ("sato", "suzuki", "tanaka"))
AT_ONCE, TIMES = 8, 125
TOGETHER = 60  # seconds for which one waits for the others, on a busy machine


def race(client, *, guarded: bool) -> Counter[int]:
    """Let eight at a time decide for one start before any of them writes; count how many each counsellor has there."""
    town = town_of(client, *THREE)
    days = [day for day in (WEDNESDAY.date() + ahead * DAY for ahead in range(1, 40)) if day.weekday() < 5]
    starts = [at(day, clock) for day in days for clock in times_on(town.office, day)][:TIMES]
    together = Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda number: _seeks(town, number, starts, together, guarded=guarded), range(AT_ONCE)))
    held = town.store.assignments([one.id for one in THREE], starts[0] - timedelta(days=1)).held
    assert len(starts) * AT_ONCE == 1000
    return Counter(Counter((one.counsellor, one.start) for one in held).values())


def _seeks(town: RequestContext, number: int, starts: Sequence[datetime], together: Barrier, *, guarded: bool) -> None:
    for place, start in enumerate(starts):
        name = f"b{number}-{place}"
        made, claim = given(
            town,
            BookingChange(
                None, booking(id=name, number=name, user="", answers={}, start=start, version=1), "", "", WEDNESDAY
            ),
        )
        together.wait(TOGETHER)
        with suppress(ConflictError):
            town.store.commit(claim.guards if guarded else (), (KeepBooking(made),))
        together.wait(TOGETHER)


def test_of_a_thousand_at_once_no_two_have_one_counsellor(client):
    assert race(client, guarded=True) == {1: TIMES}  # all eight chose the one with least to do


def test_without_the_guard_a_thousand_at_once_would_share_their_counsellors(client):
    shared = race(client, guarded=False)
    assert shared.keys() == {AT_ONCE}

"""Places are counsellors on duty, once there are any: in what seekers may book, and in the guard of the commit."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.booking.schedule.opening import bookable_starts, free_starts, places_at, places_on
from bot.booking.schedule.schedule import Hours, Schedule
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor, absence, with_absence
from bot.errors import ConflictError
from bot.ports.bookings import KeepBooking, SlotHasRoom
from bot.ports.office import KeepSchedule
from bot.service.events.office_now import context_now
from tests.make import OFFICE, WEDNESDAY, booking, office, tokyo
from tests.service.chat import OTHER, book
from tests.service.make_context import context_on

SATO = Counsellor("c1", "佐藤", weekly_from("mon-fri 10:00-12:00,13:00-15:30"))
SUZUKI = Counsellor("c2", "鈴木", weekly_from("mon-fri 13:00-15:30"))
AT_TWO, AT_TEN = tokyo("2026-12-03 14:00"), tokyo("2026-12-03 10:00")
SCHEDULE = Schedule().with_counsellor(SATO).with_counsellor(SUZUKI)


def with_schedule(schedule: Schedule, **more: object) -> object:
    return office(schedule=schedule, **more)


def test_without_a_counsellor_the_places_are_those_of_the_file():
    assert places_at(OFFICE, AT_TWO) == OFFICE.places


def test_each_counsellor_who_is_there_is_a_place():
    three = with_schedule(SCHEDULE, places=1)
    assert (places_at(three, AT_TEN), places_at(three, AT_TWO)) == (1, 2)
    assert places_at(three, tokyo("2026-12-03 12:00")) == 0  # lunch of both
    assert places_on(three, date(2026, 12, 3)) == 4 + 2 * 5
    assert tokyo("2026-12-03 12:00") in bookable_starts(three, WEDNESDAY)  # the office is open, and full
    assert tokyo("2026-12-03 12:00") not in free_starts(three, WEDNESDAY, {})


def test_an_absence_takes_a_place_and_the_last_counsellor_the_day():
    away = absence(date(2026, 12, 3), date(2026, 12, 3))
    one_left = with_schedule(SCHEDULE.with_counsellor(with_absence(SATO, away)))
    assert (places_at(one_left, AT_TEN), places_at(one_left, AT_TWO)) == (0, 1)
    nobody = with_schedule(one_left.schedule.with_counsellor(with_absence(SUZUKI, away)))
    assert places_on(nobody, date(2026, 12, 3)) == 0


def test_there_are_never_more_places_than_rooms_or_than_the_day_has():
    assert places_at(with_schedule(SCHEDULE, rooms=1), AT_TWO) == 1
    day = Hours(date(2026, 12, 3), places=1, at_start=((time(10), 5),))
    assert [places_at(with_schedule(SCHEDULE.with_hours(day)), one) for one in (AT_TEN, AT_TWO)] == [1, 1]


def test_seekers_book_as_many_as_counsellors_are_there(client):
    town = context_on(client)
    alone = Schedule().with_counsellor(SATO)
    town.store.commit((), (KeepSchedule(alone),))
    assert "申し込みを受け付けました" in book(town)
    assert "申し込みを受け付けました" not in book(town, OTHER)
    assert [one.start for one in town.store.bookings()] == [AT_TWO]
    assert context_now(town).office.schedule == alone


@pytest.mark.parametrize("guarded", [True, False])
def test_the_guard_of_the_commit_counts_counsellors_and_its_twin_oversells(client, guarded):
    town = context_on(client)
    town.store.commit((), (KeepSchedule(Schedule().with_counsellor(SATO)),))
    places = places_at(context_now(town).office, AT_TWO)
    for name in ("b1", "b2"):
        made = replace(booking(id=name), number=name, user=name)
        guard = (SlotHasRoom(AT_TWO, places),) if guarded else ()
        try:
            town.store.commit(guard, (KeepBooking(made),))
        except ConflictError:
            assert guarded
    assert town.store.taken()[AT_TWO] == (1 if guarded else 2)

"""The hours of a single day: nothing is offered to seekers by a slip of the hand."""

import re

import pytest

from bot.booking.schedule.opening import times_on
from bot.booking.schedule.schedule import Hours
from bot.booking.staff.staff import Role
from bot.service.events.office_now import context_now
from tests.make import tokyo

DAY = tokyo("2026-12-03 10:00").date()
PATH = f"/staff/schedule/{DAY}/hours"


@pytest.fixture
def manager(office):
    return office.clerk("田中", Role.MANAGER)


def saved(office) -> Hours:
    return context_now(office.context).office.schedule.on(DAY)


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"first_start": "03:00", "last_start": "23:30"}, "first_start", "窓口に職員のいる時間（08:30～17:15）"),
        ({"last_start": "17:00"}, "last_start", "窓口に職員のいる時間"),  # it would end at 17:30
        ({"first_start": "10:07"}, "first_start", "30分ごとの時刻"),
        ({"last_start": "14:45"}, "last_start", "30分ごとの時刻"),
        ({"places": "-1"}, "places", "枠の数は0以上"),
        ({"places": "1.5"}, "places", "枠の数は0以上"),
        ({"places": "二"}, "places", "枠の数は0以上"),
        ({"places": "21"}, "places", "枠の数は0から20"),
        ({"at-11:00": "-1"}, "places", "枠の数は0以上"),
    ],
)
def test_what_can_not_be_meant_is_said_beside_its_field(office, manager, typed, field, told):
    manager.posts(PATH, version="0", **typed)
    assert manager.status == 400
    assert told in manager.page
    assert re.search(rf'is-invalid"[^>]* id="{field}"|id="{field}"[^>]*is-invalid', manager.page)
    assert saved(office) == Hours(DAY)


def test_an_unusual_hour_is_asked_about_once(office, manager):
    typed = {"first_start": "09:30", "last_start": "16:30", "version": "0"}
    manager.posts(PATH, **typed)
    assert manager.status == 400
    assert "ふだん相談のない時刻です（09:30、16:30。ふだんの始まりは 10:00～15:00）" in manager.page
    assert 'name="sure"' in manager.page
    assert saved(office) == Hours(DAY)
    manager.posts(PATH, **typed, sure="y").follows()
    now = context_now(office.context).office
    assert (str(times_on(now, DAY)[0]), str(times_on(now, DAY)[-1])) == ("09:30:00", "16:30:00")


def test_sure_is_no_way_around_what_can_not_be(office, manager):
    manager.posts(PATH, first_start="03:00", last_start="23:30", version="0", sure="y")
    assert manager.status == 400
    assert saved(office) == Hours(DAY)


def test_hours_as_usual_and_wide_digits_are_taken_without_a_question(office, manager):
    manager.posts(PATH, first_start="10:30", last_start="14:30", places="１", version="0", **{"at-11:00": "２"})
    assert manager.status == 303
    assert (saved(office).places, len(saved(office).at_start)) == (1, 1)


def test_fewer_places_than_bookings_are_shown_before_anything_is_written(office, manager):
    for place in range(2):
        office.request(id=f"p{place}", number=f"20000{place}", user=f"U{place:032x}", start=tokyo("2026-12-03 14:00"))
    manager.posts(PATH, places="2", version="0").follows()
    manager.posts(PATH, places="1", version="1")
    assert "次の2件の予約が外れます" in manager.page
    assert "予約を残して保存する" in manager.page
    assert saved(office).places == 2

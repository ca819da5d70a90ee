"""Bookings that no counsellor can hold any more are told at once, marked, and a task until each is handed over."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import Booking, State
from bot.booking.schedule.opening import DAY
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import MOST, Counsellor, absence, with_absence
from bot.booking.staff.staff import Role
from bot.service.counsellors.handing_over import hand_over
from bot.service.counsellors.unheld import unheld
from bot.service.events.office_now import context_now
from bot.service.staff.tasks import tasks, waiting
from tests.console.office import Browser, ConsoleOffice
from tests.make import ROOM, answers, tokyo
from tests.trips import counting

WEEK = weekly_from("mon-fri 10:00-12:00,13:00-15:30")
SATO, SUZUKI = Counsellor("c-sato", "佐藤", WEEK), Counsellor("c-suzuki", "鈴木", WEEK)
AT_TWO, AT_NOON = tokyo("2026-12-03 14:00"), tokyo("2026-12-03 12:00")
DAY_OFF = absence(AT_TWO.date(), AT_TWO.date())
PLACE = "/staff/counsellors/c-sato"


def booked(office: ConsoleOffice, number: int = 1, **more) -> Booking:
    given = answers(name=f"求職者{number}", number=f"13010-{number:08d}")
    who = {"id": f"b{number}", "number": f"{200000 + number}", "user": f"U{number}", "answers": given}
    return office.request(**{"start": AT_TWO, "state": State.CONFIRMED, "room": ROOM, **who, **more})


def to_do(office: ConsoleOffice) -> list[str]:
    context, now = context_now(office.context), office.clock.now()
    found = [one.booking.id for one in tasks(context, office.console, now) if one.kind == "counsellor"]
    assert waiting(context, office.console, now).counsellors == len(found)
    return found


@pytest.fixture(name="manager")
def signed_in(office: ConsoleOffice) -> Browser:
    return office.clerk("責任者", Role.MANAGER)


def version(browser: Browser) -> str:
    return re.search(r'name="version" value="(\d+)"', browser.page)[1]


@pytest.mark.parametrize(
    ("every", "booking", "said"),
    [
        ((with_absence(SATO, DAY_OFF),), {"counsellor": "c-sato"}, "担当が休み"),
        ((replace(SATO, until=AT_TWO.date() - DAY),), {"counsellor": "c-sato"}, "担当が終了"),
        ((SATO,), {"counsellor": "c-sato", "start": AT_NOON}, "担当の時間外"),
        ((SATO,), {}, "担当なし"),
        ((SATO,), {"state": State.REQUESTED, "room": None}, "担当なし"),
    ],
)
def test_what_nobody_can_hold_is_a_task_and_marked_wherever_it_is_shown(office, every, booking, said):
    booked(office, **booking)
    office.has_counsellors(*every)
    assert to_do(office) == ["b1"]
    clerk = office.clerk()
    assert f"{said}です" in clerk.opens("/staff/todo").page
    assert 'href="/staff/bookings/b1#hand-over"' in clerk.page
    assert re.search(r'id="nav-todo"[^>]*>要対応 <span[^>]*>1<', clerk.page)
    for page in ("bookings/b1", "day/2026-12-03"):
        assert f'<span class="badge text-bg-danger">{said}</span>' in clerk.opens(f"/staff/{page}").page


@pytest.mark.parametrize(
    ("every", "booking"),
    [
        ((), {}),
        ((SATO,), {"counsellor": "c-sato"}),
        ((SATO,), {"state": State.OFFERED, "offers": (AT_TWO,), "room": None}),
        ((SATO,), {"state": State.CANCELLED_BY_OFFICE}),
        ((SATO,), {"state": State.ATTENDED}),
    ],
)
def test_what_is_held_over_or_asks_for_nobody_is_none(office, every, booking):
    booked(office, **booking)
    office.has_counsellors(*every)
    assert to_do(office) == []


def test_it_is_done_when_another_holds_it_or_its_time_has_come(office):
    booked(office, counsellor="c-sato"), booked(office, 2, start=AT_TWO + timedelta(minutes=30))
    office.has_counsellors(with_absence(SATO, DAY_OFF), SUZUKI)
    assert to_do(office) == ["b1", "b2"]
    hand_over(context_now(office.context), "b1", SUZUKI.id, "staff:s1")
    assert to_do(office) == ["b2"]
    assert "担当が休み" not in office.clerk().opens("/staff/bookings/b1").page
    office.at("2026-12-03 14:31")
    assert to_do(office) == []


def test_who_enters_an_absence_hears_how_many_bookings_it_hits_and_goes_on_to_hand_them_over(office, manager):
    office.has_counsellors(SATO)
    booked(office, counsellor="c-sato"), booked(office, 2, start=AT_TWO + DAY, counsellor="c-sato")
    manager.opens(PLACE)
    manager.posts(f"{PLACE}/absence", first="2026-12-03", version=version(manager)).follows()
    assert "佐藤さんが受け持てなくなった予約が1件あります" in manager.page
    link = re.search(r'id="told-link" href="([^"]+)"', manager.page)[1].replace("&amp;", "&")
    assert "200001" in manager.opens(link).page


def test_who_ends_a_counsellor_hears_it_before_and_after(office, manager):
    office.has_counsellors(SATO)
    booked(office, counsellor="c-sato")
    page = manager.opens(PLACE).page
    assert "あしたからの予約が1件あり" in page
    manager.posts(f"{PLACE}/end", version=version(manager)).follows()
    assert "受け持てなくなった予約が1件あります" in manager.page
    link = re.search(r'id="hand-over-after" href="([^"]+)"', manager.page)[1].replace("&amp;", "&")
    assert "200001" in manager.opens(link).page


def test_the_page_of_who_is_absent_as_often_as_can_be_shows_what_is_held_after_the_last_day(office, manager):
    often = [absence(AT_TWO.date() + one * DAY, AT_TWO.date() + one * DAY) for one in range(10, 10 + MOST)]
    office.has_counsellors(replace(SATO, absences=tuple(often), until=AT_TWO.date() - DAY))
    booked(office, counsellor="c-sato")
    link = re.search(r'id="hand-over-after" href="([^"]+)"', manager.opens(PLACE).page)[1].replace("&amp;", "&")
    assert "200001" in manager.opens(link).page


def test_who_shortens_the_hours_hears_it_too(office, manager):
    office.has_counsellors(SATO)
    booked(office, counsellor="c-sato")
    manager.opens(PLACE)
    typed = {"name": "佐藤", "weekly": "mon-fri 10:00-12:00", "account": "", "version": version(manager)}
    manager.posts(PLACE, **typed).follows()
    assert "受け持てなくなった予約が1件あります" in manager.page
    assert 'id="told-link" href="/staff/todo"' in manager.page


def test_where_nothing_is_hit_nothing_is_told(office, manager):
    office.has_counsellors(SATO, SUZUKI)
    booked(office, counsellor="c-suzuki")
    manager.opens(PLACE)
    assert "あしたからの予約が" not in manager.page
    manager.posts(f"{PLACE}/absence", first="2026-12-03", version=version(manager)).follows()
    assert "受け持てなくなった" not in manager.page


def test_counting_them_opens_none_and_takes_as_many_trips_for_many(office, redis_url):
    office.has_counsellors(SATO)
    client, seen = counting(redis_url), []
    counted = ConsoleOffice(client, redis_url)
    for first, last in ((1, 3), (3, 40)):
        for number in range(first, last):
            booked(office, number, start=AT_TWO + (number % 5) * DAY)
        context = context_now(counted.context)
        trips, opened = client.trips, office.client.info("commandstats").get("cmdstat_hmget", {"calls": 0})["calls"]
        found = unheld(context, counted.console, office.clock.now())
        after = office.client.info("commandstats").get("cmdstat_hmget", {"calls": 0})["calls"]
        seen.append((client.trips - trips, after - opened))
        assert len(found) == last - 1
    client.close()
    assert seen[0] == seen[1]
    assert seen[0][1] == 0

"""The day by counsellor: a column each, one's own first page, the load in the figures, the private calendar feed."""

import re
from dataclasses import replace

import pytest
from icalendar import Calendar

from bot.booking.model import State
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.booking.staff.staff import Role
from bot.ports.bookings import KeepBooking
from bot.ports.office import KeepSchedule
from bot.service.bookings.steps import confirm_booking
from bot.service.counsellors.handing_over import hand_over
from bot.service.events.office_now import context_now
from tests.console.office import ConsoleOffice
from tests.make import ROOM, answers, tokyo

WEEK = weekly_from("mon-fri 10:00-15:30")
SATO = Counsellor("sato", "佐藤", WEEK)
SUZUKI = Counsellor("suzuki", "鈴木", weekly_from("mon-fri 13:00-15:30"))
AT_TWO = tokyo("2026-12-03 14:00")


@pytest.fixture(name="busy")
def with_counsellors(office: ConsoleOffice) -> ConsoleOffice:
    """Put two counsellors and three bookings of a Thursday in: one each, and one of before there were any."""
    office.me = office.clerk("鈴木 次郎", Role.COUNSELLOR)
    schedule = office.store.office_state().schedule
    schedule = schedule.with_counsellor(SATO).with_counsellor(replace(SUZUKI, account=office.me.staff.id))
    office.store.commit((), (KeepSchedule(schedule),))
    people = (("b1", "sato", "青木 一郎", AT_TWO), ("b2", "suzuki", "石田 かおり", AT_TWO))
    for number, (name, counsellor, called, start) in enumerate(people):
        given = answers(name=called, number=f"13010-1234567{number}")
        office.request(id=name, number=f"12345{number}", user=f"U{number}", start=start, answers=given)
        hand_over(context_now(office.context), name, counsellor, "cli:test")
    office.request(id="b3", number="123459", user="U9", start=tokyo("2026-12-03 10:00"), answers={})
    return office


def grid(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr class=\"[^\"]*\">\s*<th scope=\"row\">(.*?)</tr>", page, re.DOTALL)
    return [[row[:5], *re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def test_each_counsellor_has_a_column_and_what_is_nobody_s_one_of_its_own(busy):
    page = busy.clerk("受付").opens("/staff/day/2026-12-03").page
    head = re.findall(r'<th scope="col">([^<]+)</th>', page.partition('class="grid"')[2].partition("</thead>")[0])
    assert head[1:] == ["佐藤", "鈴木", "担当なし"]
    at_two = next(row for row in grid(page) if row[0] == "14:00")
    assert ["青木" in at_two[1], "石田" in at_two[2]] == [True, True]
    at_ten = next(row for row in grid(page) if row[0] == "10:00")
    assert "123459" in at_ten[3]
    assert "空き" not in at_ten[2]  # 鈴木 is there from one o'clock on


def test_the_first_page_of_a_counsellor_is_the_own_day_and_everybody_s_is_one_click_away(busy):
    busy.at("2026-12-03 09:00")
    page = busy.me.opens("/staff/").page
    assert "石田" in page
    assert "青木" not in page
    assert 'aria-current="true"' in page
    assert "青木" in busy.me.opens("/staff/day/2026-12-03").page
    part = busy.me.opens("/staff/day/2026-12-03/part?mine=1").page
    assert "石田" in part
    assert "青木" not in part
    assert 'id="mine"' not in busy.clerk("受付").opens("/staff/").page  # who is no counsellor


def test_the_figures_tell_how_much_each_counsellor_has(busy):
    page = busy.clerk("責任者", Role.MANAGER).opens("/staff/figures").page
    chart = page.partition('id="chart-per_counsellor"')[2].partition("</table>")[0]
    assert re.search(r"佐藤.*?1／", chart, re.DOTALL)
    assert re.search(r"鈴木.*?1／", chart, re.DOTALL)


def test_the_figures_say_nothing_of_times_before_counsellors_were_there_nor_a_share_of_nothing(busy):
    past = busy.request(id="b7", number="777777", user="U7", start=tokyo("2026-11-20 11:00"), state=State.ATTENDED)
    noon = busy.request(id="b8", number="888888", user="U8", start=tokyo("2026-12-03 12:15"), state=State.CONFIRMED)
    assert (past.id, noon.id) == ("b7", "b8")
    chart = busy.clerk("責任者", Role.MANAGER).opens("/staff/figures").page.partition('id="chart-per_time"')[2]
    rows = dict(re.findall(r'<th scope="row">(.*?)</th>.*?<td class="text-end text-nowrap">(.*?)</td>', chart))
    assert "11:00" not in rows
    assert rows["12:15"] == "1"


def test_the_feed_of_a_counsellor_holds_numbers_and_purposes_alone_and_ends(busy):
    confirm_booking(busy.context, "b2", ROOM, "cli:test")
    assert "アドレスを作る" in busy.me.opens("/staff/own/feed").page
    busy.me.posts("/staff/own/feed/make").follows()
    address = re.search(r"/feed/[\w-]+\.ics", busy.me.page)[0]
    web = busy.app.test_client()
    told = web.get(address).get_data()
    (event,) = Calendar.from_ical(told).walk("VEVENT")
    assert str(event["summary"]) == "相談 123451 職業相談"
    assert event["dtstart"].dt == AT_TWO
    assert not [one for one in ("石田", "13010", "090-", "taro@") if one in told.decode()]
    busy.me.posts("/staff/own/feed/make").follows()
    assert web.get(address).status_code == 404
    again = re.search(r"/feed/[\w-]+\.ics", busy.me.page)[0]
    busy.me.posts("/staff/own/feed/end").follows()
    assert web.get(again).status_code == 404
    assert web.get("/feed/.ics").status_code == 404
    other = busy.clerk("受付")
    assert "どの担当者のものでもありません" in other.opens("/staff/own/feed").page
    assert other.posts("/staff/own/feed/make").status == 404


def test_every_column_has_a_heading_also_where_one_counsellor_holds_two_at_once(busy):
    third = busy.request(id="b4", number="123460", user="U4", start=AT_TWO, answers=answers(name="上田 花子"))
    busy.store.commit((), (KeepBooking(replace(third, counsellor="sato", version=2), None, third),))
    page = busy.clerk("受付").opens("/staff/day/2026-12-03").page
    head = re.findall(r'<th scope="col">([^<]+)</th>', page.partition('class="grid"')[2].partition("</thead>")[0])
    assert max(len(row) for row in grid(page)) == len(head)

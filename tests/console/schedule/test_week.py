"""The week with names: days as columns, times as rows, each counsellor's free places lead to booking with that one."""

import re
from dataclasses import replace
from html import unescape

import pytest

from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor, short_names
from bot.booking.staff.staff import Role
from bot.ports.office import KeepSchedule
from bot.service.counsellors.handing_over import hand_over
from bot.service.events.office_now import context_now
from tests.console.bookings.form import saves
from tests.console.office import Browser, ConsoleOffice
from tests.make import answers, tokyo

SATO = Counsellor("sato", "佐藤 花子", weekly_from("mon-fri 10:00-12:00,13:00-15:30"))
SUZUKI = Counsellor("suzuki", "鈴木 次郎", weekly_from("mon-fri 13:00-15:30"))
THURSDAY = "2026-12-03"
AT_TWO = tokyo("2026-12-03 14:00")
DAYS = ("11月30日（月）", "12月1日（火）", "12月2日（水）", "12月3日（木）", "12月4日（金）")


@pytest.fixture(name="busy")
def with_counsellors(office: ConsoleOffice) -> ConsoleOffice:
    """Two counsellors, one with an account, each with a booking on Thursday at two; one at ten is nobody's."""
    office.me = office.clerk("鈴木 次郎", Role.COUNSELLOR)
    schedule = office.store.office_state().schedule.with_counsellor(SATO)
    schedule = schedule.with_counsellor(replace(SUZUKI, account=office.me.staff.id))
    office.store.commit((), (KeepSchedule(schedule),))
    for number, (name, whose, called) in enumerate((("b1", "sato", "青木 一郎"), ("b2", "suzuki", "石田 かおり"))):
        given = answers(name=called, number=f"13010-1234567{number}")
        office.request(id=name, number=f"12345{number}", user=f"U{number}", start=AT_TWO, answers=given)
        hand_over(context_now(office.context), name, whose, "cli:test")
    office.request(id="b3", number="123459", user="U9", start=tokyo("2026-12-03 10:00"), answers={})
    return office


def grid(clerk: Browser, path: str = f"/staff/week/{THURSDAY}") -> dict[tuple[str, str], list[str]]:
    """Give what each cell says, by day and time."""
    page = clerk.opens(path).page
    table = re.search(r'<table class="week-grid.*?</table>', page, re.DOTALL)[0]
    days = re.findall(r'<th scope="col"[^>]*><a[^>]*>([^<]+)</a>', table)
    found = {}
    for row in re.findall(r'<tr><th scope="row">.*?</tr>', table, re.DOTALL):
        clock = re.search(r'scope="row">([\d:]+)', row)[1]
        for day, cell in zip(days, re.findall(r"<td.*?</td>", row, re.DOTALL), strict=True):
            entries = re.findall(r"<li>(.*?)</li>", cell, re.DOTALL)
            found[day, clock] = [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in entries]
    return found


def test_each_cell_names_counsellor_seeker_and_state_and_what_is_free(busy):
    seen = grid(busy.clerk())
    assert seen["12月3日（木）", "14:00"] == ["佐藤 青木 一郎 申込中", "鈴木 石田 かおり 申込中"]
    assert seen["12月3日（木）", "13:00"] == ["佐藤 空き", "鈴木 空き"]
    assert seen["12月4日（金）", "10:00"] == ["佐藤 空き"]  # 鈴木 is there from one o'clock on
    assert "（氏名なし） 申込中" in seen["12月3日（木）", "10:00"]
    assert {day for day, _ in seen} == set(DAYS)


def test_one_counsellor_is_picked_and_a_counsellor_s_own_week_comes_first(busy):
    alone = grid(busy.clerk(), f"/staff/week/{THURSDAY}?whose=sato")
    assert alone["12月3日（木）", "14:00"] == ["佐藤 青木 一郎 申込中"]
    nobodys = grid(busy.clerk("受付2"), f"/staff/week/{THURSDAY}?whose=none")
    assert nobodys == {key: found for key, found in nobodys.items() if key[1] == "10:00"}
    busy.at("2026-11-30 09:00")
    own = grid(busy.me, "/staff/week")
    assert own["12月3日（木）", "14:00"] == ["鈴木 石田 かおり 申込中"]
    assert 'id="whose-mine" aria-current="true"' in busy.me.page
    assert len(grid(busy.me, "/staff/week?whose=all")["12月3日（木）", "14:00"]) == 2


def test_a_free_place_leads_to_a_booking_with_that_counsellor(busy):
    clerk = busy.clerk()
    page = clerk.opens(f"/staff/week/{THURSDAY}").page
    place = unescape(re.search(r'href="([^"]+)" aria-label="12月3日（木）13:00 鈴木 空き', page)[1])
    form = clerk.opens(place).page
    assert re.search(r'<option selected value="suzuki">鈴木 次郎', form)
    picked = re.search(r'name="time" value="([^"]+)" checked', form)[1]
    assert saves(clerk, time=picked, counsellor="suzuki").status == 303
    made = busy.store.bookings(tokyo("2026-12-03 13:00"), tokyo("2026-12-03 13:00"))
    assert [one.counsellor for one in made] == ["suzuki"]


@pytest.mark.parametrize(("time", "told"), [("10:30", "この日時にいません"), ("14:00", "ほかの予約があります")])
def test_a_counsellor_who_is_not_free_is_refused_beside_the_field(busy, time, told):
    clerk = busy.clerk()
    if time == "14:00":  # a third one is there, so that the time itself has a place left
        schedule = busy.store.office_state().schedule.with_counsellor(replace(SATO, id="c9", name="高橋"))
        busy.store.commit((), (KeepSchedule(schedule),))
    assert saves(clerk, time=f"{THURSDAY}T{time}:00+09:00", counsellor="suzuki").status == 409
    assert re.search(rf'id="counsellor-help">[^<]*{told}', clerk.page)


def test_without_counsellors_free_places_are_counted(office):
    office.request()
    seen = grid(office.clerk())
    assert seen["12月3日（木）", "14:00"] == ["山田 太郎 申込中", "空き 1"]
    assert seen["12月3日（木）", "13:30"] == ["空き 2"]
    assert 'id="whose"' not in office.clerk("受付2").opens("/staff/week").page


def test_what_is_over_is_no_free_place_and_a_week_without_any_says_so(office):
    office.at("2026-12-03 13:35")
    seen = grid(office.clerk())
    assert seen["12月3日（木）", "13:30"] == []
    assert seen["12月3日（木）", "14:00"] == ["空き 2"]
    page = office.clerk("受付2").opens("/staff/week/2026-11-23").page
    assert "この週に、予約はありませんでした" in page


def test_that_names_were_seen_in_the_week_is_noted_once_an_hour(office):
    clerk = office.clerk()
    for _ in range(2):
        clerk.opens(f"/staff/week/{THURSDAY}")
    assert office.entries().count(f"staff:{clerk.staff.id} listed") == 1


def test_a_name_is_short_where_nobody_shares_it():
    others = (replace(SATO, id="c2", name="佐藤 次郎"), replace(SATO, id="c3", name="Lan Anh"))
    assert short_names((SATO, *others, SUZUKI)) == {
        "sato": "佐藤 花子",
        "c2": "佐藤 次郎",
        "c3": "Lan",
        "suzuki": "鈴木",
    }


def test_who_is_free_is_shown_free_and_how_many_more_find_a_place_where_a_booking_is_nobodys(busy):
    schedule = busy.store.office_state().schedule
    for name in ("高橋 三郎", "田中 四郎"):
        schedule = schedule.with_counsellor(Counsellor(name[0], name, weekly_from("mon-fri 10:00-12:00")))
    busy.store.commit((), (KeepSchedule(schedule),))
    clerk = busy.clerk()
    cell = grid(clerk)["12月3日（木）", "10:00"]
    assert cell[-1] == "空きのうち、あと2件まで"
    assert [one for one in cell if one.endswith(" 空き")] == ["佐藤 空き", "田中 空き", "高橋 空き"]
    day = clerk.opens(f"/staff/day/{THURSDAY}").page
    assert "空きのうち、あと2件まで" in day
    alone = grid(clerk, f"/staff/week/{THURSDAY}?whose=sato")
    assert alone["12月3日（木）", "10:00"] == ["佐藤 空き"]


def test_day_and_week_count_the_same_places_as_free(busy):
    busy.request(id="b4", number="123460", user="U10", start=tokyo("2026-12-03 12:30"), answers={})  # nobody is there
    busy.at("2026-12-03 10:40")  # two places of today are over
    clerk = busy.clerk()
    of_day = re.search(r"<dt>空き</dt><dd>(\d+)", clerk.opens(f"/staff/day/{THURSDAY}").page)[1]
    totals = re.search(r'class="table week">(.*?)</table>', clerk.opens(f"/staff/week/{THURSDAY}").page, re.DOTALL)[1]
    row = next(one for one in re.findall(r"<tr.*?</tr>", totals, re.DOTALL) if "12月3日" in one)
    assert re.search(r'class="text-end">(\d+)', row)[1] == of_day

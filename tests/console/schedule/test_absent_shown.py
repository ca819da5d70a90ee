"""Who is absent is shown as that: the days of it, the column of the day, and nobody is offered who is not there."""

import re
from dataclasses import replace
from datetime import datetime

import pytest

from bot.booking.schedule.opening import at
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Away, Counsellor, absence, with_absence
from bot.booking.staff.staff import Role
from tests.console.office import ConsoleOffice
from tests.make import answers, tokyo

WEEK = weekly_from("mon-fri 10:00-12:00,13:00-15:30")
SATO, SUZUKI = Counsellor("c-sato", "佐藤", WEEK), Counsellor("c-suzuki", "鈴木", WEEK)
AT_TWO = tokyo("2026-12-03 14:00")
THURSDAY = AT_TWO.date()
DAY_OFF = absence(THURSDAY, THURSDAY)


def asks(office: ConsoleOffice, number: int, start: datetime = AT_TWO, **more) -> None:
    given = answers(name=f"求職者{number}", number=f"13010-{number:08d}")
    office.request(id=f"b{number}", number=f"{200000 + number}", user=f"U{number}", start=start, answers=given, **more)


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (DAY_OFF, "12月3日（木）（終日）"),
        (absence(THURSDAY, THURSDAY.replace(day=4)), "12月3日（木）～12月4日（金）（終日）"),
        (Away(tokyo("2026-12-03 13:00"), tokyo("2026-12-03 15:00")), "12月3日（木）13:00～15:00"),
        (Away(tokyo("2026-12-03 13:00"), tokyo("2026-12-04 12:00")), "12月3日（木）13:00～12月4日（金）12:00"),
        (Away(tokyo("2026-12-03 13:00"), at(THURSDAY.replace(day=4), tokyo("2026-12-04 00:00").time())), "13:00～"),
    ],
)
def test_an_absence_is_said_by_its_days_or_its_times(office, away, said):
    office.has_counsellors(with_absence(SATO, away), SUZUKI)
    asks(office, 1, counsellor="c-sato")
    manager = office.clerk("責任者", Role.MANAGER)
    page = manager.opens("/staff/counsellors/c-sato").page
    assert f"<li>{said}" in page or said in page.partition("<li>")[2].partition("\n")[0]
    link = re.search(r'id="hand-over-1" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert said in manager.opens(link).page


def choices(page: str) -> list[str]:
    inside = page.partition('id="hand-over-to"')[2].partition("</select>")[0]
    return re.findall(r'<option value="([^"]+)"', inside)


def test_only_who_is_there_and_free_is_offered_for_a_booking(office):
    others = [Counsellor(f"c-{name}", name, WEEK) for name in ("高橋", "田中", "伊藤", "渡辺")]
    office.has_counsellors(
        SATO,
        with_absence(SUZUKI, DAY_OFF),
        others[0],
        replace(others[1], until=THURSDAY.replace(day=2)),
        replace(others[2], weekly=weekly_from("mon-fri 10:00-12:00")),
        others[3],
    )
    asks(office, 1, counsellor="c-sato"), asks(office, 2, counsellor="c-渡辺")
    assert choices(office.clerk().opens("/staff/bookings/b1").page) == ["c-高橋"]


def test_where_nobody_else_is_free_the_page_says_what_can_be_done(office):
    office.has_counsellors(SATO, with_absence(SUZUKI, DAY_OFF))
    asks(office, 1, counsellor="c-sato")
    page = office.clerk().opens("/staff/bookings/b1").page
    assert choices(page) == []
    assert "空いている担当者が、ほかにいません" in page


def grid(page: str) -> tuple[str, dict[str, list[str]]]:
    table = page.partition('class="grid"')[2]
    rows = re.findall(r"<tr class=\"[^\"]*\">\s*<th scope=\"row\">(.*?)</tr>", table, re.DOTALL)
    cells = {row[:5]: re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL) for row in rows}
    return table.partition("</thead>")[0], cells


def test_the_column_of_who_is_absent_stays_and_says_so(office):
    half = Away(tokyo("2026-12-03 13:00"), tokyo("2026-12-03 15:30"))
    office.has_counsellors(with_absence(SATO, DAY_OFF), with_absence(SUZUKI, half))
    head, cells = grid(office.clerk().opens("/staff/day/2026-12-03").page)
    assert re.findall(r'<th scope="col">([^<]+)</th>', head)[1:] == ["佐藤", "鈴木"]
    assert [cells[start][0] for start in ("10:00", "14:00")] == ["休み", "休み"]
    assert "空き" in cells["10:00"][1]
    assert cells["14:00"][1] == "休み"
    assert cells["12:00"] == ["枠なし", "枠なし"]  # when nobody works


def test_a_booking_of_who_is_absent_stands_in_the_own_column(office):
    asks(office, 1, counsellor="c-sato")
    office.has_counsellors(with_absence(SATO, DAY_OFF), SUZUKI)
    _, cells = grid(office.clerk().opens("/staff/day/2026-12-03").page)
    assert "求職者1" in cells["14:00"][0]
    assert "担当が休み" in cells["14:00"][0]


def test_all_that_nobody_holds_stands_under_one_head(office):
    asks(office, 1), asks(office, 2), asks(office, 3, counsellor="c-sato")
    office.has_counsellors(SATO)
    head, cells = grid(office.clerk().opens("/staff/day/2026-12-03").page)
    assert head.count("担当なし") == 1
    assert '<th scope="colgroup" colspan="2">担当なし</th>' in head
    assert len(cells["14:00"]) == 3

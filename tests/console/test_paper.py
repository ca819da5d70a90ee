"""What is printed: the sheet about a consent, the day's list, the statistics as a file."""

import csv
import io
import re
from dataclasses import replace

import pytest

from bot.booking.model import Consent, HandoverNote
from bot.booking.staff.staff import Role
from bot.ports.bookings import KeepBooking
from bot.service.staff.marks_and_notes import leave_note
from tests.make import TERMS, booking, tokyo


def test_the_sheet_about_a_consent_says_version_time_way_and_fingerprint_and_has_room_to_sign(office):
    agreed = Consent(TERMS.version, TERMS.sha256, tokyo("2026-11-24 15:30"), "e1")
    office.request(consent=agreed)
    clerk = office.clerk()
    page = clerk.posts("/staff/bookings/b1/consent").page
    for text in ("山田 太郎", "13010-12345678", TERMS.version, "2026年11月24日（火）15:30", TERMS.sha256, TERMS.text):
        assert text in page
    assert "LINEのトークで「同意する」を押した" in page
    assert len(re.findall(r"<th scope=\"row\">", page)) >= 12
    assert f"staff:{clerk.staff.id} viewed" in office.entries()


def test_the_sheet_says_who_took_the_consent_and_that_an_old_text_is_gone(office):
    office.request(consent=Consent("2020-01-01", "f" * 64, tokyo("2026-11-24 15:30"), "staff:by_telephone:read_aloud"))
    page = office.clerk().posts("/staff/bookings/b1/consent").page
    assert "職員が読み上げた" in page
    assert "残っていません" in page


def test_the_day_to_print_has_number_notes_and_headings(office):
    office.request()
    leave_note(office.context, "b1", HandoverNote(tokyo("2026-11-25 10:00"), "staff:s1", "資料を郵送ずみ"), 1)
    page = office.clerk().opens("/staff/day/2026-12-03/print").page
    assert "13010-12345678" in page
    assert "資料を郵送ずみ" in page
    assert '<th scope="row">14:00</th>' in page


def test_the_statistics_come_as_a_file_without_a_person(office):
    for count in range(3):
        made = booking(id=f"b{count}", number=str(200000 + count), user=f"U{count}", start=tokyo("2026-12-03 14:00"))
        office.store.commit((), (KeepBooking(replace(made, version=1)),))
    answer = office.clerk(role=Role.AUDITOR).opens("/staff/figures/csv").answer
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert rows[0] == ["表", "項目", "件数", "全体", "割合（%）"]
    assert rows[1][2:] == ["3", "", ""]
    assert {len(row) for row in rows} == {5}
    assert "山田" not in str(rows)


def test_a_clerk_without_figures_has_no_file(office):
    assert office.clerk().opens("/staff/figures/csv").status == 403


@pytest.mark.parametrize("path", ["day/2026-12-03/print", "week/2026-12-03"])
def test_a_wide_list_is_printed_across_the_page_with_its_heading(office, path):
    page = office.clerk().opens(f"/staff/{path}").page
    assert re.search(r'<main [^>]*class="[^"]* wide"', page)
    assert not re.search(r"<table [^>]*\bwide\b", page)  # a heading before it would stand alone on a page

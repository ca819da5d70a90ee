"""The pages about the terms: the manager's and the public ones."""

import pytest

from bot.booking.notices.notice import Kind, NoticeState
from bot.booking.staff.staff import Role
from tests.make import tokyo

FORM = {
    "version": "2027-01",
    "effective": "2027-01-01",
    "summary": "録音の扱い",
    "text": "# 新しい約束\r\n\r\n<b>なし</b>",
}


@pytest.fixture
def manager(office):
    return office.clerk("田中", Role.MANAGER)


def test_a_version_is_shown_as_it_will_be_and_then_published(office, manager):
    office.request()
    manager.posts("/staff/terms", **FORM)
    assert manager.status == 200
    assert "予約のある1人に届く文" in manager.page
    assert "変わること：録音の扱い" in manager.page
    assert "<h1>新しい約束</h1>" in manager.page
    assert "<b>なし" not in manager.page
    assert office.store.office_state().terms == ()
    manager.posts("/staff/terms", stage="send", **FORM).follows()
    assert "2027-01版を公開しました。1人にお知らせします" in manager.page
    assert "田中" in manager.page
    office.sweeps()
    assert "利用規約が2027年1月1日" in office.pushes[-1]


def test_terms_that_hold_from_today_are_told_at_once_and_nobody_has_to_call(office, manager):
    office.request()
    office.request(id="b2", number="K-2", user="", start=tokyo("2026-12-04 14:00"))
    office.request(id="b3", number="K-3", user="", start=tokyo("2026-12-07 14:00"))
    today = {**FORM, "effective": "2026-11-25"}
    manager.posts("/staff/terms", **today)
    assert "予約のある3人に届く文" in manager.page
    manager.posts("/staff/terms", stage="send", **today).follows()
    assert "3人にお知らせします" in manager.page
    office.sweeps()
    assert "利用規約が2026年11月25日" in office.pushes[-1]
    [row] = [one for one in office.store.notices("b1") if one.kind is Kind.TERMS_CHANGE]
    assert row.state is NoticeState.ACCEPTED


def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(office, manager):
    for typed, told in (
        ({"version": "版"}, "半角の英数字"),
        ({"effective": "2026-11-24"}, "明日以降"),
        ({"effective": "x"}, "日付を選んでください"),
        ({"summary": ""}, "入力してください"),
    ):
        manager.posts("/staff/terms", **{**FORM, **typed})
        assert manager.status == 400
        assert told in manager.page
        assert "新しい約束" in manager.page


def test_seekers_read_the_current_the_coming_and_the_past_edition(office, manager):
    manager.posts("/staff/terms", stage="send", **FORM)
    public = office.browser()
    assert "2027-01-01 から有効になります" in public.opens("/terms").page
    assert "約束ごと" in public.page
    assert "新しい約束" in public.opens("/terms/2027-01").page
    office.at("2027-01-01 00:00")
    assert "新しい約束" in public.opens("/terms").page
    assert "以前の規約" in public.page
    assert public.opens("/terms/nowhere").status == 404


def test_who_consented_to_what_is_shown_without_names(office, manager):
    office.request()
    manager.opens("/staff/terms")
    assert "123456" in manager.page
    assert "1件" in manager.page
    assert "山田" not in manager.page
    office.at("2026-12-03 14:31")
    assert "123456" not in manager.opens("/staff/terms").page, "it is not to come any more"
    assert "1件" in manager.page

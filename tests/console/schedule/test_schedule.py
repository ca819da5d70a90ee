"""The schedule's pages: who is hit is shown first, who comes second sees who was faster."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.booking.model import State
from bot.booking.staff.staff import Role
from tests.make import answers, booking, tokyo

CLOSE = {"first": "2026-12-03", "last": "", "reason": "職員研修のため"}


@pytest.fixture
def manager(office):
    return office.clerk("田中", Role.MANAGER)


def people(office, count=2):
    for number in range(count):
        made = booking(
            id=f"p{number}",
            number=f"20000{number}",
            user=f"U{number:032x}",
            answers=answers(number=f"13010-1234567{number}", name=f"求職者{number}"),
            start=tokyo("2026-12-03 10:00") + timedelta(minutes=30 * number),
        )
        office.request(**vars(replace(made)))


def hidden(page, name):
    return re.findall(rf'name="{name}" value="([^"]*)"', page)[-1]


def sends(browser, page=""):
    page = page or browser.page
    shown = {name: hidden(page, name) for name in ("version", "seen", "first", "last", "reason")}
    return browser.posts("/staff/schedule/close", stage="send", **shown)


def test_the_month_shows_each_day_and_what_closes_it(office, manager):
    manager.opens("/staff/schedule/2026-12-01")
    assert "12月31日" in manager.page
    assert manager.page.count("定休") >= 8
    assert "10:00～15:00" in manager.page


def test_whom_a_closure_hits_is_shown_before_anything_is_written(office, manager):
    people(office)
    manager.posts("/staff/schedule/close", **CLOSE)
    assert "次の2件の予約に影響します" in manager.page
    assert "求職者0" in manager.page
    assert "提案（返事があるまで枠を取っておきます）" in manager.page
    assert "職員研修のため" in manager.page.partition("bubble")[2]
    assert office.booking("p0").state is State.REQUESTED
    assert office.store.office_state().schedule.version == 0


def test_closing_cancels_and_can_be_taken_back_for_half_a_minute(office, manager):
    people(office)
    sends(manager.posts("/staff/schedule/close", **CLOSE)).follows()
    assert "影響する2件の予約の方に、30秒後にお知らせします" in manager.page
    assert office.booking("p0").state is State.OFFERED
    closure = office.store.office_state().schedule.closures[0]
    manager.posts(f"/staff/schedule/closures/{closure.id}/take-back").follows()
    assert "予約は元に戻り" in manager.page
    assert office.booking("p0").state is State.REQUESTED
    assert office.pushes == []


def test_a_closure_can_be_taken_away_later(office, manager):
    sends(manager.posts("/staff/schedule/close", **CLOSE)).follows()
    closure = office.store.office_state().schedule.closures[0]
    manager.posts(f"/staff/schedule/closures/{closure.id}/open").follows()
    assert "休みを取り消しました" in manager.page
    assert [entry.split()[1] for entry in office.entries()[-2:]] == ["days_closed", "days_opened"]


def test_the_second_of_two_managers_sees_who_changed_what_and_keeps_what_was_typed(office, manager):
    people(office)
    other = office.clerk("高橋", Role.MANAGER)
    manager.posts("/staff/schedule/close", **CLOSE)
    sends(other.posts("/staff/schedule/close", **{**CLOSE, "reason": "停電のため"}))
    sends(manager)
    assert manager.status == 409
    assert "高橋：日を休みにしました" in manager.page
    assert 'value="職員研修のため"' in manager.page
    assert len(office.store.office_state().schedule.closures) == 1


def test_a_booking_that_came_meanwhile_is_shown_first(office, manager):
    people(office, 1)
    manager.posts("/staff/schedule/close", **CLOSE)
    people(office, 2)
    sends(manager)
    assert manager.status == 409
    assert "次の2件の予約に影響します" in manager.page
    assert office.booking("p1").state is State.REQUESTED


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"first": ""}, "入力してください"),
        ({"first": "x"}, "日付を選んでください"),
        ({"reason": ""}, "入力してください"),
        ({"last": "2026-12-01"}, "終わりの日は"),
        ({"first": "2026-11-01", "last": ""}, "過ぎた日は休みにできません"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(office, manager, typed, told):
    manager.posts("/staff/schedule/close", **{**CLOSE, **typed})
    assert manager.status == 400
    assert told in manager.page
    assert 'name="reason"' in manager.page


def test_hours_and_places_of_a_day(office, manager):
    people(office)
    manager.opens("/staff/schedule/2026-12-03/hours")
    fields = {"version": "0", "first_start": "10:30", "last_start": "13:00", "places": "1", "at-11:00": "0"}
    manager.posts("/staff/schedule/2026-12-03/hours", **fields)
    assert "次の1件の予約が外れます" in manager.page
    assert "求職者0" in manager.page.partition('id="left-out"')[2]
    assert office.store.office_state().schedule.version == 0
    changed = {**fields, "first_start": "11:00"}  # it hits another booking as well, so it is shown anew
    manager.posts("/staff/schedule/2026-12-03/hours", **changed, seen=hidden(manager.page, "seen"))
    assert "次の2件の予約が外れます" in manager.page
    manager.posts("/staff/schedule/2026-12-03/hours", **fields)
    manager.posts("/staff/schedule/2026-12-03/hours", **fields, seen=hidden(manager.page, "seen")).follows()
    assert "時間と枠を変えました" in manager.page
    assert "外れた予約が1件、そのまま残っています" in manager.page
    assert "10:30～13:00" in manager.page
    manager.opens("/staff/schedule/2026-12-03/hours")
    assert "そのまま残ります" in manager.page  # one at 10:00 stands outside
    assert 'value="10:30"' in manager.page
    manager.posts("/staff/schedule/2026-12-03/hours", **fields)
    assert manager.status == 409
    manager.posts("/staff/schedule/2026-12-03/hours", **{**fields, "version": "1", "places": "99"})
    assert "枠の数は0から20" in manager.page
    manager.posts("/staff/schedule/2026-12-03/hours", **{**fields, "version": "1", "first_start": "x"})
    assert "時刻を入力してください" in manager.page


def test_the_day_view_follows_the_schedule(office, manager):
    sends(manager.posts("/staff/schedule/close", **CLOSE))
    assert "窓口は休みです" in manager.opens("/staff/day/2026-12-03").page


def test_who_has_no_line_is_shown_as_a_call_before_a_day_is_closed(office):
    office.request(user="", state=State.CONFIRMED)
    manager = office.clerk("責任", Role.MANAGER)
    fields = {"first": "2026-12-03", "last": "2026-12-03", "reason": "棚卸し", "stage": "preview"}
    page = manager.posts("/staff/schedule/close", version="0", **fields).page
    preview = page.partition('id="closing"')[2].partition("</section>")[0]
    assert "123456" in preview
    assert "次の日時をお取りしています" in preview
    assert 'class="bubble" id="script-b1"' in preview
    assert "［" not in preview

"""The page of the counsellors: a manager enters one, changes the hours, adds an absence, lets one end."""

import re

import pytest

from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Counsellor
from bot.booking.staff.staff import Role
from bot.ports.office import KeepSchedule
from bot.service.events.office_now import context_now
from tests.console.office import Browser, ConsoleOffice

FIELDS = {"name": "佐藤", "weekly": "mon-fri 10:00-12:00,13:00-15:30", "account": "", "skills": "sign_language"}


@pytest.fixture(name="manager")
def signed_in(office: ConsoleOffice) -> Browser:
    return office.clerk("責任者", Role.MANAGER)


def version(browser: Browser) -> str:
    return re.search(r'name="version" value="(\d+)"', browser.page)[1]


def test_a_counsellor_is_entered_changed_absent_and_ended(office, manager):
    assert "まだ登録されていません" in manager.opens("/staff/counsellors").page
    page = manager.posts("/staff/counsellors", **FIELDS).follows()
    assert "佐藤さんを登録しました" in page.page
    (made,) = office.store.office_state().schedule.counsellors
    assert made.skills == ("sign_language",)
    place = f"/staff/counsellors/{made.id}"
    manager.posts(place, **{**FIELDS, "weekly": "月-土 10:00-12:00"}, version=version(page)).follows()
    assert "月-土 10:00-12:00" in manager.page
    manager.posts(f"{place}/absence", first="2026-12-03", version=version(manager)).follows()
    assert "12月3日（木）" in manager.page
    (away,) = office.store.office_state().schedule.counsellors[0].absences
    manager.posts(
        f"{place}/present", on=away.since.isoformat(), back=away.until.isoformat(), version=version(manager)
    ).follows()
    assert not office.store.office_state().schedule.counsellors[0].absences
    manager.posts(f"{place}/end", version=version(manager)).follows()
    assert office.store.office_state().schedule.counsellors[0].until
    assert "佐藤" in manager.opens("/staff/counsellors").page


def test_what_can_not_be_meant_is_said_beside_its_field_and_the_typed_text_stays(office, manager):
    manager.posts("/staff/counsellors", **{**FIELDS, "weekly": "mon-fri 12:00-10:00"})
    assert manager.status == 400
    assert "始まりを終わりより前に" in manager.page
    assert 'value="佐藤"' in manager.page
    manager.posts("/staff/counsellors", **{**FIELDS, "since": "2026-13-01"})
    assert manager.status == 400
    assert not office.store.office_state().schedule.counsellors


def test_two_managers_at_once_do_not_write_over_one_another(office, manager):
    manager.posts("/staff/counsellors", **FIELDS).follows()
    (made,) = office.store.office_state().schedule.counsellors
    seen, place = version(manager), f"/staff/counsellors/{made.id}"
    manager.posts(f"{place}/absence", first="2026-12-03", version=seen)
    manager.posts(place, **FIELDS, version=seen)
    assert manager.status == 400
    assert office.store.office_state().schedule.counsellors[0].absences


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.COUNSELLOR, Role.AUDITOR])
def test_only_a_manager_enters_counsellors(office, role):
    clerk = office.clerk("受付", role)
    assert clerk.opens("/staff/counsellors").status == 403
    assert clerk.posts("/staff/counsellors", **FIELDS).status == 403


def two_counsellors(office, manager) -> dict[str, str]:
    for name in ("佐藤", "鈴木"):
        manager.posts("/staff/counsellors", **{**FIELDS, "name": name}).follows()
    return {one.name: one.id for one in office.store.office_state().schedule.counsellors}


def test_one_booking_is_handed_over_on_its_page(office, manager):
    known = two_counsellors(office, manager)
    office.request(id="b1", number="123456")
    clerk = office.clerk("受付", Role.RECEPTION)
    page = clerk.opens("/staff/bookings/b1").page
    assert "この予約の担当を決める" in page
    assert "この予約の担当を替える" not in page
    clerk.posts("/staff/bookings/b1/hand-over", counsellor=known["鈴木"], version=version(clerk)).follows()
    assert "担当を鈴木さんに替えました" in clerk.page
    assert "担当を替えました（鈴木）" in clerk.page
    assert "この予約の担当を替える" in clerk.page
    assert office.booking("b1").counsellor == known["鈴木"]
    clerk.posts("/staff/bookings/b1/hand-over", counsellor=known["鈴木"], version=version(clerk)).follows()
    assert "いまの担当と同じです" in clerk.page
    clerk.posts("/staff/bookings/b1/hand-over", counsellor="nobody", version=version(clerk)).follows()
    assert "その担当者は登録されていません" in clerk.page


def test_who_is_hit_by_an_absence_is_listed_and_handed_over(office, manager):
    known = two_counsellors(office, manager)
    office.request(id="b1", number="123456")
    manager.opens("/staff/bookings/b1")
    manager.posts("/staff/bookings/b1/hand-over", counsellor=known["佐藤"], version=version(manager)).follows()
    place = f"/staff/counsellors/{known['佐藤']}"
    manager.opens(place).posts(f"{place}/absence", first="2026-12-03", version=version(manager)).follows()
    assert "休みの間の予約（1件）を引き継ぐ" in manager.page
    address = re.search(r'href="([^"]+/hand-over[^"]*)"', manager.page)[1].replace("&amp;", "&")
    page = manager.opens(address).page
    assert "123456" in page
    assert "<strong>鈴木</strong>" in page
    typed = {one: re.search(rf'name="{one}" value="([^"]*)"', page)[1] for one in ("since", "until", "seen")}
    manager.posts(f"{place}/hand-over", **{**typed, "seen": "other"}, stage="send")
    assert manager.status == 409
    manager.posts(f"{place}/hand-over", **typed, stage="send").follows()
    assert "1件を引き継ぎました" in manager.page
    assert office.booking("b1").counsellor == known["鈴木"]


def test_languages_are_chosen_and_shown_in_japanese_and_one_typed_before_is_kept(office):
    made = Counsellor("sato", "佐藤", weekly_from("mon-fri 10:00-15:30"), languages=("english", "urdu"))
    schedule = office.store.office_state().schedule.with_counsellor(made)
    office.store.commit((), (KeepSchedule(schedule),))
    manager = office.clerk(role=Role.MANAGER)
    assert "英語・urdu" in manager.opens("/staff/counsellors").page
    page = manager.opens("/staff/counsellors/sato").page
    assert re.search(r'<option selected value="english">英語</option>', page)
    assert re.search(r'<option selected value="urdu">urdu</option>', page)
    assert 'value="月-金 10:00-15:30"' in page
    fields = {**FIELDS, "weekly": "月-金 10:00-12:00", "languages": ["chinese", "urdu"]}
    manager.posts("/staff/counsellors/sato", version=version(manager), **fields)
    (after,) = office.store.office_state().schedule.counsellors
    assert (after.languages, str(after.weekly)) == (("chinese", "urdu"), "mon-fri 10:00-12:00")


@pytest.mark.parametrize("weekly", ["月-金 10:00-10:20", "月 10:00-12:00,13:00-13:29"])
def test_hours_in_which_no_consultation_has_room_are_refused(office, manager, weekly):
    manager.posts("/staff/counsellors", **{**FIELDS, "weekly": weekly})
    assert manager.status == 400
    assert "1回の相談（30分）より短い" in manager.page
    assert not context_now(office.context).office.schedule.counsellors


@pytest.mark.parametrize(
    ("weekly", "said"),
    [("月-金 10:00-15:30; 土 10:00-12:00", "土 10:00-12:00"), ("月 08:30-10:00,10:00-12:00", "月 08:30-10:00")],
)
def test_hours_that_open_no_time_are_told_and_kept(office, manager, weekly, said):
    page = manager.posts("/staff/counsellors", **{**FIELDS, "weekly": weekly}).follows().page
    assert f"予約は入りません（日程でその日の時間を変えれば入ります）：{said}" in page
    assert len(context_now(office.context).office.schedule.counsellors) == 1


def test_usual_hours_are_told_nothing(manager):
    assert "予約は入りません" not in manager.posts("/staff/counsellors", **FIELDS).follows().page


def test_an_office_in_which_nobody_can_book_is_something_to_do(office):
    manager = office.clerk("責任", Role.MANAGER)
    assert 'id="shut"' not in manager.opens("/staff/todo").page
    manager.posts("/staff/counsellors", **{**FIELDS, "until": "2026-11-24"}).follows()
    assert "担当できる人が1人もいません" in manager.page
    page = manager.opens("/staff/todo").page
    assert "予約できる日時が、1つもありません" in page
    assert "1件" in page.partition("<h1")[2].partition("</h1>")[0]

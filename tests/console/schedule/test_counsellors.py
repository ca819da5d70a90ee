"""The page of the counsellors: a manager enters one, changes the hours, adds an absence, lets one end."""

import re

import pytest

from bot.booking.staff.staff import Role
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
    assert "mon-sat 10:00-12:00" in manager.page
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

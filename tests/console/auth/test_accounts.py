"""Accounts in the console: roles change, what can't be taken back asks first, and all that is wrong is said at once."""

import itertools
import re

import pytest

from bot.booking.staff.staff import Role
from bot.service.staff.accounts import add_staff, change_role
from tests.console.office import PASSWORD

BEFORE_IT_WRITES = 2  # the reading that a step decides by; the one before asks whether there is such an account


@pytest.fixture
def administrator(office):
    return office.clerk("田中", Role.ADMINISTRATOR)


def test_a_role_is_changed_and_open_pages_do_not_go_on_with_the_old_one(office, administrator):
    clerk = office.clerk("佐藤 花子", Role.MANAGER)
    assert clerk.opens("/staff/schedule").status == 200
    administrator.posts(f"/staff/accounts/{clerk.staff.id}/role", role="reception", back="/staff/accounts")
    assert "役割を「受付」に変えました" in administrator.follows().page
    assert clerk.opens("/staff/schedule").answer.headers["Location"].startswith("/staff/sign-in")
    assert clerk.signs_in().opens("/staff/schedule").status == 403
    assert f"staff:{administrator.staff.id} staff_role_changed" in office.entries()


@pytest.mark.parametrize("role", ["", "owner"])
def test_a_role_that_is_none_changes_nothing(office, administrator, role):
    clerk = office.clerk("佐藤 花子")
    assert administrator.posts(f"/staff/accounts/{clerk.staff.id}/role", role=role).status == 400
    assert office.console.staff(clerk.staff.id).role is Role.RECEPTION


def test_nobody_changes_his_own_role_and_others_may_not_at_all(office, administrator):
    assert administrator.posts(f"/staff/accounts/{administrator.staff.id}/role", role="manager").status == 404
    clerk = office.clerk("佐藤 花子", Role.MANAGER)
    assert clerk.posts(f"/staff/accounts/{administrator.staff.id}/role", role="reception").status == 403


@pytest.mark.parametrize(("step", "fields"), [("role", {"role": "reception"}), ("disable", {}), ("renew", {})])
def test_what_a_colleague_changed_meanwhile_is_said_and_the_same_form_goes_through_then(
    office, administrator, step, fields
):
    clerk, read, reads = office.clerk("佐藤 花子"), office.console.staff, itertools.count(1)

    def meanwhile(staff_id):
        found = read(staff_id)
        if staff_id == clerk.staff.id and next(reads) == BEFORE_IT_WRITES:
            change_role(office.context, office.console, staff_id, Role.MANAGER, "cli:colleague")
        return found

    office.console.staff = meanwhile
    where, form = f"/staff/accounts/{clerk.staff.id}/{step}", {"form_name": "the-same", **fields}
    assert "ほかの人が先に変更しました" in administrator.posts(where, **form).follows().page
    assert read(clerk.staff.id).role is Role.MANAGER
    again = administrator.posts(where, **form)
    assert "もう送られています" not in (again.follows() if again.status == 303 else again).page
    assert read(clerk.staff.id).version > 2


def test_closing_an_account_asks_first(office, administrator):
    office.clerk("佐藤 花子")
    page = administrator.opens("/staff/accounts").page
    asked = re.search(r"<details(?:(?!</details>).)*/disable.*?</details>", page, re.DOTALL)
    assert asked
    assert "その場で使えなくなります" in page


def test_the_first_sign_in_takes_names_with_blanks_and_says_all_that_is_wrong_at_once(office):
    _, code = add_staff(office.context, "佐藤　花子", Role.RECEPTION, "cli:test", office.wall.now())
    browser = office.browser()
    assert browser.posts("/staff/first", name=" 佐藤 花子 ", first_code=code).status == 303
    page = browser.posts("/staff/first/set", password="short", repeated="short", code="000000").page
    assert page.count("invalid-feedback") == 2
    page = browser.posts("/staff/first/set", password=PASSWORD, repeated="other", code="").page
    assert page.count("invalid-feedback") == 2

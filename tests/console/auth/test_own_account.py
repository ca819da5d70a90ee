"""One's own account: sessions that stay ended, visitors who leave nothing behind, another password."""

import pytest

from bot.booking.staff.staff import Role
from tests.console.office import PASSWORD, Browser, ConsoleOffice
from tests.stores import audit_entries

OTHER = "purple heron lantern 83"


def elsewhere(office: ConsoleOffice, clerk: Browser) -> Browser:
    """Sign the same account in with another browser."""
    return Browser(office.app.test_client(), office.wall, clerk.secret, clerk.staff).signs_in()


def sessions(office: ConsoleOffice) -> int:
    return len(list(office.client.scan_iter("*:session:*")))


def test_looking_at_the_sign_in_leaves_nothing_in_redis(office):
    before = set(office.client.scan_iter("*"))
    for path in ("/staff/sign-in", "/staff/first", "/staff/", "/staff/nowhere"):
        office.browser().opens(path)
    assert {key for key in office.client.scan_iter("*") if key not in before and "limits" not in key} == set()


@pytest.mark.parametrize("forged", ["", "x", "InRva2VuIg.aSXXXX.yyyyyyyyyyyyyyyyyyyyyyyyyyy", "a.b.c"])
def test_a_forged_session_of_nobody_is_none(office, forged):
    browser = office.browser()
    token = browser.token()
    browser.web.set_cookie("madoguchi", forged)
    assert browser.posts_bare("/staff/sign-in", csrf_token=token, name="x", password="y", code="1").status == 400
    assert "もう一度" in browser.page or "サインイン" in browser.page


def signs_out_meanwhile(office: ConsoleOffice, clerk: Browser) -> None:
    """Let a page of a clerk take so long that he signs out before its answer is made."""
    other = Browser(office.app.test_client(), office.wall)
    other.web.set_cookie("madoguchi", clerk.cookie.value)
    token, view = clerk.token(), office.app.view_functions["console.this_week"]

    def slow() -> object:
        other.posts_bare("/staff/sign-out", csrf_token=token)
        return view()

    slow.need = view.need
    office.app.view_functions["console.this_week"] = slow
    clerk.opens("/staff/week")


def test_signing_out_while_a_page_is_made_ends_the_session_all_the_same(office):
    clerk = office.clerk()
    signs_out_meanwhile(office, clerk)
    assert sessions(office) == 0
    assert clerk.opens("/staff/").status == 303


def test_twin_a_session_that_is_always_written_comes_back(office):
    console, keep = office.console, office.console.keep_session
    console.keep_session = lambda name, held, seconds, new: keep(name, held, seconds, new=True)
    clerk = office.clerk()
    signs_out_meanwhile(office, clerk)
    assert clerk.opens("/staff/").status == 200


@pytest.mark.parametrize("role", Role)
def test_everybody_can_set_another_password_and_is_signed_out_elsewhere(office, role):
    clerk = office.clerk(role=role)
    other = elsewhere(office, clerk)
    clerk.posts("/staff/own/password", before=PASSWORD, password=OTHER, repeated=OTHER)
    assert "パスワードを変えました" in clerk.follows().page
    assert other.opens("/staff/own").status == 303
    clerk.posts("/staff/sign-out")
    assert clerk.signs_in(PASSWORD).status == 401
    assert clerk.signs_in(OTHER).status == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"before": "wrong wrong wrong wrong"}, "いまのパスワードが違います"),
        ({"password": "short", "repeated": "short"}, "15文字以上"),
        ({"repeated": "something else 12345"}, "2つのパスワードが違います"),
        ({"before": ""}, "入力してください"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_changes(office, fields, said):
    clerk = office.clerk()
    clerk.posts("/staff/own/password", **{"before": PASSWORD, "password": OTHER, "repeated": OTHER, **fields})
    assert clerk.status == 400
    assert said in clerk.page
    assert OTHER not in clerk.page
    assert office.clerk("鈴木").status == 303
    clerk.posts("/staff/sign-out")
    assert clerk.signs_in().status == 303


def test_other_browsers_can_be_signed_out_from_here(office):
    clerk = office.clerk()
    other = elsewhere(office, clerk)
    clerk.posts("/staff/own/sessions")
    assert "終わらせました" in clerk.follows().page
    assert other.opens("/staff/").status == 303
    assert clerk.opens("/staff/").status == 200
    assert "own_sessions_ended" in [one.action for one in audit_entries(office.store)]


@pytest.mark.parametrize("path", ["/staff/own/password", "/staff/own/sessions"])
def test_a_session_that_somebody_left_open_changes_neither_password_nor_sessions(office, path):
    clerk = office.clerk()
    other = elsewhere(office, clerk)
    clerk.wall.passes(minutes=11)
    clerk.posts(path, before=PASSWORD, password=OTHER, repeated=OTHER)
    assert clerk.answer.headers["Location"].startswith("/staff/again")
    assert clerk.opens("/staff/own").answer.headers["Location"].startswith("/staff/again")
    assert other.opens("/staff/").status == 200

"""Every route under /staff, from the URL map: who may, who may not, what every answer carries."""

import re

import pytest

from bot.booking.staff.staff import Role
from bot.console.auth.roles import TABLE, Action
from tests.console.office import Browser, ConsoleOffice
from tests.console.route_table import need, routes


def asks(browser: Browser, method: str, path: str) -> int:
    return (browser.opens(path) if method == "GET" else browser.posts(path)).status


@pytest.fixture
def quiet(office: ConsoleOffice) -> ConsoleOffice:
    """An office with a booking, and without limits: this test signs in often."""
    office.request()
    return office


def test_every_route_says_what_it_needs(office):
    assert len(routes(office.app)) > 25
    assert not [endpoint for endpoint, _, _ in routes(office.app) if need(office.app, endpoint) is None]


def test_a_route_that_says_nothing_is_closed_to_all(office):
    view = office.app.view_functions["console.this_week"]
    kept = view.need
    del view.need
    try:
        assert office.clerk(role=Role.MANAGER).opens("/staff/week").status == 403
    finally:
        view.need = kept


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_to_its_own_routes_and_no_further(quiet, role):
    clerk, wrong = quiet.clerk(role=role), []
    for endpoint, method, path in routes(quiet.app):
        wants = need(quiet.app, endpoint)
        if wants.action is None:
            continue
        forbidden = asks(clerk, method, path) == 403
        if forbidden == (wants.action in TABLE[role]):
            wrong.append((endpoint, method, "403" if forbidden else "let in"))
    assert not wrong


def test_without_the_gate_a_role_would_get_further(quiet, monkeypatch):
    clerk = quiet.clerk(role=Role.ADMINISTRATOR)
    assert clerk.opens("/staff/requests").status == 403
    monkeypatch.setitem(TABLE, Role.ADMINISTRATOR, frozenset(Action))
    assert clerk.opens("/staff/requests").status == 200


def test_nobody_who_is_not_signed_in_gets_anything_but_the_sign_in(quiet):
    stranger = quiet.browser()
    for endpoint, method, path in routes(quiet.app):
        if need(quiet.app, endpoint).action is None:
            continue
        assert asks(stranger, method, path) == 303, path
        assert stranger.answer.headers["Location"].startswith("/staff/sign-in")


def test_every_post_without_a_token_is_refused(quiet):
    clerk = quiet.clerk(role=Role.RECEPTION)
    for endpoint, method, path in routes(quiet.app):
        wants = need(quiet.app, endpoint)
        if method == "POST" and (wants.action is None or wants.action in TABLE[Role.RECEPTION]):
            assert clerk.posts_bare(path).status == 400, path
            assert clerk.posts_bare(path, csrf_token="forged").status == 400, path


def test_without_the_check_a_forged_form_would_work(quiet):
    clerk = quiet.clerk()
    quiet.app.config["WTF_CSRF_METHODS"] = set()
    assert clerk.posts_bare("/staff/bookings/b1/mark/phone", version="1", on="1").status == 303
    assert quiet.booking().marks == ("phone",)


def test_a_token_of_another_session_is_refused(quiet):
    clerk, other = quiet.clerk("佐藤"), quiet.clerk("鈴木")
    assert clerk.posts_bare("/staff/bookings/b1/mark/phone", csrf_token=other.token()).status == 400


def test_looking_changes_nothing_but_what_is_noted_of_the_looking(quiet):
    clerk = quiet.clerk(role=Role.MANAGER)
    before = quiet.booking(), quiet.store.notices("b1")
    for _, method, path in routes(quiet.app):
        if method == "GET":
            clerk.opens(path)
    assert (quiet.booking(), quiet.store.notices("b1")) == before
    assert {entry.split()[1] for entry in quiet.entries()} <= {
        *("staff_added", "staff_enrolled", "signed_in", "listed", "exported", "opened"),
    }


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/", "/staff/nowhere", "/staff/bookings/none", "/staff/week"])
def test_every_answer_carries_the_headers(office, path):
    answer = office.clerk().opens(path).answer
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_no_page_asks_for_anything_from_outside_or_holds_a_style_or_script_of_its_own(quiet):
    clerk = quiet.clerk(role=Role.MANAGER)
    for _, method, path in routes(quiet.app):
        if method == "GET":
            page = clerk.opens(path).page
            assert not re.search(r'(src|href|action)="(https?:)?//', page), path
            assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", page), path


def test_our_own_files_are_served(office):
    stranger = office.browser()
    for name in ("console.css", "console.js", "vendor/bootstrap.min.css", "vendor/htmx.min.js"):
        assert stranger.opens(f"/staff/static/{name}").status == 200, name


def test_what_people_wrote_is_shown_as_text(office):
    from tests.make import answers

    evil = "<img src=x onerror=alert(1)>{{7*7}}"
    office.request(answers=answers(name=evil, telephone=evil), reason=evil)
    clerk = office.clerk()
    for path in ("/staff/day/2026-12-03", "/staff/requests", "/staff/bookings/b1", "/staff/day/2026-12-03/print"):
        page = clerk.opens(path).page
        assert "<img" not in page
        assert "{{7*7}}" in page


def test_the_webhook_has_no_session_and_needs_no_token(office):
    answer = office.app.test_client().post("/line/webhook", data=b"{}")
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers
    assert "signature" not in answer.headers

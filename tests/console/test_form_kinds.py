"""The console reads forms as a browser sends them and no other kind of body: the limits count by what stands there."""

import io

import pytest

from bot.console.auth.sign_in_limits import account
from bot.console.forms.forms import SignIn
from tests.console.office import Browser, ConsoleOffice

FIELDS = {"name": "佐藤", "password": "wrong wrong wrong", "code": "123456"}
PATHS = ("/staff/sign-in", "/staff/first", "/staff/search", "/staff/bookings/new")


def as_json(browser: Browser, path: str, fields: dict[str, object]) -> int:
    return browser.web.post(path, json=fields, headers={"X-CSRFToken": browser.token()}).status_code


def as_files(browser: Browser, path: str, fields: dict[str, str]) -> int:
    files = {name: (io.BytesIO(value.encode()), "a.txt") for name, value in fields.items()}
    return browser.web.post(path, data={"csrf_token": browser.token(), **files}).status_code


@pytest.mark.parametrize("send", [as_json, as_files])
def test_no_other_kind_of_body_is_read(office: ConsoleOffice, send):
    clerk = office.clerk()
    office.app.testing = False  # so that an error becomes an answer, as it does to people
    assert {path: send(clerk, path, FIELDS) for path in PATHS} == dict.fromkeys(PATHS, 400)


def test_a_value_that_is_no_text_is_no_error_of_ours(office: ConsoleOffice):
    office.app.testing = False
    assert as_json(office.browser(), "/staff/sign-in", {**FIELDS, "name": 5, "code": ["1"]}) == 400
    assert "request_failed" not in office.store.counters()


def test_twin_without_the_check_the_limits_would_count_for_nobody(office: ConsoleOffice):
    with office.app.test_request_context("/staff/sign-in", method="POST", data=FIELDS):
        counted_as = account()
    with office.app.test_request_context("/staff/sign-in", method="POST", json=FIELDS):
        assert SignIn(meta={"csrf": False}).name.data == FIELDS["name"]
        assert account() != counted_as

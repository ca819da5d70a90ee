"""What the log tells of somebody who was held back: who, where and by which rule, and nothing that was typed."""

import pytest

from bot.booking.staff.staff import Role
from bot.web.app import create_app
from tests.console.office import PASSWORD, ConsoleOffice
from tests.service.make_context import context_of

OTHER = "purple heron lantern 83"
SECRETS = (PASSWORD, OTHER, "wrong wrong wrong", "佐藤", "AAAABBBBCCCCDDDD", "山田")


@pytest.fixture
def logged(office: ConsoleOffice) -> list[dict[str, object]]:
    lines: list[dict[str, object]] = []
    office.context = context_of(
        office.store, office=office.busy, log=lambda event, **told: lines.append({"event": event} | told)
    )
    office.app = create_app(office.context, ["secret"], office.setup())
    return lines


def of_security(logged: list[dict[str, object]]) -> list[dict[str, object]]:
    found = [line for line in logged if line["event"] in ("staff_refused", "console_refused")]
    assert not [one for one in SECRETS if one in str(found)]
    return found


def test_every_kind_of_failed_sign_in_is_logged(office, logged):
    clerk = office.clerk(signed_in=False)
    clerk.signs_in("wrong wrong wrong")
    clerk.posts("/staff/sign-in", name="山田", password="wrong wrong wrong", code="123456")
    clerk.posts("/staff/first", name="佐藤", first_code="AAAABBBBCCCCDDDD")
    assert [(line["account"], line.get("why", "")) for line in of_security(logged)] == [
        (clerk.staff.id, ""),
        ("unknown", ""),
        (clerk.staff.id, "first_code"),
    ]


def test_a_wrong_password_at_its_change_is_logged(office, logged):
    clerk = office.clerk()
    clerk.posts("/staff/own/password", before="wrong wrong wrong", password=OTHER, repeated=OTHER)
    told = {"event": "staff_refused", "account": clerk.staff.id, "why": "password_change"}
    assert of_security(logged) == [told]


def test_a_page_of_another_role_is_logged(office, logged):
    clerk = office.clerk(role=Role.AUDITOR)
    clerk.opens("/staff/bookings/b1")
    told = {"status": 403, "method": "GET", "route": "/staff/bookings/<name>", "account": clerk.staff.id}
    assert of_security(logged) == [{"event": "console_refused"} | told]


def test_a_form_without_its_token_is_logged(office, logged):
    clerk = office.clerk()
    clerk.posts_bare("/staff/search", name="山田")
    assert [(line["status"], line["account"]) for line in of_security(logged)] == [(400, clerk.staff.id)]


def test_too_many_tries_are_logged(office, logged):
    clerk = office.clerk(signed_in=False)
    while clerk.signs_in("wrong wrong wrong").status != 429:
        pass
    last = of_security(logged)[-1]
    assert (last["status"], last["route"], last["account"]) == (429, "/staff/sign-in", "")


def test_what_is_only_mistyped_is_not_logged_as_an_attack(office, logged):
    clerk = office.clerk()
    clerk.opens("/staff/nowhere")
    clerk.posts("/staff/search", tail="abc")
    assert of_security(logged) == []

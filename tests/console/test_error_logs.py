"""What the log says of an error that nobody expected: its kind, its place and the route, on every route there is."""

import logging
from typing import Any

import pytest
from werkzeug.routing import Rule

from bot.booking.staff.staff import Role
from bot.web.app import create_app
from tests.console.office import Browser, ConsoleOffice
from tests.service.make_context import context_of

SECRET = "himitsu090"
QUIET = {"static", "console.static"}


def broken(*_: object, **__: object) -> str:
    raise ValueError(f"{SECRET} of somebody")


@pytest.fixture
def logged() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def office(client, redis_url, logged, monkeypatch) -> ConsoleOffice:
    """An office in which every route breaks, and says why; also what takes a webhook past Flask."""
    monkeypatch.setattr("bot.web.webhook.is_signed", broken)
    made = ConsoleOffice(client, redis_url)
    made.context = context_of(made.store, office=made.busy, log=lambda event, **told: logged.append({event: told}))
    made.app = create_app(made.context, ["secret"], made.setup(), "hook")
    return made


def breaks_everywhere(office: ConsoleOffice) -> list[Rule]:
    rules = [rule for rule in office.app.url_map.iter_rules() if rule.endpoint not in QUIET]
    for rule in rules:
        need = getattr(office.app.view_functions[rule.endpoint], "need", None)

        def view(**_: object) -> str:
            return broken()

        view.need = need
        office.app.view_functions[rule.endpoint] = view
    return rules


def path_of(rule: Rule) -> str:
    return rule.build(dict.fromkeys(rule.arguments, SECRET))[1] if rule.arguments else rule.rule


def asks(browser: Browser, rule: Rule, token: str) -> int:
    if "GET" in rule.methods:
        return int(browser.web.get(path_of(rule)).status_code)
    fields = {"csrf_token": token, "name": SECRET}
    return int(browser.web.open(path_of(rule), method=min(rule.methods - {"OPTIONS"}), data=fields).status_code)


def test_no_route_lets_an_error_tell_what_somebody_wrote(office, logged, caplog):
    caplog.set_level(logging.DEBUG)
    staff = [office.clerk(f"{role.value} 佐藤", role) for role in Role]
    tokens = [one.token() for one in staff]
    rules = breaks_everywhere(office)
    for rule in rules:
        answers = [asks(one, rule, token) for one, token in zip(staff, tokens, strict=True)]
        assert set(answers) <= {403, 500}
        assert 500 in answers, rule
    told = [one["request_failed"] for one in logged if "request_failed" in one]
    assert {one["route"] for one in told} == {rule.rule for rule in rules}
    assert {(one["why"], one["where"].partition(":")[0]) for one in told} == {("ValueError", "test_error_logs.py")}
    assert SECRET not in f"{logged} {caplog.text}"


def test_twin_a_plain_application_would_log_it(caplog):
    from flask import Flask

    app = Flask("plain")
    app.add_url_rule("/details/<token>", "details", broken)
    app.test_client().get(f"/details/{SECRET}")
    assert SECRET in caplog.text

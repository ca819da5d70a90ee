"""Odd input at every route of the URL map: refused in words or not found, never an error of ours."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask, got_request_exception, request

from bot.adapters.zoom.inbound import presence, read
from bot.booking.staff.staff import Role
from bot.console.auth.roles import TABLE
from bot.console.forms import parsing
from bot.errors import place_of
from bot.playground.zoom.webhooks import signed
from bot.web.app import create_app
from tests.console.busy import Busy
from tests.console.office import Browser, ConsoleOffice
from tests.make import WEDNESDAY
from tests.zooms import HOOK_SECRET

DAYS = ("0001-01-01", "9999-12-31", "2026-02-30")
MOMENTS = ("0001-01-01T00:00+14:00", "9999-12-31T23:59")
CLOCKS = ("25:00", "10Z")
NUMBERS = ("²", "9" * 5000)
TEXTS = ("", "\0", "{0.x}", "*", "x" * 10_000)
BYTES = ("%ED%A0%80", "..%2F..")  # half a character, another folder
ODD = (*(quote(text, safe="") for text in (*DAYS, *MOMENTS, *CLOCKS, *NUMBERS, *TEXTS)), *BYTES)
OF_A_FIELD = ("9999-12-31", quote(MOMENTS[0]), "10Z", "9" * 5000)  # few: there are many fields
ENDS_THE_SESSION = frozenset({"console.sign_out", "console.own_sessions"})

SEEN = {
    "wish": "w1",
    "counsellor": "c1",
    "closure": "c1",
    "message": "m1",
    "name": "b8",
    "day": "2026-12-03",
    "notice": "b8.1.confirmed.line",
    "task": "request.b8",
    "refusal": "r1",
    "staff_id": "nobody",
    "wanted": "attend",
    "mark": "late",
}
VERSION = {"version": "1"}
SEARCH = {"number": "", "name": "青木", "tail": "", "day": "", "state": ""}
WHY = {"reason": "無断欠席", "told": "y"}
SIGN_IN = {"name": "nobody", "password": "x", "code": "123456"}
DESK = {
    "once": "o1",
    "way": "telephone",
    "name": "山田 太郎",
    "number": "13010-12345678",
    "telephone": "090-1234-5678",
    "email": "",
    "time": "2026-12-08T10:00+09:00",
    "other": "",
    "agreed": "telephone",
    "consent": "y",
}
FILLED: Mapping[str, Mapping[str, str]] = {  # forms as people fill them in; each field in turn is made odd
    "account_add": {"name": "田中", "role": "reception"},
    "accepted_again": {"since": "2026-12-03T12:00", "until": "2026-12-03T14:00", "seen": ""},
    "account_move": {"number": "310259", "called": "y", **VERSION},
    "account_role": {"role": "reception"},
    "again": {"password": "x", "code": "123456"},
    "answer": {"wanted": "confirm", "meeting_id": "91234567890", "passcode": "482000", "join_url": "", **VERSION},
    "close": {"first": "2026-12-10", "last": "2026-12-11", "reason": "研修", "starts": "", "version": "0", "seen": ""},
    "counsellor_absence": {"first": "2026-12-03", "last": "2026-12-04", "since": "", "until": "", "version": "0"},
    "counsellor_add": {"name": "佐藤", "weekly": "mon 10:00-12:00", "account": "", "skills": "writing", "since": ""},
    "erase": {"how": "telephone", "sure": ""},
    "find": SEARCH,
    "find_csv": SEARCH,
    "first": {"name": "nobody", "first_code": "abc"},
    "hours_set": {"first_start": "10:00", "last_start": "15:00", "places": "2", "at-10:00": "1", "version": "0"},
    "lift_refusal": WHY,
    "mark": {"on": "1", **VERSION},
    "new_booking_save": DESK,
    "offer_send": {"time": "2026-12-08T10:00+09:00", "reason": "", **VERSION},
    "outcome_undo": VERSION,
    "own_password": {"before": "x", "password": "y", "repeated": "z"},
    "put_back": {"name": "host-a"},
    "refuse_person": {"until": "2027-01-31", **WHY},
    "several": {"wanted": "confirm", "picked": "b15", "version-b15": "1", "meeting_id-b15": "", "reason": "x"},
    "sign_in": SIGN_IN,
    "take": {"time": "2026-12-08T10:00+09:00", **VERSION},
    "take_back": VERSION,
    "waiting_off": {"why": "by_wish", **VERSION},
    "waiting_offer": {"time": "2026-12-08T10:00+09:00", **VERSION},
    "terms_publish": {"version": "2027-02", "effective": "2027-02-01", "summary": "新しい版", "text": "# 規約"},
}
ASKED = {
    "records_page": ("since", "until", "booking", "actor"),
    "day_part": ("seen",),
    "new_booking": ("time",),
    "requests_part": ("seen", "page"),
    "sign_in": ("next",),
}


@dataclass
class Trial:
    """Asks, and keeps what failed: route, method, kind of error, place."""

    app: Flask
    failed: set[tuple[str, str, str, str]] = field(default_factory=set)
    asked: int = 0

    def __post_init__(self) -> None:
        self.app.testing = False  # so that an error becomes an answer, as it does to people
        got_request_exception.connect(self._note, self.app)

    def _note(self, _: Flask, exception: BaseException, **__: object) -> None:
        rule = request.url_rule.rule if request.url_rule else ""
        self.failed.add((rule, request.method, type(exception).__name__, place_of(exception)))

    def asks(self, web: Any, method: str, path: str, body: str = "") -> int:
        """Ask from an address of its own, so that no limit of tries answers instead."""
        self.asked += 1
        origin = {"REMOTE_ADDR": f"10.0.{self.asked // 250}.{self.asked % 250}"}
        kind = "application/x-www-form-urlencoded" if method == "POST" else None
        answer = web.open(path, method=method, data=body or None, content_type=kind, environ_overrides=origin)
        text = answer.get_data(as_text=True)
        if "Traceback" in text or answer.status_code >= 500:
            self.failed.add((path[:80], method, str(answer.status_code), ""))
        return int(answer.status_code)


@pytest.fixture
def busy(office: ConsoleOffice) -> Busy:
    return Busy(office)


def routes(app: Flask, role: Role) -> Iterator[tuple[str, str, str]]:
    """Give (name, method, rule) of what a role may ask, and of what anybody may; save what would end the trial."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        need = getattr(app.view_functions[rule.endpoint], "need", None)
        if need and rule.endpoint not in ENDS_THE_SESSION and (not need.action or need.action in TABLE[role]):
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield rule.endpoint.removeprefix("console."), method, rule.rule


def filled(rule: str, odd: Mapping[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: {**SEEN, **odd}[match[1]], rule)


def odd_paths(rule: str) -> Iterator[str]:
    for name in re.findall(r"<(?:\w+:)?(\w+)>", rule):
        yield from (filled(rule, {name: odd}) for odd in ODD)


def odd_forms(name: str) -> Iterator[str]:
    """Give the form with each field missing, and with each odd text in each field."""
    form = FILLED.get(name, {})
    for one in form:
        rest = urlencode({"stage": "send", **{other: text for other, text in form.items() if other != one}})
        yield rest
        yield from (f"{rest}&{one}={odd}" for odd in OF_A_FIELD)
    if name == "hours_set":
        yield from (f"{urlencode(form)}&at-{odd}=1" for odd in OF_A_FIELD)


def session_of(busy: Busy, role: Role) -> tuple[Browser, str]:
    clerk = busy.clerk(role)
    return clerk, urlencode({"csrf_token": clerk.token()})


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_no_odd_address_is_an_error(busy, role):
    clerk, token = session_of(busy, role)
    trial = Trial(busy.office.app)
    for name, method, rule in routes(busy.office.app, role):
        for path in odd_paths(rule):
            trial.asks(clerk.web, method, path, token if method == "POST" else "")
        if method == "GET":
            for asked in ASKED.get(name, ()):
                for odd in ODD:
                    trial.asks(clerk.web, "GET", f"{filled(rule, {})}?{asked}={odd}&{asked}={odd}")
    assert not trial.failed
    assert trial.asked > 20


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_no_odd_form_is_an_error(busy, role):
    clerk, token = session_of(busy, role)
    trial, seen = Trial(busy.office.app), set()
    for name, method, rule in routes(busy.office.app, role):
        if method == "POST" and (role is Role.MANAGER or name == "account_add"):
            seen |= {trial.asks(clerk.web, "POST", filled(rule, {}), f"{token}&{body}") for body in odd_forms(name)}
    assert not trial.failed
    assert seen & {400, 409}


@pytest.mark.parametrize("role", [Role.COUNSELLOR, Role.RECEPTION])
def test_the_desk_gets_no_error_for_an_odd_day_or_a_booking_of_another_office(busy, role):
    clerk, token = session_of(busy, role)
    trial = Trial(busy.office.app)
    for _, method, rule in routes(busy.office.app, role):
        for odd in ({"day": "9999-12-31", "name": "another:b1"}, {"day": "0001-01-01", "name": "b1%00"}):
            trial.asks(clerk.web, method, filled(rule, odd), token if method == "POST" else "")
    assert not trial.failed


def test_a_day_that_no_office_can_mean_is_not_found(busy):
    for page in ("day/{}", "day/{}/part", "day/{}/print", "week/{}", "schedule/{}", "schedule/{}/hours"):
        for day in ("0001-01-01", "9999-12-31", "1999-12-31", "2200-01-01", "2026-02-30"):
            assert busy.sato.opens(f"/staff/{page.format(day)}").status == 404, (page, day)


def test_without_the_bound_on_years_the_ends_of_the_calendar_are_errors(busy, monkeypatch):
    monkeypatch.setattr(parsing, "YEARS", range(1, 10_000))
    trial = Trial(busy.office.app)
    assert trial.asks(busy.sato.web, "GET", "/staff/week/9999-12-31") == 500
    assert {kind for _, _, kind, _ in trial.failed} >= {"OverflowError"}


def test_an_odd_start_is_said_beside_the_places(busy):
    page = busy.sato.posts("/staff/schedule/2026-12-10/hours", **{"places": "2", "at-25:00": "1", "version": "0"})
    assert page.status == 400
    assert busy.office.context.words("console.schedule.hours.bad_count") in page.page


def test_a_clock_with_another_zone_is_said_beside_the_field(busy):
    page = busy.sato.posts("/staff/schedule/2026-12-10/hours", first_start="10Z", last_start="15:00", version="0")
    assert page.status == 400
    assert busy.office.context.words("console.schedule.hours.bad_time") in page.page


def test_public_pages_bear_odd_addresses(office):
    trial, web = Trial(office.app), office.app.test_client()
    for rule in ("/terms/{}", "/details/{}", "/calendar/{}.ics"):
        for odd in ODD:
            trial.asks(web, "GET", rule.format(odd))
            trial.asks(web, "POST", rule.format(odd), f"form_secret={odd}&name={odd}")
    assert not trial.failed


ODD_VALUES = (
    *(None, True, -1, 10**300, "", "\0", "\ud800", "x" * 10_000, [], {"a": [1]}),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30T25:00"),
)
WHO = {"user_id": "p", "id": "", "participant_uuid": "u", "join_time": "2026-11-25T10:00:00Z"}
ABOUT = {"id": "81234567890", "uuid": "u", "host_id": "h", "participant": WHO}
JOINED = {"event": "meeting.participant_joined", "event_ts": 1, "payload": {"object": ABOUT}}


def odd_events() -> Iterator[bytes]:
    """Give the event with each odd value in each place, and bodies that are none."""
    for odd in ODD_VALUES:
        yield from (json.dumps({**JOINED, name: odd}).encode() for name in JOINED)
        for name in ABOUT:
            yield json.dumps({**JOINED, "payload": {"object": {**ABOUT, name: odd}}}).encode()
        for name in WHO:
            about = {**ABOUT, "participant": {**WHO, name: odd}}
            yield json.dumps({**JOINED, "payload": {"object": about}}).encode()
        yield json.dumps({"event": "endpoint.url_validation", "payload": {"plainToken": odd}}).encode()
    yield from (b"", b"null", b"[]", b"\xff", b"[" * 20_000, b"9" * 6000, b'{"payload": NaN}')


def test_zooms_webhook_bears_odd_bodies_that_are_rightly_signed(office):
    app = create_app(office.context, ["secret"], zoom_secret=HOOK_SECRET)
    trial, web, seen = Trial(app), app.test_client(), set()
    for body in odd_events():
        answer = web.post("/zoom/webhook", data=body, headers=signed(HOOK_SECRET, body, office.clock.now()))
        seen.add(answer.status_code)
    assert not trial.failed
    assert seen == {200, 400}


def test_a_moment_at_the_end_of_the_calendar_counts_as_none():
    body = json.dumps({**JOINED, "payload": {"object": {**ABOUT, "participant": {**WHO, "join_time": ODD_VALUES[10]}}}})
    found = presence(read(body.encode()), WEDNESDAY)
    assert found
    assert found.at == WEDNESDAY

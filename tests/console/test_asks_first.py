"""What destroys or invalidates something asks first, and a form that is sent twice does nothing twice."""

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from bot.booking.schedule.schedule import Closure
from bot.booking.schedule.weekly import weekly_from
from bot.booking.staff.counsellors import Away, Counsellor, with_absence
from bot.booking.staff.staff import Role
from bot.console.auth.roles import TABLE
from bot.console.forms import once
from bot.ports.office import KeepSchedule
from bot.service.counsellors.feed import make_feed
from bot.service.events.office_now import context_now
from tests.console.busy import Busy
from tests.console.held import Raw
from tests.console.office import Browser, ConsoleOffice
from tests.console.route_table import need, pages_to_open, path_of
from tests.make import tokyo

IN_A_FOLD = {
    *("account_renew", "account_role", "account_disable", "own_sessions", "own_feed_make", "own_feed_end"),
    *("counsellor_present", "counsellor_end", "closure_open", "handover_drop", "close_message", "account_code"),
    *("waiting_off", "own_counsellor_set", "booking_hand_over", "counsellors_given"),
}
ON_A_PAGE_OF_ITS_OWN = {"erase_ask": "erase", "hand_over_send": "hand_over", "account_move": "other_account"}
AFTER_A_PREVIEW = {
    *("answer", "offer_send", "move_send", "several", "refuse_person", "lift_refusal", "close", "terms_publish"),
    *("accepted_again", "waiting_offer", "answer_message"),
}
TAKEN_BACK = {  # what can be taken back where it was done
    *("outcome", "outcome_undo", "mark", "settle_one", "call_in_vain", "take_back", "unsettle_one"),
    *("closing_take_back", "settle_notes", "account_unlock", "answer_take_back"),
}
ADDS = {  # what is added or corrected, or merely shown
    *("reveal", "resend_notice", "take", "new_booking_save", "next_booking", "known_person", "waiting_reveal", "call"),
    *(
        "waiting_book",
        "account_add",
        "consent_print",
        "correct",
        "handover",
        "next_request",
        "hold",
        "find",
        "find_csv",
    ),
    *("counsellor_add", "counsellor_set", "counsellor_absence", "hours_set", "put_back", "own_password"),
}
OF_THE_SESSION = {"first", "enrol", "sign_in", "unlock", "stay", "sign_out", "again"}
EVERY = (IN_A_FOLD, {*ON_A_PAGE_OF_ITS_OWN}, AFTER_A_PREVIEW, TAKEN_BACK, ADDS, OF_THE_SESSION)


class Forms(HTMLParser):
    """Every form of a page: where it leads, whether it stands in a fold, which fields it sends."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.folds, self.found = 0, list[tuple[str, bool, dict[str, str]]]()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "details":
            self.folds += 1
        if tag == "form" and given.get("method") == "post":
            self.found.append((given.get("action", ""), self.folds > 0, {}))
        if tag in ("input", "button") and self.found and "name" in given:
            self.found[-1][2].setdefault(given["name"], given.get("value", ""))

    def handle_endtag(self, tag):
        self.folds -= tag == "details"


def forms(office: ConsoleOffice, path: str, page: str) -> list[tuple[str, bool, dict[str, str]]]:
    """Give each form of a page as (endpoint, whether it is in a fold, its fields)."""
    urls = office.app.url_map.bind("office.example")
    found = []
    for action, fold, fields in Forms(page).found:
        endpoint, _ = urls.match((action or path).partition("?")[0], "POST")
        found.append((endpoint.removeprefix("console."), fold, fields))
    return found


@pytest.fixture(name="busy")
def with_all_that_can_be_ended(office: ConsoleOffice) -> Busy:
    """A busy office with a feed, an absence, a closure, a note for others, a code for another account."""
    busy = Busy(office)
    assert busy.sato.staff
    schedule = office.store.office_state().schedule
    (other,) = schedule.counsellors
    away = with_absence(other, Away(tokyo("2027-05-06 00:00"), tokyo("2027-05-07 00:00")))
    mine = Counsellor("c2", "佐藤 花子", weekly_from("mon-fri 10:00-15:30"), account=busy.sato.staff.id)
    closure = Closure("c1", date(2026, 12, 25), date(2026, 12, 25), "研修のため")
    schedule = schedule.with_counsellor(away).with_counsellor(mine).with_closure(closure)
    office.store.commit((), (KeepSchedule(schedule),))
    make_feed(context_now(office.context), mine, "cli:test")
    version = str(office.booking("b7").version)
    busy.sato.posts("/staff/bookings/b7/handover", handover="次回は履歴書", version=version)
    busy.sato.posts("/staff/bookings/b7/account/code")
    return busy


@pytest.fixture(name="clerks")
def of_each_role(busy: Busy) -> dict[Role, Browser]:
    return {role: busy.clerk(role) for role in Role}


def walked(busy: Busy, clerks: dict[Role, Browser]) -> list[tuple[str, str, bool, dict[str, str]]]:
    """Open every page as the first who may; give each form as (page, endpoint, whether in a fold, fields)."""
    found = []
    for endpoint, rule in pages_to_open():
        wants = need(busy.office.app, endpoint)
        if wants and wants.action:
            role = next(one for one in (Role.MANAGER, *Role) if wants.action in TABLE[one])
            path = path_of(rule, name="b7")
            page = clerks[role].opens(path).page
            found += [(endpoint.removeprefix("console."), *one) for one in forms(busy.office, path, page)]
    return found


def test_every_form_that_is_sent_is_known_for_what_it_does(office):
    urls = office.app.url_map.iter_rules()
    sent = {one.endpoint.removeprefix("console.") for one in urls if "POST" in one.methods and "staff" in one.rule}
    assert sent == {name for some in EVERY for name in some}
    assert sum(map(len, EVERY)) == len(sent)


def test_what_can_not_be_taken_back_asks_first(busy, clerks):
    seen = walked(busy, clerks)
    pressed = {(page, name) for page, name, fold, _ in seen if name in IN_A_FOLD and not fold}
    assert not pressed
    assert {name for _, name, _, _ in seen} >= IN_A_FOLD
    elsewhere = {(page, name) for page, name, _, _ in seen if ON_A_PAGE_OF_ITS_OWN.get(name, page) != page}
    assert not elsewhere
    at_once = {
        (page, name) for page, name, _, fields in seen if name in AFTER_A_PREVIEW and fields.get("stage") == "send"
    }
    assert not at_once


def test_a_button_that_does_not_ask_would_be_found(busy, clerks):
    page = clerks[Role.ADMINISTRATOR].opens("/staff/accounts").page
    bare = re.sub(r"</?details[^>]*>", "", page)
    found = {name for name, fold, _ in forms(busy.office, "/staff/accounts", bare) if name in IN_A_FOLD and not fold}
    assert found == {"account_renew", "account_role", "account_disable"}


SAYS_SO = re.compile(r'class="(alert alert-(danger|warning)|invalid-feedback)[^>]*>\s*(<[^>]*>)?[^<\s]')
REFUSED = {"reason": "続いたため", "open_end": "y", "stage": "send"}
TWICE = (  # the page, the form on it, what is typed
    (Role.ADMINISTRATOR, "/staff/accounts", "account_renew", {}),
    (Role.ADMINISTRATOR, "/staff/accounts", "account_add", {"name": "新人 一郎", "role": "reception"}),
    (Role.MANAGER, "/staff/own/feed", "own_feed_make", {}),
    (
        Role.MANAGER,
        "/staff/bookings/b7/refuse",
        "refuse_person",
        {"reason": "続いたため", "open_end": "y", "stage": "send"},
    ),
    (Role.MANAGER, "/staff/bookings/b7", "own_counsellor_set", {"counsellor": "c2", "reason": "はじめて"}),
    (Role.MANAGER, "/staff/counsellors/c1", "counsellor_absence", {"first": "2027-06-01", "last": "2027-06-01"}),
    (Role.MANAGER, "/staff/bookings/b7", "handover", {"handover": "二度めの申し送り"}),
    (
        Role.MANAGER,
        "/staff/counsellors",
        "counsellor_add",
        {"name": "新人", "weekly": "mon 10:00-12:00", "account": ""},
    ),
    (Role.MANAGER, "/staff/schedule/2026-12-10/hours", "hours_set", {"places": "1"}),
    (Role.MANAGER, "/staff/messages/m1", "close_message", {}),
    (Role.MANAGER, "/staff/waiting/w1", "waiting_off", {}),
)


def sends(busy: Busy, clerk: Browser, path: str, name: str, typed: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Give where a form of a page leads, and the fields as they are typed."""
    page = clerk.opens(path).page
    urls = busy.office.app.url_map.bind("office.example")
    for action, _, fields in Forms(page).found:
        place = (action or path).partition("?")[0]
        if urls.match(place, "POST")[0] == f"console.{name}":
            return place, {**fields, **typed}
    raise AssertionError(name)


@pytest.mark.parametrize(("role", "path", "name", "typed"), TWICE, ids=[name for _, _, name, _ in TWICE])
def test_a_form_that_is_sent_again_after_going_back_does_nothing_and_says_so(
    busy, clerks, redis_url, role, path, name, typed
):
    clerk, raw = clerks[role], Raw(redis_url)
    place, fields = sends(busy, clerk, path, name, typed)
    fields.pop("csrf_token")
    before = raw.everything()
    clerk.posts(place, **fields)
    assert clerk.status in (200, 303)
    once_done = raw.everything()
    assert once_done != before
    clerk.posts(place, **fields)
    page = clerk.follows().page if clerk.status == 303 else clerk.page
    assert raw.everything() == once_done
    assert SAYS_SO.search(page)


def test_a_code_that_is_asked_for_twice_stays_the_one_that_was_read_out(busy, clerks):
    clerk = clerks[Role.MANAGER]
    place, fields = sends(busy, clerk, "/staff/bookings/b7/account", "account_code", {})
    fields.pop("csrf_token")
    read_out = re.search(r'id="code">([\d ]+)', clerk.posts(place, **fields).page)[1]
    page = clerk.posts(place, **fields).follows().page
    assert re.search(r'id="code">([\d ]+)', page)[1] == read_out
    assert "もう送られています" in page


def test_without_its_name_a_form_that_is_sent_again_would_be_carried_out_again(busy, clerks):
    clerk = clerks[Role.ADMINISTRATOR]
    place, fields = sends(busy, clerk, "/staff/accounts", "account_renew", {})
    for one in ("csrf_token", "form_name"):
        fields.pop(one)
    codes = [re.search(r'<code class="fs-4">([^<]+)', clerk.posts(place, **fields).page)[1] for _ in range(2)]
    assert codes[0] != codes[1]


def test_what_was_refused_may_be_sent_again(busy, clerks):
    clerk = clerks[Role.MANAGER]
    place, fields = sends(busy, clerk, "/staff/bookings/b7/refuse", "refuse_person", {"open_end": "y", "stage": "send"})
    fields.pop("csrf_token")
    assert clerk.posts(place, **{**fields, "reason": ""}).status == 400
    assert clerk.posts(place, **{**fields, "reason": "続いたため"}).status == 303


def test_each_form_has_a_name_of_its_own():
    assert once.form_name() != once.form_name()

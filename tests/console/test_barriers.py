"""No page keeps anybody out, at the width of a desk, a tablet or a telephone: axe-core finds nothing serious."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.booking.staff.staff import Role
from bot.console.auth.roles import TABLE
from tests.console.busy import KINDS, WIDTHS, Busy, served
from tests.console.office import PASSWORD
from tests.console.route_table import need, pages_to_open, path_of
from tests.console.walk import office_with, with_counsellors
from tests.playground.browsers import barriers, window


@pytest.fixture(scope="module")
def busy() -> Iterator[Busy]:
    """A busy office with a Redis of its own."""
    with office_with(Busy) as made:
        yield made


@pytest.fixture(scope="module")
def counselled() -> Iterator[tuple[str, str]]:
    """Where the console of an office with counsellors answers, and a session there."""
    with office_with(with_counsellors) as busy, served(busy.office) as found:
        yield found, busy.sato.cookie.value


@pytest.fixture(scope="module")
def cookies(busy: Busy) -> dict[Role | None, str]:
    """One signed-in session of each role."""
    return {None: "", **{role: busy.clerk(role).cookie.value for role in Role}}


@pytest.fixture(scope="module")
def url(busy: Busy) -> Iterator[str]:
    """Where the console answers."""
    with served(busy.office) as found:
        yield found


def opened(page: Any, url: str, cookie: str, path: str) -> Any:
    """Open a page as who has this session."""
    if cookie:
        page.context.add_cookies([{"name": "madoguchi", "value": cookie, "url": url}])
    page.goto(url + path)
    page.complaints.clear()  # Chromium tells of each answer that is an error
    return page


def is_clean(page: Any) -> None:
    """Look at a page at each width: axe finds nothing, and nothing runs off the edge."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        assert not barriers(page), width
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize(("endpoint", "rule"), pages_to_open(), ids=[endpoint for endpoint, _ in pages_to_open()])
def test_no_page_has_a_barrier(busy, cookies, url, browser, endpoint, rule):
    wants = need(busy.office.app, endpoint)
    role = next((role for role in Role if wants.action in TABLE[role]), None)
    path = path_of(rule, name="b7")
    with window(browser, 1280, 900) as page:
        is_clean(opened(page, url, cookies[role], path))


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_booking_has_a_barrier(busy, cookies, url, browser, kind):
    found = getattr(busy, kind)
    one = found[0] if isinstance(found, list) else found
    with window(browser, 1280, 900) as page:
        is_clean(opened(page, url, cookies[Role.MANAGER], f"/staff/bookings/{one.id}"))


@pytest.mark.parametrize("path", ["/staff/nowhere", "/staff/requests", "/staff/day/none"])
def test_no_error_has_a_barrier(cookies, url, browser, path):
    with window(browser, 1280, 900) as page:
        is_clean(opened(page, url, cookies[Role.AUDITOR], path))


@pytest.mark.parametrize("path", ["/staff/", "/staff/week", "/staff/week?whose=c3"])
def test_no_page_by_counsellor_has_a_barrier(browser, counselled, path):
    url, cookie = counselled
    with window(browser, 1280, 900) as page:
        is_clean(opened(page, url, cookie, path))


@pytest.fixture
def passes(busy: Busy) -> Iterator[Callable[[Any, float], None]]:
    """Let time pass for a page and for the office; afterwards the office is where it was."""
    before = busy.office.wall.moment

    def passing(page: Any, minutes: float) -> None:
        busy.office.wall.passes(minutes=minutes)
        page.clock.fast_forward(int(minutes * 60_000))

    yield passing
    busy.office.wall.moment = before


def test_a_page_that_is_left_alone_warns_is_locked_and_keeps_what_was_typed(busy, url, browser, passes):
    clerk = busy.office.clerk("森 一郎", Role.RECEPTION)
    with window(browser, 1280, 900) as page:
        page.clock.install()
        opened(page, url, clerk.cookie.value, "/staff/bookings/new").fill("#name", "山田 太郎")
        passes(page, 13.5)
        expect(page.locator("#idle")).to_contain_text("画面をロックします")
        assert not barriers(page)
        passes(page, 2)
        expect(page.locator("#locked")).to_be_visible()
        expect(page.locator("h1")).to_be_hidden()
        assert not barriers(page)
        for password, seen in (("wrong wrong wrong", True), (PASSWORD, False)):
            page.fill("#locked-password", password)
            page.press("#locked-password", "Enter")
            expect(page.locator("#locked-wrong")).to_contain_text("パスワードが違う" if seen else "")
        expect(page.locator("#locked")).to_be_hidden()
        assert page.input_value("#name") == "山田 太郎"
        passes(page, 20)
        expect(page.locator("#locked")).to_be_visible()
        page.reload()
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        expect(page.locator("#name")).to_have_value("山田 太郎")
        page.complaints.clear()  # Chromium tells of each answer 401


def test_without_names_on_the_fields_a_barrier_would_be_found(cookies, url, browser):
    with window(browser, 1280, 900) as page:
        opened(page, url, cookies[Role.MANAGER], "/staff/search")
        page.evaluate("document.querySelectorAll('label').forEach((one) => one.remove())")
        assert any(one.startswith("label:") for one in barriers(page))

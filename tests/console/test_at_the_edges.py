"""Nothing runs off the edge, and neither what is jumped to nor what has the focus lies under the header."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.booking.model import State
from bot.booking.staff.staff import Role
from bot.service.notices.alarms import UNAUTHORIZED
from tests.console.busy import Busy, served
from tests.console.walk import office_with, with_counsellors
from tests.make import ROOM, answers, tokyo
from tests.playground.browsers import window

LONG = 100_000  # seconds
HIDDEN = """
() => {
  const head = document.querySelector(".head"), one = document.activeElement
  if (one === document.body || head.contains(one) || getComputedStyle(head).position !== "sticky") return ""
  const here = one.getBoundingClientRect(), over = head.getBoundingClientRect()
  return here.bottom > over.top && here.top < over.bottom ? one.outerHTML.slice(0, 120) : ""
}
"""


@pytest.fixture(scope="module")
def busy() -> Iterator[Busy]:
    """A busy office with counsellors, with one booking that nobody holds, and without a line to LINE."""
    with office_with(with_counsellors) as made:
        start, end = tokyo("2026-12-07 10:00"), tokyo("2026-12-07 10:30")
        who = {"id": "unheld", "number": "K-1", "user": "U" + "f" * 32}
        made.office.request(**who, state=State.CONFIRMED, room=ROOM, start=start, end=end)
        made.office.store.note(UNAUTHORIZED, "1", LONG)
        yield made


@pytest.fixture(scope="module")
def url(busy: Busy) -> Iterator[str]:
    """Where the console answers."""
    with served(busy.office) as found:
        yield found


def signed_in(page: Any, url: str, cookie: str) -> Any:
    page.context.add_cookies([{"name": "madoguchi", "value": cookie, "url": url}])
    return page


@pytest.mark.parametrize(("width", "height"), [(390, 844), (640, 450)])
def test_neither_the_settings_nor_a_week_without_places_run_off_the_edge(busy, url, browser, width, height):
    administrator = busy.office.clerk(f"管理 {width}", Role.ADMINISTRATOR).cookie.value
    pages = {"/staff/settings": administrator, "/staff/week/2026-12-28": busy.sato.cookie.value}
    for path, cookie in pages.items():
        with window(browser, width, height) as page:
            signed_in(page, url, cookie).goto(url + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize(("width", "height"), [(1280, 700), (820, 600), (640, 450)])
def test_who_goes_back_by_keyboard_sees_what_has_the_focus(busy, url, browser, width, height):
    with window(browser, width, height, reduced_motion="reduce") as page:  # or the page is on its way for a while
        signed_in(page, url, busy.sato.cookie.value).goto(f"{url}/staff/bookings/unheld")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.evaluate("[...document.querySelectorAll('main a, main button')].pop().focus()")
        for _ in range(60):
            page.keyboard.press("Shift+Tab")
            assert page.evaluate(HIDDEN) == ""


def test_without_the_room_for_the_header_what_has_the_focus_would_lie_under_it(busy, url, browser):
    with window(browser, 1280, 700, reduced_motion="reduce") as page:
        signed_in(page, url, busy.sato.cookie.value).goto(f"{url}/staff/bookings/unheld")
        page.evaluate("document.documentElement.style.scrollPaddingTop = '0'")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.evaluate("[...document.querySelectorAll('main a, main button')].pop().focus()")
        seen = [page.keyboard.press("Shift+Tab") or page.evaluate(HIDDEN) for _ in range(60)]
        assert any(seen)


@pytest.mark.parametrize(("width", "height"), [(1280, 700), (820, 600), (640, 450)])
def test_the_task_leads_to_the_open_place_where_who_holds_it_is_decided(busy, url, browser, width, height):
    with window(browser, width, height, reduced_motion="reduce") as page:
        signed_in(page, url, busy.sato.cookie.value).goto(f"{url}/staff/todo")
        page.click("a[href$='/unheld#hand-over']")
        page.wait_for_selector("#hand-over-to")
        assert page.inner_text("#hand-over summary") == "この予約の担当を決める"
        top = page.evaluate("document.querySelector('#hand-over').getBoundingClientRect().top")
        head = page.evaluate("document.querySelector('.head').getBoundingClientRect().bottom")
        assert head <= top < height


def test_at_a_low_height_the_header_takes_nothing_from_what_is_read(busy, url, browser):
    with window(browser, 640, 450) as page:
        signed_in(page, url, busy.sato.cookie.value).goto(f"{url}/staff/bookings/unheld")
        page.evaluate("window.scrollTo(0, 400)")
        assert page.evaluate("document.querySelector('.head').getBoundingClientRect().bottom") <= 0


LONGEST = {"joined": "寿限無" * 13 + "寿", "latin": "Wolfeschlegelstein" * 2 + "Wolf", "parted": "山田 " * 13 + "山"}
LINES = "one => Math.round(one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).lineHeight))"


@pytest.mark.parametrize("name", LONGEST.values(), ids=LONGEST)
def test_one_long_name_makes_no_column_of_single_signs(busy, url, browser, name):
    given = answers(name=name, number="13010-99999999")
    busy.office.request(id="long", number="K-2", user="U" + "e" * 32, start=tokyo("2026-12-08 10:00"), answers=given)
    with window(browser, 1280, 800) as page:
        signed_in(page, url, busy.sato.cookie.value).goto(f"{url}/staff/requests")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        assert page.inner_text("a[href='/staff/bookings/long']").split() == name.split()
        assert page.eval_on_selector("#hold-long, #to-answer .btn", f"{LINES}") == 1
        assert page.evaluate("document.querySelector('#to-answer').scrollWidth") <= 1280

"""The console in a real browser, over real processes: gunicorn, workers, Redis, a local LINE."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.console.clerks import Clerk
from tests.e2e.town import Town, wait_until
from tests.make import tokyo
from tests.playground.browsers import window

TARO, HANAKO, JIRO = ("U" + str(one) * 32 for one in (1, 2, 3))
PLACES = ("", "week", "requests", "outcomes", "todo", "search", "day/2026-11-23", "day/2026-12-03/print")


@pytest.fixture
def clerk(town: Town, browser: Any) -> Iterator[Clerk]:
    """A clerk who joined just now."""
    with window(browser, 1280, 900) as page:
        yield Clerk(town, page).joins(f"佐藤 {time.monotonic_ns()}")


def test_a_request_shows_up_in_the_open_page_is_confirmed_by_keyboard_and_reaches_the_phone(town, clerk):
    clerk.goes("").sees("申込（回答待ち）")
    number = town.books(TARO)
    clerk.page.wait_for_selector("#nav-requests .badge")
    clerk.page.wait_for_selector("#live:has-text('申込 1件')", state="attached")
    clerk.goes("requests").sees(number)
    clerk.page.focus("text=回答する")
    clerk.page.keyboard.press("Enter")
    clerk.sees("部屋を決めて確定する")
    clerk.page.focus("#meeting_id")
    for text in ("912 3456 7890", "482915", ""):
        clerk.page.keyboard.type(text)
        clerk.page.keyboard.press("Tab")
    clerk.page.keyboard.press("Enter")
    clerk.sees("確定して、この文を送ります")
    clerk.page.keyboard.press("Enter")  # the button to send has the focus
    clerk.sees("まだ送っていません")
    assert not [text for text in town.texts(TARO) if "912 3456 7890" in text]
    town.now_is(tokyo("2026-11-25 10:01"))
    told = wait_until(lambda: [text for text in town.texts(TARO) if "912 3456 7890" in text], what="the details")
    assert "482915" in told[-1]


def test_an_answer_that_is_taken_back_never_reaches_the_phone(town, clerk):
    number = town.books(HANAKO, "鈴木 花子", "13010-22345678", "090-2234-5678", "h@example.com")
    name = next(one["id"] for one in town.bookings() if one["number"] == number)
    clerk.goes(f"bookings/{name}")
    clerk.page.click("text=お断りする")
    clerk.page.fill("#reason-decline", "担当者が不在のため")
    clerk.page.click("#panel-decline button")
    clerk.sees("理由：担当者が不在のため")
    clerk.page.click("#send")
    clerk.page.click("text=取りやめて、申込中に戻す")
    clerk.sees("何も送っていません")
    town.now_is(tokyo("2026-11-25 10:05"))
    town.sweeps(2)
    assert not [text for text in town.texts(HANAKO) if "お受けできませんでした" in text]


def test_two_clerks_at_once_do_not_lose_what_they_typed(town, clerk, browser):
    number = town.books(JIRO, "佐々木 次郎", "13010-32345678", "090-3234-5678", "j@example.com", time="11時")
    name = next(one["id"] for one in town.bookings() if one["number"] == number)
    with window(browser) as page:
        other = Clerk(town, page).joins(f"鈴木 {time.monotonic_ns()}").goes(f"bookings/{name}")
        other.page.fill("#meeting_id", "98765432109")
        other.page.fill("#passcode", "111222")
        clerk.goes(f"bookings/{name}")
        clerk.page.click("text=要電話にする")
        clerk.sees("要電話にしました")
        other.page.click("#panel-confirm button")
        other.sees("この予約が変わりました")
        assert other.page.input_value("#meeting_id") == "98765432109"
        assert other.page.input_value("#passcode") == "111222"
        other.page.complaints.clear()  # Chromium tells of the answer 409
        other.page.click("#panel-confirm button")
        other.sees("確定して、この文を送ります")


def test_a_no_show_is_noted_and_taken_back(town, clerk):
    booking = town.booking_of(TARO)
    town.now_is(tokyo("2026-12-03 14:15"))
    clerk.goes("").sees("いま 14:15")
    clerk.page.click(f"#no-show-{booking['id']}")
    clerk.sees("無断欠席にする前に")
    clerk.page.click("#no-show")
    clerk.sees("無断欠席にしました")
    assert town.booking_of(TARO)["state"] == "no_show"
    clerk.page.click(f"#undo-{booking['id']}")
    clerk.page.wait_for_selector(f"#attend-{booking['id']}")
    assert town.booking_of(TARO)["state"] == "confirmed"
    town.now_is(tokyo("2026-11-25 10:06"))


def test_the_page_keeps_its_place_while_it_refreshes(town, clerk):
    clerk.page.set_viewport_size({"width": 820, "height": 400})
    clerk.goes("day/2026-12-03").sees("空き")
    clerk.page.evaluate("window.scrollTo(0, 300)")
    mark = clerk.page.get_attribute("#day-part", "hx-get")
    name = town.booking_of(TARO)
    town.madoguchi("booking", "confirm", name["id"], "--meeting-id", "91234567891", "--passcode", "777777")
    clerk.page.wait_for_selector(f'#day-part:not([hx-get="{mark}"])')
    clerk.page.wait_for_function("window.scrollY === 300")


def test_no_page_scrolls_sideways_on_a_tablet(town, clerk):
    clerk.page.set_viewport_size({"width": 820, "height": 1180})
    for place in PLACES:
        clerk.goes(place)
        assert clerk.page.evaluate("document.documentElement.scrollWidth") <= 820, place
        assert not re.search(r"style=", clerk.page.content()), place

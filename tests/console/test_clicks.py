"""What a clerk does most takes few clicks: counted with a real mouse, in one browser, on one office."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.adapters.redis.client import connect
from bot.adapters.redis.embedded_server import EmbeddedRedis
from bot.booking.model import Booking, Consent, State
from bot.booking.staff.staff import Role
from bot.booking.waitlist import Part, WaitingWish, WishState
from bot.ports.waitlist import KeepWish
from bot.service.bookings.steps import confirm_booking
from bot.service.events.office_now import context_now
from tests.console.busy import served
from tests.console.office import ConsoleOffice
from tests.e2e.town import wait_until
from tests.folders import quick_folder
from tests.make import TERMS, answers, tokyo
from tests.playground.browsers import window
from tests.service.made_bookings import room_for


@dataclass
class Mouse:
    """A clerk who uses the mouse; counts how often it is pressed."""

    office: ConsoleOffice
    url: str
    page: Any
    clicks: int = 0

    def opens(self, path: str) -> "Mouse":
        self.page.goto(self.url + path)
        return self

    def presses(self, *selectors: str) -> "Mouse":
        for selector in selectors:
            self.page.locator(selector).first.click()
            self.clicks += 1
        return self

    def sees(self, text: str) -> "Mouse":
        self.page.wait_for_selector(f"text={text}")
        return self


@pytest.fixture(scope="module")
def office() -> Iterator[ConsoleOffice]:
    """An office with a Redis of its own, on a Thursday in the middle of two consultations."""
    with quick_folder() as folder:
        server = EmbeddedRedis.start(folder)
        client = connect(server.url)
        made = ConsoleOffice(client, server.url)
        starts = {
            "b1": "2026-12-07 10:00",
            "b2": "2026-12-03 14:00",
            "b3": "2026-12-03 14:00",
            "b4": "2026-12-08 10:00",
        }
        for place, (name, start) in enumerate(starts.items()):
            booked(made, name, start, place)
        for place, name in enumerate(("b5", "b6", "b7")):
            asks(made, name, f"2026-12-09 1{place}:00", place + 4)
        made.at("2026-12-03 14:12")
        waits(made)
        yield made
        client.close()
        server.stop()


def asks(office: ConsoleOffice, name: str, start: str, place: int) -> Booking:
    known = answers(name=f"山田 {'太次三四五六七八九'[place]}郎", number=f"1301012345{place:03}")
    agreed = Consent(TERMS.version, TERMS.sha256, tokyo("2026-11-25 09:00"), "e1")
    at = {"start": tokyo(start), "end": tokyo(start).replace(minute=30)}
    given = {"id": name, "number": str(222220 + place), "user": f"U{place:032x}", "answers": known, "consent": agreed}
    return office.request(**given, **at)


def booked(office: ConsoleOffice, name: str, start: str, place: int) -> None:
    room = room_for(office.context, asks(office, name, start, place))
    confirm_booking(context_now(office.context), name, room, "cli:test")
    office.sweeps()


def waits(office: ConsoleOffice) -> None:
    day, known = tokyo("2026-12-10 00:00").date(), answers(number="1301099999999", name="松本 隆")
    one = WaitingWish(
        *("w1", WishState.WAITING, office.clock.now(), (day,), (Part.MORNING,), "U" + "9" * 32, known),
        Consent(TERMS.version, TERMS.sha256, tokyo("2026-11-25 09:00"), "e1"),
    )
    office.store.commit((), (KeepWish(one, tokyo("2026-12-09 17:15")),))


@pytest.fixture(scope="module")
def url(office: ConsoleOffice) -> Iterator[str]:
    with served(office) as found:
        yield found


@pytest.fixture(scope="module")
def cookie(office: ConsoleOffice) -> str:
    return str(office.clerk(role=Role.MANAGER).cookie.value)


@pytest.fixture
def mouse(office: ConsoleOffice, url: str, cookie: str, browser: Any) -> Iterator[Mouse]:
    """A clerk who is signed in."""
    with window(browser, 1280, 900) as page:
        page.context.add_cookies([{"name": "madoguchi", "value": cookie, "url": url}])
        yield Mouse(office, url, page)


def test_a_booking_is_moved_with_three_clicks_and_taken_back_with_one(office, mouse):
    mouse.opens("/staff/bookings/b1").presses("#move", "button.time", "#send").sees("まだ送っていません")
    assert mouse.clicks <= 4
    assert office.booking("b1").start != tokyo("2026-12-07 10:00")
    mouse.presses("#undo form:has-text('元に戻す') button").sees("取りやめました")
    assert office.booking("b1").start == tokyo("2026-12-07 10:00")


def test_the_next_one_is_booked_in_a_consultation_with_three_clicks_and_nothing_typed(mouse):
    mouse.opens("/staff/bookings/b2").presses("#next", "label.time:has-text('10:30')", "#save").sees("申込中")
    assert mouse.clicks <= 4


def test_a_note_is_left_with_one_click(office, mouse):
    mouse.opens("/staff/bookings/b4").page.fill("#handover textarea", "資料を郵送ずみ")
    mouse.presses("#handover form button.btn-outline-primary").sees("申し送りを残しました")
    assert mouse.clicks == 1
    assert office.booking("b4").handover[0].text == "資料を郵送ずみ"


def test_a_no_show_is_noted_after_a_look_at_the_evidence_and_taken_back_in_the_banner(office, mouse):
    mouse.opens("/staff/bookings/b3").presses("a:has-text('来ていません')").sees("無断欠席にする前に")
    mouse.presses("main button:has-text('無断欠席にする')").sees("無断欠席にしました")
    assert (mouse.clicks, office.booking("b3").state) == (2, State.NO_SHOW)
    mouse.presses("#told-undo")
    wait_until(lambda: office.booking("b3").state is State.CONFIRMED, what="it is taken back")


def test_a_cancelled_booking_stands_again_with_one_click(office, mouse):
    mouse.opens("/staff/bookings/b4").presses("#panel-cancel_by_office summary").page.fill(
        "#reason-office", "停電のため"
    )
    mouse.presses("#panel-cancel_by_office button", "#send").sees("まだ送っていません")
    assert office.booking("b4").state is State.CANCELLED_BY_OFFICE
    mouse.presses("#undo form:has-text('元に戻す') button").sees("取りやめました")
    assert (office.booking("b4").state, mouse.clicks) == (State.CONFIRMED, 4)


def test_a_place_is_offered_by_hand_with_three_clicks(office, mouse):
    mouse.opens("/staff/waiting").presses("#people a", "button.time", "#send").sees("お知らせします")
    assert mouse.clicks == 3
    assert office.store.wish("w1").state is WishState.OFFERED


def test_all_requests_are_ticked_with_one_click_and_stay_ticked_when_the_list_renews_itself(office, mouse):
    mouse.page.clock.install()
    mouse.opens("/staff/requests").presses("#pick-all")
    count = mouse.page.locator("input[name=picked]:checked").count()
    assert count >= 3
    asks(office, "b8", "2026-12-09 14:00", 8)
    mouse.page.clock.fast_forward(11_000)
    mouse.page.wait_for_selector("#pick-b8")
    assert mouse.page.locator("input[name=picked]:checked").count() == count
    assert not mouse.page.is_checked("#pick-b8")


def test_the_tab_says_how_much_waits(mouse):
    mouse.opens("/staff/")
    expect(mouse.page).to_have_title(re.compile(r"\("))


def test_who_goes_back_from_what_was_sent_finds_the_page_that_had_the_form(office, mouse):
    mouse.opens("/staff/").opens("/staff/bookings/b1").presses("#panel-cancel_by_office summary")
    mouse.page.fill("#reason-office", "停電のため")
    mouse.presses("#panel-cancel_by_office button", "#send").sees("まだ送っていません")
    mouse.page.go_back()  # to the look at what will be sent, which answered a form
    mouse.sees(office.booking("b1").number)
    assert mouse.page.url.endswith("/staff/bookings/b1")
    assert "取消" in mouse.page.inner_text("main")


def test_what_was_typed_is_there_again_for_who_had_been_signed_out_meanwhile(mouse, url, cookie):
    mouse.opens("/staff/bookings/b2").page.fill("#handover textarea", "資料はこちらから送る")
    mouse.page.context.clear_cookies()
    mouse.presses("#handover form button.btn-outline-primary").sees("認証アプリ")
    assert mouse.page.url.endswith("sign-in?next=/staff/bookings/b2")
    mouse.page.context.add_cookies([{"name": "madoguchi", "value": cookie, "url": url}])
    mouse.opens("/staff/bookings/b2")
    assert mouse.page.input_value("#handover textarea") == "資料はこちらから送る"
    mouse.presses("#handover form button.btn-outline-primary").sees("申し送りを残しました")
    assert mouse.page.input_value("#handover textarea") == ""

"""A manager closes a day on which five people have bookings, in a real browser over real processes."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.console.clerks import Clerk
from tests.e2e.town import Town, wait_until
from tests.make import tokyo
from tests.playground.browsers import window

PEOPLE = [f"U{number:032x}" for number in range(1, 6)]
TIMES = ("10時", "10時", "10時30分", "11時", "14時")


@pytest.fixture
def town(tmp_path) -> Iterator[Town]:
    """A town on a Wednesday, with five bookings on Thursday of the week after."""
    place = Town(tmp_path).open()
    place.now_is(tokyo("2026-11-25 10:00"))
    for number, (user, at) in enumerate(zip(PEOPLE, TIMES, strict=True)):
        place.books(
            user, f"青木 {'一二三四五'[number]}郎", f"13010-1234567{number}", "09012345678", "a@example.com", time=at
        )
    confirmed = place.booking_of(PEOPLE[0])["id"]
    place.madoguchi("booking", "confirm", confirmed, "--meeting-id", "91234567890", "--passcode", "482915")
    yield place
    place.close()


def states(town: Town) -> set[str]:
    return {one["state"] for one in town.bookings()}


def test_a_day_with_five_people_is_closed_taken_back_and_closed_again(town, browser):
    with window(browser, 1280, 900) as page:
        manager = Clerk(town, page).joins("田中", "manager").goes("schedule/2026-12-01")
        closes(manager)
        manager.sees("5件の予約の方に、30秒後にお知らせします")
        assert states(town) == {"offered"}
        page.click("text=取りやめて、元に戻す")
        manager.sees("だれにも何も送っていません")
        assert states(town) == {"requested", "confirmed"}
        shown = closes(manager)
        manager.sees("まだだれにも送っていません")
        town.now_is(tokyo("2026-11-25 10:01"))
        numbers = {one["line_user"]: one["number"] for one in town.bookings()}
        for user in PEOPLE:
            told = wait_until(lambda user=user: [one for one in town.texts(user) if "職員研修のため" in one], what=user)
            lines = of(shown, numbers[user]).partition("［")[0].splitlines()  # then come the buttons
            assert [line for line in lines if "【" not in line and words(line) not in words(told[0])] == []
        no_page_scrolls_sideways(page, town)


def of(shown: list[str], number: str) -> str:
    """Give the text that names a booking."""
    return next(text for text in shown if number in text)


def words(text: str) -> str:
    return " ".join(text.split())


def closes(manager: Clerk) -> list[str]:
    """Close Thursday; give the texts that were shown before."""
    page: Any = manager.page
    page.fill("#first", "2026-12-03")
    page.fill("#reason", "職員研修のため")
    page.keyboard.press("Enter")
    manager.sees("次の5件の予約に影響します")
    shown = page.locator("#closing .bubble").all_inner_texts()
    assert len(shown) == 5
    page.keyboard.press("Enter")  # the button to send has the focus
    return list(shown)


def no_page_scrolls_sideways(page: Any, town: Town) -> None:
    for width in (1280, 768):
        page.set_viewport_size({"width": width, "height": 900})
        for place in ("schedule/2026-12-01", "schedule/2026-12-03/hours"):
            page.goto(f"{town.url}/staff/{place}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place

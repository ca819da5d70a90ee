"""A clerk offers other times on the page, the seeker taps one on the phone, the clerk sees it; over real processes."""

from playwright.sync_api import expect

from tests.console.clerks import Clerk
from tests.e2e.town import wait_until
from tests.make import tokyo
from tests.playground.browsers import barriers, window
from tests.playground.phone import comes

USER = f"U{1:032x}"
TEN, ELEVEN = "2026-12-04T10:00:00+09:00", "2026-12-04T11:00:00+09:00"


def test_other_times_are_offered_and_one_is_taken_by_a_tap(town, browser):
    with window(browser, 1280, 900) as console, window(browser, 390, 844) as hand:
        hand.goto(f"{town.url}/playground")
        phone = comes(hand, town, USER, "山田 太郎")
        number = town.books(USER, follow=False)
        clerk = Clerk(town, console).joins("佐藤 花子").goes(f"bookings/{number}")
        console.click("#offer")
        console.click("summary:has-text('その先の')")
        for start in (TEN, ELEVEN):
            console.check(f"input[value='{start}']")
        console.click("form button.btn-primary")
        clerk.sees("枠を押さえて、この文を送ります")
        console.click("text=押さえて送る")
        clerk.sees("まだ送っていません")
        assert town.booking_of(USER)["state"] == "offered"
        town.now_is(tokyo("2026-11-25 10:01"))
        expect(phone.answer()).to_contain_text("かわりに")
        assert barriers(hand) == []
        phone.taps("12月4日（金） 11:00")
        taken = wait_until(lambda: (one := town.booking_of(USER))["state"] == "requested" and one, what="one is taken")
        assert taken["start"] == ELEVEN
        clerk.goes("requests").sees(number)
        clerk.sees("提案を承諾")

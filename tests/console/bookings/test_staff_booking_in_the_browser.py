"""A booking that a clerk enters while the seeker is on the telephone, over real processes, by keyboard."""

from tests.console.clerks import Clerk, Keys, told
from tests.playground.browsers import barriers, window

TARO = "U" + "1" * 32
FRIDAY = "2026-12-04T10:00:00+09:00"


def chooses(keys: Keys, selector: str, value: str) -> None:
    keys.to(selector).page.select_option(selector, value)


def fills(keys: Keys, number: str) -> None:
    chooses(keys, "#way", "by_telephone")
    keys.types("#name", "山田 太郎").types("#number", number).types("#telephone", "090-1234-5678")
    chooses(keys, "#purpose", "consultation")
    chooses(keys, "#support", "none")


def test_a_clerk_enters_a_booking_mends_what_is_wrong_and_the_known_seeker_is_told_in_line(town, browser):
    booked = town.books(TARO)
    town.madoguchi("booking", "cancel", booked, "--reason", "日を改めるため")
    with window(browser, 1280, 900) as page:
        keys = Keys(Clerk(town, page).joins("佐藤 花子"))
        keys.clerk.goes("requests")
        keys.presses("a[href='/staff/bookings/new']").sees("予約を入れる")
        fills(keys, "13010")
        keys.types("#other", "12月4日の10時")
        keys.presses("#save").sees("求職番号")
        assert page.input_value("#telephone") == "090-1234-5678"
        assert page.input_value("#other") == "12月4日の10時"
        assert "is-invalid" in page.get_attribute("#number", "class")
        assert "is-invalid" in page.get_attribute("#agreed", "class")
        assert barriers(page) == []
        page.complaints.clear()  # Chromium tells of the answer 400
        page.fill("#number", "")
        keys.types("#number", "13010-12345678")
        chooses(keys, "#agreed", "read_aloud")
        keys.to("#consent").keyboard.press("Space")
        keys.presses("#save").sees("予約を入れました")
        [made] = [one for one in town.bookings() if one["number"] != booked]
        assert (made["line_user"], made["state"], made["start"]) == (TARO, "requested", FRIDAY)
        told(town, TARO, made["number"])


def test_a_time_past_its_cut_off_needs_a_reason_and_is_marked(town, browser):
    with window(browser, 1280, 900) as page:
        keys = Keys(Clerk(town, page).joins("鈴木 次郎"))
        keys.clerk.goes("bookings/new")
        fills(keys, "13010-99999999")
        keys.types("#other", "今日の14時")
        chooses(keys, "#agreed", "read_aloud")
        keys.to("#consent").keyboard.press("Space")
        keys.presses("#save").sees("申込の締切を過ぎています")
        page.complaints.clear()
        chooses(keys, "#late", "urgent")
        keys.presses("#save").sees("予約を入れました")
        keys.sees("締切後に受付")

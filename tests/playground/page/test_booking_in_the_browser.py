"""Two people book on the chat page, on real processes: one only taps, the other only types."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.town import Town
from tests.make import WORDS, tokyo
from tests.playground.browsers import barriers, window
from tests.playground.phone import comes

ANSWERS = ("山田 太郎", "13010-12345678", "090-1234-5678", "taro@example.com")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Town(tmp_path_factory.mktemp("town")).open() as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        yield place


@pytest.fixture
def page(browser: Any, town: Town) -> Iterator[Any]:
    with window(browser, 390, 844) as shown:
        shown.goto(f"{town.url}/playground")
        yield shown


def test_a_person_books_by_tapping_and_types_only_what_nobody_could_tap(page: Any, town: Town, tmp_path: Path) -> None:
    phone = comes(page, town, f"U{1:032x}", "山田 太郎")
    phone.taps("予約する", "はい、すべて", "同意する")
    phone.types(*ANSWERS)
    phone.taps("職業相談", "必要ない", "12月3日（木）", "14:00")
    expect(phone.answer()).to_contain_text("申し込みの内容です")
    assert barriers(page) == []
    phone.taps("申し込む")
    expect(phone.answer()).to_contain_text("申し込みを受け付けました")
    made = town.booking_of(f"U{1:032x}")
    assert (made["state"], made["start"]) == ("requested", "2026-12-03T14:00:00+09:00")
    page.get_by_role("navigation").get_by_role("button", name="操作").click()
    expect(page.get_by_role("tabpanel", name="予約")).to_contain_text(f"受付番号 {made['number']}")
    for name in ("できごと", "不具合を起こす", "メール", "予約"):
        page.get_by_role("tab", name=name).click()
        assert barriers(page) == [], name


def test_another_books_by_typing_alone_on_a_pc(page: Any, town: Town) -> None:
    phone = comes(page, town, f"U{2:032x}", "佐藤 花子")
    phone.pane.get_by_label("見ている端末").select_option("pc")
    phone.types("予約", "はい、すべて", "同意する")
    phone.types("佐藤 花子", "13010-22345678", "080-1234-5678", "hanako@example.com")
    phone.types("1", "1", "12月4日の午後2時半", "申し込む")
    expect(phone.answer()).to_contain_text("申し込みを受け付けました")
    assert town.booking_of(f"U{2:032x}")["start"] == "2026-12-04T14:30:00+09:00"


def test_a_third_books_in_easy_words_and_is_sent_the_room_in_them(page: Any, town: Town) -> None:
    user, easy = f"U{4:032x}", WORDS.in_style(easy=True)
    phone = comes(page, town, user, "グエン バン")
    phone.taps("やさしい日本語", easy("common.option.book"), easy("book.eligible.option.all"))
    phone.taps(easy("book.consent.option.agree"))
    phone.types("グエン バン", "13010-42345678", "080-4234-5678", "nguyen@example.com")
    phone.taps(easy("book.purpose.option.consultation"), easy("book.support.option.interpreter"))
    phone.taps(easy("book.language.option.nepali"))
    phone.taps("12月7日（月曜日）", "午後2時30分")
    expect(phone.answer()).to_contain_text("2026年12月7日（月曜日）午後2時30分")
    assert barriers(page) == []
    phone.taps("申し込む")
    expect(phone.answer()).to_contain_text("申し込みを受け付けました")
    number = town.booking_of(user)["number"]
    town.madoguchi("booking", "confirm", number, "--meeting-id", "98765432101", "--passcode", "135790")
    expect(phone.answer()).to_contain_text("987 6543 2101")
    expect(phone.answer()).to_contain_text("2026年12月7日 （月曜日） 午後2時30分から")


def test_the_room_and_the_reminder_arrive_when_the_clock_is_moved_on_the_page(page: Any, town: Town) -> None:
    user = f"U{3:032x}"
    phone = comes(page, town, user, "鈴木 一郎")
    number = town.books(user, "鈴木 一郎", "13010-32345678", "070-1234-5678", "i@example.com", day="12/8", follow=False)
    town.madoguchi("booking", "confirm", number, "--meeting-id", "91234567890", "--passcode", "246810")
    expect(phone.answer()).to_contain_text("912 3456 7890")
    page.get_by_role("navigation").get_by_role("button", name="操作").click()
    page.get_by_label("どの予約の時刻に合わせるか").select_option(town.booking_of(user)["id"])
    page.get_by_role("button", name="前日 17:00 へ").click()
    page.get_by_role("navigation").get_by_role("button", name="鈴木 一郎").click()
    expect(phone.answer()).to_contain_text("明日は、オンライン相談の日です")
    phone.pane.get_by_role("button", name="パスコードをコピー").last.click()
    expect(page.locator("#toast")).to_contain_text("246810")


def test_a_page_with_a_barrier_is_told_from_one_without(browser: Any) -> None:
    with window(browser) as shown:
        shown.set_content(
            "<html lang='ja'><title>壊れた画面</title><main><h1>写真</h1><input type='text'></main></html>"
        )
        assert [one.split(":")[0] for one in barriers(shown)] == ["label"]

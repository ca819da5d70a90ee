"""One message books on the chat page, and the cards of the day are shown, on real processes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.dialogue.talks import ONE
from tests.e2e.town import Town
from tests.make import tokyo
from tests.playground.browsers import barriers, window
from tests.playground.phone import comes


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Town(tmp_path_factory.mktemp("town")).open() as place:
        place.now_is(tokyo("2026-11-25 10:00"))
        yield place


def test_one_message_books_and_the_cards_of_the_day_are_shown(browser: Any, town: Town, tmp_path: Path) -> None:
    with window(browser, 390, 844) as page:
        page.goto(f"{town.url}/playground")
        phone = comes(page, town, f"U{7:032x}", "山田 太郎")
        phone.types(ONE)
        phone.taps("はい、すべて", "同意する")
        expect(phone.pane).to_contain_text("次のとおり読み取りました")
        page.screenshot(path=tmp_path / "understood.png")
        phone.taps("職業相談", "必要ない", "申し込む")
        expect(phone.answer()).to_contain_text("申し込みを受け付けました")
        assert town.booking_of(f"U{7:032x}")["start"] == "2026-12-03T14:00:00+09:00"
        phone.types("準備チェック")
        expect(phone.answer()).to_contain_text("Zoomを試す")
        page.screenshot(path=tmp_path / "cards.png")
        assert barriers(page) == []

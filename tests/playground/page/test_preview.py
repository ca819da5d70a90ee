"""The page of all messages: complete, within LINE's limits, and drawn without a complaint."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.playground.line.api.answers import require_messages
from bot.playground.line.limits.requests import MESSAGES
from bot.playground.page.bundle import bundle
from bot.playground.page.every_message import keys
from bot.playground.page.preview import messages, page
from tests.folders import ROOT
from tests.make import WORDS
from tests.messages.faults import unknown_to_line
from tests.playground.browsers import window

STATIC = ROOT / "bot/playground/static"


@pytest.fixture(scope="module")
def found() -> list[dict[str, Any]]:
    return messages(ROOT / "office.toml")


def every(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every message, with the usual and with the longest values."""
    return [one[values] for one in found for values in ("usual", "longest")]


def test_every_message_of_the_catalogue_is_there(found: list[dict[str, Any]]) -> None:
    shown = {one["key"] for one in found}
    assert shown == set(keys(WORDS))
    assert {"book.review.ask", "notices.day_before", "lobby.welcome", "common.not_text"} <= shown
    assert not {key for key in shown if key.startswith(("staff.", "commands."))}


def test_every_message_passes_the_platforms_limits(found: list[dict[str, Any]]) -> None:
    for one in found:
        require_messages(MESSAGES, {"messages": [one["usual"], one["longest"]]})


def test_lines_own_description_knows_all_of_every_message(found: list[dict[str, Any]]) -> None:
    assert [one for one in every(found) if unknown_to_line(one)] == []


def test_no_message_shows_an_address_as_text(found: list[dict[str, Any]]) -> None:
    """What is opened is a button; a mail address in an example is none."""
    assert [text for one in every(found) for text in texts(one) if re.search(r"https?://|www\.", text)] == []


def texts(part: Any) -> list[str]:
    """Give all that is shown or read out of a message, but the answers that the seeker typed."""
    if isinstance(part, list):
        return [text for one in part for text in texts(one)]
    if not isinstance(part, dict):
        return []
    own = [str(part[name]) for name in ("text", "altText", "label") if name in part]
    return own + [text for name, value in part.items() if name != "action" for text in texts(value)]


def test_the_walk_reaches_the_cards_and_their_buttons(found: list[dict[str, Any]]) -> None:
    by_key = {one["key"]: one for one in found}
    assert by_key["book.review.ask"]["longest"]["type"] == "flex"
    soon = [one["action"]["label"] for one in buttons(by_key["notices.soon"]["usual"])]
    assert soon[:3] == ["Zoomを開く", "遅れます", "困っています"]
    assert [one["action"]["label"] for one in buttons(by_key["wait.offer"]["usual"])] == [
        "この日時で申し込む",
        "見送る",
    ]
    assert "𠮷" * 60 in str(by_key["book.review.ask"]["longest"])


def buttons(card: dict[str, Any]) -> list[dict[str, Any]]:
    return list(card["contents"]["footer"]["contents"])


def test_the_page_draws_itself_alone_in_one_file(browser: Any, found: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "preview.html"
    file.write_text(page(found), "utf-8")
    with window(browser) as shown:
        shown.goto(file.as_uri())
        assert shown.locator(".sample").count() == len(found)
        assert shown.get_by_text("（表示できない").count() == 0
        assert int(shown.locator("html").get_attribute("data-height")) > 1000
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_looks_like_markup_in_a_message_stays_text(browser: Any, tmp_path: Path) -> None:
    said = {"type": "text", "text": "</script><img src=x onerror=alert(1)>"}
    file = tmp_path / "preview.html"
    file.write_text(page([{"key": "k", "usual": said, "longest": said}]), "utf-8")
    with window(browser) as shown:
        shown.goto(file.as_uri())
        assert shown.locator(".bubble").first.inner_text() == said["text"]


def test_modules_that_need_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text('import { two } from "./two.js";\nexport const one = 1;\n')
    (tmp_path / "two.js").write_text('import { one } from "./one.js";\nexport const two = 2;\n')
    with pytest.raises(ValueError, match="each other"):
        bundle(tmp_path / "one.js")


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.stem)
def test_the_browser_modules_are_small_and_take_nothing_from_outside(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 140
    assert "innerHTML" not in source
    assert "http://" not in source.replace("https?://", "")

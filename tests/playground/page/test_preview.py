"""The page of all messages: complete, within LINE's limits, and drawn without a complaint."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.playground.line.api.answers import require_messages
from bot.playground.line.limits.requests import MESSAGES
from bot.playground.page.bundle import bundle
from bot.playground.page.every_message import keys
from bot.playground.page.preview import messages, page, rich_menus
from tests.folders import ROOT
from tests.make import WORDS
from tests.messages.faults import oversized, unknown_to_line
from tests.playground.browsers import window

STATIC = ROOT / "bot/playground/static"


@pytest.fixture(scope="module", params=[False, True], ids=["ordinary", "easy"])
def found(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """Give every message of a style, with the usual and with the longest values."""
    return messages(ROOT, easy=request.param)


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


def test_every_message_keeps_to_the_sizes_and_counts_that_line_documents(found: list[dict[str, Any]]) -> None:
    assert {one["key"]: oversized(message) for one in found for message in every([one]) if oversized(message)} == {}


TOO_MUCH: dict[str, dict[str, Any]] = {
    "/text": {"type": "text", "text": "長" * 5001},
    "/altText": {"type": "flex", "altText": "長" * 1501, "contents": {}},
    "/action/label": {"action": {"type": "message", "label": "長" * 21, "text": "a"}},
    "/action/text": {"action": {"type": "message", "label": "a", "text": "長" * 301}},
    "/action/data": {"action": {"type": "postback", "label": "a", "data": "a" * 301}},
    "/action/displayText": {"action": {"type": "postback", "label": "a", "data": "a", "displayText": "長" * 301}},
    "/action/uri": {"action": {"type": "uri", "label": "a", "uri": "https://" + "a" * 1000}},
    "/action/clipboardText": {"action": {"type": "clipboard", "label": "a", "clipboardText": ""}},
    "/contents bytes": {"contents": {"type": "bubble", "body": "a" * 30_000}},
    "/contents bubbles": {"contents": {"type": "carousel", "contents": [{}] * 13}},
    "/contents sizes": {"contents": {"type": "carousel", "contents": [{"size": "mega"}, {"size": "kilo"}]}},
    "/quickReply items": {"type": "text", "text": "a", "quickReply": {"items": [{}] * 14}},
}


@pytest.mark.parametrize("place", TOO_MUCH)
def test_what_is_too_much_for_line_would_be_found(place: str) -> None:
    assert oversized(TOO_MUCH[place]) == [place]


def test_every_button_of_a_card_is_named_in_its_alternative_text(found: list[dict[str, Any]]) -> None:
    for one in every(found):
        footers = [part["footer"] for part in bubbles(one) if "footer" in part]
        named = [part["action"]["label"] for footer in footers for part in parts_of(footer) if part["type"] == "button"]
        links = [part["action"]["label"] for part in parts_of(one.get("contents")) if "action" in part]
        assert [label for label in (*named, *links) if label not in one["altText"]] == []


def bubbles(message: dict[str, Any]) -> list[dict[str, Any]]:
    contents = message.get("contents", {})
    return list(contents["contents"] if contents.get("type") == "carousel" else [contents])


def test_no_label_and_no_alternative_text_is_cut(found: list[dict[str, Any]]) -> None:
    cut = [text for one in every(found) for text in labels_and_alternatives(one) if text.endswith("…")]
    assert cut == []


def labels_and_alternatives(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for one in part for text in labels_and_alternatives(one)]
    if not isinstance(part, dict):
        return []
    own = [str(part[name]) for name in ("altText", "label") if name in part]
    return own + [text for value in part.values() for text in labels_and_alternatives(value)]


def test_every_text_and_button_of_every_card_grows_with_the_letters_of_the_phone(found: list[dict[str, Any]]) -> None:
    parts = [part for one in every(found) for part in parts_of(one.get("contents"))]
    assert len(parts) > 500
    assert all(part["scaling"] for part in parts)
    assert all(part["wrap"] for part in parts if part["type"] == "text" and "action" not in part)
    assert all(part["adjustMode"] == "shrink-to-fit" for part in parts if part["type"] == "button")


def parts_of(part: Any) -> list[dict[str, Any]]:
    """Give the texts and buttons of a card."""
    if isinstance(part, list):
        return [found for one in part for found in parts_of(one)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") in ("text", "button") else []
    return own + [found for name, value in part.items() if name != "action" for found in parts_of(value)]


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
    assert labels_of(by_key["notices.soon"])[:3] == ["Zoomを開く", "遅れます", "困っています"]
    assert labels_of(by_key["wait.offer"]) == ["この日時で申し込む", "見送る"]
    assert "𠮷" * 60 in str(by_key["book.review.ask"]["longest"])


CARDS = (
    *("book.eligible.ask", "book.eligible.which", "book.eligible.stop.device", "book.consent.ask", "book.review.ask"),
    *("notices.received", "notices.details", "notices.details_replaced", "notices.day_before", "notices.soon"),
    *("notices.awaited", "notices.room_late", "lobby.status.requested", "lobby.status.confirmed", "lobby.status.today"),
    *("lobby.status.no_room", "lobby.status.no_room_today", "lobby.status.offered", "lobby.change_or_cancel"),
    *("lobby.only_cancel", "lobby.neither", "lobby.late", "lobby.trouble.other", "lobby.trouble.no_room"),
    *("guide.join.ask", "guide.ready.ask", "change.review.ask", "cancel.review.ask", "rebook.known.ask", "wait.offer"),
)


def test_every_card_is_shown_as_the_card_that_it_is(found: list[dict[str, Any]]) -> None:
    by_key = {one["key"]: one for one in found}
    assert [key for key in CARDS if {by_key[key][values]["type"] for values in ("usual", "longest")} != {"flex"}] == []
    for key in ("notices.details", "lobby.status.confirmed"):
        assert "カレンダーに入れる" in labels_of(by_key[key])


def labels_of(one: dict[str, Any]) -> list[str]:
    """Give what the buttons say, without the readings of easy words."""
    labels = [part["action"]["label"] for part in one["usual"]["contents"]["footer"]["contents"]]
    return [label.partition("（")[0] for label in labels]


def test_the_page_draws_itself_alone_in_one_file(browser: Any, found: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "preview.html"
    file.write_text(page(found), "utf-8")
    with window(browser) as shown:
        shown.goto(file.as_uri())
        assert shown.locator(".sample").count() == len(found)
        assert shown.get_by_text("（表示できない").count() == 0
        assert int(shown.locator("html").get_attribute("data-height")) > 1000
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("easy", [False, True], ids=["ordinary", "easy"])
def test_the_page_shows_the_rich_menus_with_what_their_places_say_and_send(
    browser: Any, easy: bool, tmp_path: Path
) -> None:
    file = tmp_path / "preview.html"
    file.write_text(page([], rich_menus(ROOT, easy=easy)), "utf-8")
    with window(browser) as shown:
        shown.goto(file.as_uri())
        menus = shown.locator(".rich-menu")
        assert menus.count() == 3
        assert shown.locator(".rich-menu .menu-area").count() == shown.locator(".rich-menu li").count() == 18
        assert shown.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth === 2400)")
        assert "電話する（「電話」を送る）" in menus.first.inner_text()


LARGEST = 1.4  # times the usual size: how large letters can be chosen in LINE
NARROW = 604  # pixels of a window in which a card is as wide as on a telephone of 320
BROKEN = """(found) => found
  .filter((one) => one.clientHeight > 1.9 * parseFloat(getComputedStyle(one).fontSize))
  .map((one) => one.textContent)"""


def test_no_day_time_or_copy_is_broken_where_letters_are_largest(
    browser: Any, found: list[dict[str, Any]], tmp_path: Path
) -> None:
    keys = ("book.day.ask", "book.day.retry.unclear", "book.time.ask", "notices.details", "lobby.status.today")
    file = tmp_path / "preview.html"
    file.write_text(page([one for one in found if one["key"] in keys]), "utf-8")
    with window(browser, width=NARROW) as shown:
        shown.goto(f"{file.as_uri()}?letters={LARGEST}")
        texts = shown.locator("div.fx-tappable .fx-text")
        assert texts.count() > 60
        assert texts.first.evaluate("(one) => getComputedStyle(one).fontSize") in ("22.4px", "19.6px", "26.6px")
        assert texts.evaluate_all(BROKEN) == []


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

"""A whole booking in form mode on real processes: nothing personal goes to or comes from LINE, unlike in chat mode."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.dialogue.outside_flows.booking_card import grouped
from tests.e2e.town import PATIENCE, Town, wait_until
from tests.make import tokyo
from tests.playground.browsers import window
from tests.talk import FIRST_BOOKING

TARO, HANAKO, JIRO = ("U" + str(one) * 32 for one in (1, 2, 3))
NAME, NUMBER, TELEPHONE, EMAIL = FIRST_BOOKING
# Long enough that no random id of a message holds one by chance: five digits alone did, once in some thousand runs.
CANARIES = ("山田", "太郎", "12345678", "13010-1", "1234-5678", "090-1234", "0901234", "taro@", "鈴木", "花子")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town on a Wednesday whose office asks personal details on its own page."""
    place = Town(tmp_path_factory.mktemp("town"), extra={"PERSONAL_DETAILS": "form"}).open()
    place.now_is(tokyo("2026-11-25 10:00"))
    yield place
    place.close()


@pytest.fixture(scope="module")
def chat_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The same town whose office asks everything in the talk."""
    place = Town(tmp_path_factory.mktemp("town")).open()
    place.now_is(tokyo("2026-11-25 10:00"))
    yield place
    place.close()


def traffic(town: Town) -> str:
    """Give all that went between us and LINE: webhooks and calls of the API, with the answers, and the talks."""
    webhooks = [json.dumps(json.loads(posting.body), ensure_ascii=False) for posting in town.line.courier.log]
    calls = [json.dumps([call.path, call.body, call.answer], ensure_ascii=False) for call in town.line.gate.log]
    assert len(webhooks) > 8
    assert len(calls) > 8
    return "\n".join((*webhooks, *calls))


def found_in(text: str) -> list[str]:
    """Give the canaries in a text; what our own questions give as an example is not the seeker's."""
    own = re.compile('例：[^"\\\\\n]*')
    return [canary for canary in CANARIES if canary in own.sub("", text)]


def link_to(town: Town, user: str) -> str:
    """Give the newest address of the page that a seeker was sent."""
    sent = json.dumps([entry.message for entry in town.from_bot(user)])
    path = re.findall(r"/details/[\w-]+", sent)[-1]
    return f"{town.url}{path}"


def asked(town: Town, user: str) -> str:
    """Let a seeker come to where the page is offered; give its address."""
    town.answered(user, lambda: town.line.add_friend(user, "求職者"))
    town.taps(user, "予約する", "はい、すべて", "同意する")
    return link_to(town, user)


def by_http(address: str, **fields: str) -> int:
    """Send the form without a browser."""
    page = httpx.get(address, timeout=PATIENCE).text
    secret = re.search(r'name="form_secret" value="([^"]+)"', page)[1]
    return httpx.post(address, data={"form_secret": secret, **fields}, timeout=PATIENCE).status_code


def goes_on(town: Town, user: str, pushes: int) -> str:
    """Wait for the question that follows the page; give it."""
    wait_until(lambda: len(town.from_bot(user, "push")) >= pushes, what="the chat goes on")
    return town.texts(user, "push")[-1]


def rest_of_life(town: Town, user: str) -> None:
    """Apply, correct the name before that, be confirmed, moved, confirmed anew, reminded, looked up, and meet."""
    town.taps(user, "申し込む")
    number = town.booking_of(user)["number"]
    for meeting, start in (("98765432100", "12/3 15時"), ("98765432101", "")):
        town.madoguchi("booking", "confirm", number, "--meeting-id", meeting, "--passcode", "555123")
        wait_until(lambda meeting=meeting: grouped(meeting) in "".join(town.texts(user, "push")), what="details")
        town.says(user, "確認", "私の記録")
        if start:
            town.says(user, "変更", start)
            town.taps(user, "変更する")
    for moment in ("2026-12-02 17:00", "2026-12-03 14:30"):
        before = len(town.from_bot(user, "push"))
        town.now_is(tokyo(moment))
        wait_until(lambda before=before: len(town.from_bot(user, "push")) > before, what="a reminder")
    town.now_is(tokyo("2026-12-03 15:20"))
    town.madoguchi("booking", "attend", number)
    town.says(user, "確認", "予約")
    town.now_is(tokyo("2026-11-25 10:00"))


def test_nothing_personal_goes_to_or_comes_from_line_in_the_whole_life_of_a_booking(town: Town):
    address = asked(town, TARO)
    for _ in range(2):
        assert httpx.get(address, timeout=PATIENCE).status_code == 200  # as LINE's own preview would
    assert by_http(address, name=NAME, number=NUMBER, telephone=TELEPHONE, email=EMAIL) == 303
    assert "相談内容" in goes_on(town, TARO, 2)
    town.taps(TARO, "職業相談", "必要ない")
    town.says(TARO, "12/3 14時")
    town.taps(TARO, "氏名を変更")
    assert by_http(link_to(town, TARO), name="鈴木 花子") == 303
    goes_on(town, TARO, 4)
    rest_of_life(town, TARO)
    kept = town.madoguchi("booking", "show", town.booking_of(TARO)["number"])["answers"]
    assert [kept[name]["value"] for name in ("name", "number", "telephone", "email")] == [
        *("鈴木 花子", NUMBER, TELEPHONE, EMAIL),
    ]
    assert found_in(traffic(town)) == []


def test_in_chat_mode_the_same_life_does_bring_it_to_line(chat_town: Town):
    chat_town.answered(HANAKO, lambda: chat_town.line.add_friend(HANAKO, "求職者"))
    chat_town.taps(HANAKO, "予約する", "はい、すべて", "同意する")
    chat_town.says(HANAKO, *FIRST_BOOKING)
    chat_town.taps(HANAKO, "職業相談", "必要ない")
    chat_town.says(HANAKO, "12/3 14時")
    chat_town.taps(HANAKO, "氏名を変更")
    chat_town.says(HANAKO, "鈴木 花子")
    rest_of_life(chat_town, HANAKO)
    text = traffic(chat_town)
    assert {"山田", "太郎", "12345678", "090-1234", "taro@", "鈴木"} <= set(found_in(text))
    after = text_after_booking(chat_town, HANAKO)
    assert after
    assert found_in(after) == []


def text_after_booking(town: Town, user: str) -> str:
    """Give what the bot sent after the receipt of the first booking, in the form in which it was sent."""
    messages = [json.dumps(entry.message, ensure_ascii=False) for entry in town.from_bot(user)]
    receipt = next(place for place, one in enumerate(messages) if "申し込みを受け付けました" in one)
    return "\n".join(messages[receipt:])


# --- the page in a real browser, as narrow as an old phone ---


def test_the_page_is_filled_in_by_keyboard_on_a_narrow_phone_and_has_no_barrier(town: Town, browser: Any):
    from axe_playwright_python.sync_playwright import Axe

    address = asked(town, JIRO)
    with window(browser, 320, 568, java_script_enabled=True) as page:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert Axe().run(page).response["violations"] == []
        page.keyboard.press("Tab")
        for text, tabs in (("佐藤 次郎", 1), ("1234", 2), ("090", 1), ("", 1)):
            page.keyboard.type(text)
            for _ in range(tabs):
                page.keyboard.press("Tab")
        page.keyboard.press("Space")  # no mail address
        page.keyboard.press("Enter")
        page.wait_for_selector("text=2か所、確かめてください")
        page.complaints.clear()  # Chromium tells of the answer 400
        assert page.evaluate("document.activeElement.id") == "number"
        assert page.input_value("#name") == "佐藤 次郎"
        assert page.is_checked("input[name=email_instead]")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert Axe().run(page).response["violations"] == []
        page.fill("#number", "13010-32345678")
        page.fill("#telephone", "080-1111-2222")
        page.press("#telephone", "Enter")
        page.wait_for_selector("text=入力を受け取りました")
        assert Axe().run(page).response["violations"] == []
        page.reload()
        page.wait_for_selector("text=入力を受け取りました")
        page.goto(address)
        assert "佐藤" not in page.content()
    assert "相談内容" in goes_on(town, JIRO, 2)


def test_of_two_tabs_the_second_is_told_that_all_is_well(town: Town, browser: Any):
    town.says(JIRO, "最初から")
    town.taps(JIRO, "はい、すべて", "同意する")
    address = link_to(town, JIRO)
    with window(browser, 320, 568, java_script_enabled=False) as one, window(browser, 320, 568) as two:
        for page in (one, two):
            page.goto(address)
            for name, text in zip(("name", "number", "telephone", "email"), FIRST_BOOKING, strict=True):
                page.fill(f"#{name}", text)
        for page in (one, two):
            page.click("button")
            page.wait_for_selector("text=入力を受け取りました")
    goes_on(town, JIRO, 4)
    assert len(town.from_bot(JIRO, "push")) == 4

"""The chat page in a real browser, used as a person uses it. The bot follows a script."""

import re
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.booking.model import Room, State
from bot.booking.notices.notice import Channel
from bot.booking.notices.reminders import notice, plans
from bot.playground.line.control.faults import API_KINDS, WEBHOOK_KINDS
from bot.playground.line.webhooks.events import text
from tests.make import OFFICE, booking
from tests.playground.browsers import window
from tests.playground.chat import Place, open_place
from tests.playground.conftest import GROUP, HANAKO, STRANGER, TARO, words


def button(label: str, **action: Any) -> dict[str, Any]:
    return {"type": "message", "label": label, "text": label, **action}


def replies(said: str, *actions: dict[str, Any]) -> dict[str, Any]:
    return {**words(said), "quickReply": {"items": [{"type": "action", "action": action} for action in actions]}}


@pytest.fixture
def place() -> Iterator[Place]:
    with open_place() as opened:
        opened.script["follow"] = [words("ようこそ")]
        opened.line.add_friend(TARO, "山田 太郎")
        opened.line.settle()
        yield opened


@pytest.fixture
def shown(browser: Any, place: Place) -> Iterator[Any]:
    with window(browser) as page:
        page.goto(place.url)
        yield page


def pane(page: Any, user: str = TARO) -> Any:
    return page.locator(f"#pane-{user}")


def say(page: Any, said: str, user: str = TARO) -> None:
    pane(page, user).get_by_role("textbox").fill(said)
    pane(page, user).get_by_role("button", name="送信", exact=True).click()


def test_who_comes_first_adds_the_account_and_is_greeted(browser: Any) -> None:
    with open_place() as place, window(browser) as page:
        place.script["follow"] = [words("はじめまして")]
        page.goto(place.url)
        page.get_by_role("button", name="友だち追加").click()
        expect(page.get_by_role("log")).to_contain_text("はじめまして")
        expect(page.get_by_role("heading", name="山田 太郎")).to_be_visible()
        assert [event["type"] for event in place.heard] == ["follow"]


def test_a_typed_text_reaches_the_bot_and_its_answer_the_phone(shown: Any, place: Place) -> None:
    place.script["予約"] = [words("お名前は？")]
    say(shown, "予約")
    expect(pane(shown).locator(".entry-mine .bubble")).to_have_text("予約")
    expect(pane(shown).locator(".entry-theirs .bubble").last).to_have_text("お名前は？")
    expect(pane(shown).locator(".entry-mine .facts")).to_contain_text("既読")
    expect(pane(shown).locator(".entry-mine time")).to_have_text("10:00")


def test_enter_sends_and_shift_enter_breaks_the_line(shown: Any, place: Place) -> None:
    field = pane(shown).get_by_role("textbox")
    field.press_sequentially("一行目")
    field.press("Shift+Enter")
    field.press_sequentially("二行目")
    field.press("Enter")
    expect(pane(shown).locator(".entry-mine .bubble")).to_have_text("一行目\n二行目", use_inner_text=True)
    assert place.hears_message()["text"] == "一行目\n二行目"


def test_only_the_last_messages_quick_replies_show_and_a_tap_takes_them_away(shown: Any, place: Place) -> None:
    place.script["予約"] = [replies("前の", button("古い")), replies("どれ？", button("はい"), button("いいえ"))]
    say(shown, "予約")
    quick = pane(shown).get_by_role("group", name="クイックリプライ")
    expect(quick.get_by_role("button")).to_have_text(["はい", "いいえ"])
    quick.get_by_role("button", name="はい").click()
    expect(quick).to_be_hidden()
    expect(pane(shown).locator(".entry-mine .bubble").last).to_have_text("はい")


def test_a_pc_shows_no_quick_replies(shown: Any, place: Place) -> None:
    place.script["予約"] = [replies("どれ？", button("はい"))]
    say(shown, "予約")
    expect(pane(shown).get_by_role("button", name="はい")).to_be_visible()
    pane(shown).get_by_label("見ている端末").select_option("pc")
    expect(pane(shown).get_by_role("button", name="はい")).to_be_hidden()


def test_addresses_and_telephone_numbers_in_a_text_are_links(shown: Any, place: Place) -> None:
    said = "窓口 093-622-6690、https://example.jp/a?b=1。求職番号 13010-12345678、a@example.jp <b>太字</b>"
    assert place.api.push(TARO, words(said)).status_code == 200
    bubble = pane(shown).locator(".bubble", has_text="窓口")
    expect(bubble.get_by_role("link")).to_have_count(3)
    assert [link.get_attribute("href") for link in bubble.get_by_role("link").all()] == [
        "tel:0936226690",
        "https://example.jp/a?b=1",
        "mailto:a@example.jp",
    ]
    expect(bubble).to_have_text(said)


def test_templates_are_cards_whose_buttons_stay(shown: Any, place: Place) -> None:
    yes, no = button("はい"), {"type": "postback", "label": "いいえ", "data": "no=1", "displayText": "いいえです"}
    column = {"title": "題", "text": "文", "actions": [button("選ぶ")]}
    place.api.push(
        TARO,
        {
            "type": "template",
            "altText": "確認です",
            "template": {"type": "confirm", "text": "よい？", "actions": [yes, no]},
        },
        {"type": "template", "altText": "b", "template": {"type": "buttons", "title": "表題", **column}},
        {"type": "template", "altText": "c", "template": {"type": "carousel", "columns": [column, column]}},
    )
    pane(shown).get_by_role("button", name="いいえ").click()
    expect(pane(shown).locator(".entry-mine .bubble")).to_have_text("いいえです")
    expect(pane(shown).get_by_role("button", name="いいえ")).to_be_visible()
    expect(pane(shown).get_by_role("list", name=re.compile("2枚")).get_by_role("button")).to_have_count(2)
    assert place.hears_postback() == {"data": "no=1"}


def test_the_list_of_talks_previews_the_alt_text(shown: Any, place: Place) -> None:
    confirm = {"type": "confirm", "text": "よい？", "actions": [button("はい"), button("いいえ")]}
    place.api.push(TARO, {"type": "template", "altText": "一覧に出る文", "template": confirm})
    expect(shown.get_by_role("navigation").get_by_role("button", name="山田 太郎")).to_contain_text("一覧に出る文")


def test_the_date_time_picker_keeps_to_its_bounds(shown: Any, place: Place) -> None:
    picker = {"type": "datetimepicker", "label": "選ぶ", "data": "when", "mode": "datetime"}
    bounds = {"initial": "2026-12-03T14:00", "min": "2026-12-02T10:00", "max": "2026-12-23T16:00"}
    place.api.push(TARO, replies("いつ？", {**picker, **bounds}))
    pane(shown).get_by_role("button", name="選ぶ").click()
    field = shown.get_by_role("dialog").get_by_label("選ぶ")
    assert (field.get_attribute("min"), field.get_attribute("max")) == (bounds["min"], bounds["max"])
    field.fill("2026-12-04T15:30")
    shown.get_by_role("dialog").get_by_role("button", name="送信").click()
    expect(shown.get_by_role("dialog")).to_have_count(0)
    expect(pane(shown).get_by_role("button", name="選ぶ")).to_be_visible()  # a picker's quick reply stays
    assert place.hears_postback() == {"data": "when", "params": {"datetime": "2026-12-04T15:30"}}


def test_the_clipboard_action_copies(browser: Any, place: Place) -> None:
    with window(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(place.url)
        place.api.push(TARO, replies("ID", {"type": "clipboard", "label": "コピー", "clipboardText": "91234567890"}))
        pane(page).get_by_role("button", name="コピー").click()
        expect(page.locator("#toast")).to_have_text("コピーしました：91234567890")
        assert page.evaluate("navigator.clipboard.readText()") == "91234567890"


def test_a_tel_action_asks_before_it_calls(shown: Any, place: Place) -> None:
    place.api.push(TARO, replies("電話", {"type": "uri", "label": "かける", "uri": "tel:0936226690"}))
    pane(shown).get_by_role("button", name="かける").click()
    call = shown.get_by_role("dialog").get_by_role("link", name="発信 0936226690")
    expect(call).to_have_attribute("href", "tel:0936226690")


def test_stickers_and_pictures_are_sent(shown: Any, place: Place) -> None:
    pane(shown).get_by_role("button", name="スタンプや写真を送る").click()
    pane(shown).get_by_role("button", name="スタンプ 1990 を送る").click()
    expect(pane(shown).get_by_role("img", name="スタンプ 1990")).to_be_visible()
    assert place.hears_message()["type"] == "sticker"
    place.heard.clear()
    pane(shown).get_by_role("button", name="写真を送る", exact=True).click()
    expect(pane(shown).get_by_role("img", name="写真")).to_be_visible()
    assert place.hears_message()["type"] == "image"


def test_a_message_can_be_unsent(shown: Any, place: Place) -> None:
    say(shown, "まちがい")
    pane(shown).get_by_role("button", name="このメッセージの送信を取り消す").click()
    expect(pane(shown).get_by_role("log")).to_contain_text("メッセージの送信を取り消しました")
    expect(pane(shown).get_by_role("log")).not_to_contain_text("まちがい")
    assert place.hears("unsend", lambda event: "replyToken" in event) is False


def test_who_blocks_gets_and_sends_nothing_until_he_unblocks(shown: Any, place: Place) -> None:
    pane(shown).get_by_role("button", name="ブロック", exact=True).click()
    expect(pane(shown).get_by_text("ブロック中です")).to_be_visible()
    place.api.push(TARO, words("届かない"))
    pane(shown).get_by_role("button", name="ブロック解除").click()
    expect(pane(shown).get_by_role("textbox")).to_be_visible()
    expect(pane(shown).get_by_role("log")).not_to_contain_text("届かない")
    assert place.hears("follow", lambda event: event["follow"]["isUnblocked"])
    assert [event["type"] for event in place.heard] == ["follow", "unfollow", "follow"]


def test_a_stranger_can_become_a_friend(shown: Any, place: Place) -> None:
    place.line.add_stranger(STRANGER, "通りすがり")
    pane(shown, STRANGER).get_by_role("button", name="友だち追加").click()
    expect(pane(shown, STRANGER).get_by_role("log")).to_contain_text("ようこそ")
    expect(pane(shown, STRANGER).get_by_role("button", name="友だち追加")).to_be_hidden()


def test_the_loading_animation_shows_until_the_next_message(shown: Any, place: Place) -> None:
    place.api("POST", "/chat/loading/start", {"chatId": TARO, "loadingSeconds": 60})
    expect(pane(shown).get_by_role("status", name=re.compile("入力しています"))).to_be_visible()
    place.api.push(TARO, words("お待たせしました"))
    expect(pane(shown).get_by_role("status", name=re.compile("入力しています"))).to_have_count(0)


def test_two_seekers_side_by_side_never_mix(shown: Any, place: Place) -> None:
    place.line.add_friend(HANAKO, "佐藤 花子")
    place.script["花子です"] = [words("花子さんへ")]
    say(shown, "花子です", HANAKO)
    expect(pane(shown, HANAKO).get_by_role("log")).to_contain_text("花子さんへ")
    expect(pane(shown, TARO).get_by_role("log")).not_to_contain_text("花子")


def test_the_staff_group_stands_beside_the_seekers(shown: Any, place: Place) -> None:
    shown.get_by_role("button", name="職員グループをつくる").click()
    expect(shown.get_by_role("heading", name="職員グループ")).to_be_visible()
    group = next(iter(place.line.world.groups))
    place.api.push(group, words("予約が1件"))
    expect(pane(shown, group).get_by_role("log")).to_contain_text("予約が1件")
    expect(shown.get_by_role("button", name="職員グループをつくる")).to_be_hidden()


def test_a_rich_menu_opens_closes_and_is_tapped(shown: Any, place: Place) -> None:
    size = {"width": 800, "height": 400}
    area = {"bounds": {"x": 0, "y": 0, **size}, "action": button("予約する")}
    menu = {"size": size, "selected": True, "name": "m", "chatBarText": "メニュー", "areas": [area]}
    made = place.api("POST", "/richmenu", menu).json["richMenuId"]
    place.line.menus.upload(made, png(800, 400), "image/png")
    place.line.menus.link(TARO, made)
    pane(shown).get_by_role("group", name="メニュー").get_by_role("button", name="予約する").click()
    expect(pane(shown).locator(".entry-mine .bubble")).to_have_text("予約する")
    pane(shown).get_by_role("button", name="メニュー ▾").click()
    expect(pane(shown).get_by_role("button", name="予約する")).to_be_hidden()
    pane(shown).get_by_label("見ている端末").select_option("pc")
    expect(pane(shown).get_by_role("button", name="メニュー ▾")).to_be_hidden()


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xcc" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_everything_is_reached_with_the_keyboard(shown: Any, place: Place) -> None:
    place.script["予約"] = [replies("どれ？", button("はい"))]
    pane(shown).get_by_role("textbox").focus()
    shown.keyboard.type("予約")
    shown.keyboard.press("Enter")
    expect(pane(shown).get_by_role("button", name="はい")).to_be_visible()
    for _ in range(4):
        shown.keyboard.press("Shift+Tab")
        if shown.evaluate("document.activeElement.textContent") == "はい":
            break
    assert shown.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    shown.keyboard.press("Enter")
    expect(pane(shown).locator(".entry-mine .bubble").last).to_have_text("はい")


def test_every_control_has_a_name_and_the_log_is_announced(shown: Any, place: Place) -> None:
    expect(pane(shown).get_by_role("log")).to_have_attribute("aria-live", "polite")
    expect(pane(shown).get_by_role("log")).to_have_accessible_name("山田 太郎のトーク")
    for control in shown.locator("button:visible, select:visible, input:visible, textarea:visible").all():
        expect(control).to_have_accessible_name(re.compile(r"\S"))
    shown.get_by_role("tab", name="予約").focus()
    shown.keyboard.press("ArrowRight")
    expect(shown.get_by_role("tab", name="できごと")).to_have_attribute("aria-selected", "true")
    expect(shown.get_by_role("tabpanel", name="できごと")).to_be_visible()


def test_a_phone_shows_one_talk_at_a_time_and_nothing_sticks_out(browser: Any, place: Place) -> None:
    place.line.add_friend(HANAKO, "佐藤 花子")
    with window(browser, 360, 740, has_touch=True, is_mobile=True) as page:
        page.goto(place.url)
        tabs = page.get_by_role("navigation")
        tabs.get_by_role("button", name="佐藤 花子").tap()
        expect(pane(page, HANAKO)).to_be_visible()
        expect(pane(page, TARO)).to_be_hidden()
        tabs.get_by_role("button", name="操作").tap()
        expect(page.get_by_role("complementary", name="操作")).to_be_visible()
        expect(pane(page, HANAKO)).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def held(place: Place) -> Any:
    """A confirmed booking of Taro's, on Thursday at 14:00, with what the ledger plans for it."""
    made = booking(state=State.CONFIRMED, room=Room("91234567890", "123456"), user=TARO)
    rows = [notice(made, plan, Channel.LINE) for plan in plans(made, OFFICE, place.clock.now())]
    place.store.found, place.store.rows = [made], {made.id: tuple(rows[1:])}
    return made, rows


def test_the_clock_moves_to_the_moments_of_a_booking_and_says_what_comes_next(shown: Any, place: Place) -> None:
    made, _ = held(place)
    expect(shown.locator(".clock-next")).to_contain_text(
        "12月2日（水）17:00、受付番号 123456 の「前日のお知らせ」をLINEで送ります"
    )
    for label, moment in (
        ("＋30分", datetime(2026, 12, 1, 1, 30, tzinfo=UTC)),
        ("前日 17:00 へ", datetime(2026, 12, 2, 8, 0, tzinfo=UTC)),
        ("30分前へ", made.start - timedelta(minutes=30)),
        ("開始10分後へ", made.start + timedelta(minutes=10)),
    ):
        with shown.expect_response("**/playground/clock"):
            shown.get_by_role("button", name=label).click()
        assert place.clock.now() == moment
    shown.get_by_label("この日時へ", exact=True).fill("2026-12-24T09:15")
    with shown.expect_response("**/playground/clock"):
        shown.get_by_role("button", name="この日時へ").click()
    assert place.clock.now() == datetime(2026, 12, 24, 0, 15, tzinfo=UTC)
    expect(shown.get_by_role("timer")).to_contain_text("2026年12月24日(木) 09:15")


def test_the_panel_tells_each_webhook_and_call_with_its_booking(shown: Any, place: Place) -> None:
    made, rows = held(place)
    place.api.push(TARO, words("明日です"), X_Line_Retry_Key=rows[1].retry_key)
    place.line.block(TARO)
    place.api.push(TARO, words("届かない"))
    shown.get_by_role("tab", name="できごと").click()
    table = shown.get_by_role("tabpanel", name="できごと")
    expect(table.get_by_role("row").filter(has_text="Webhook ブロック")).to_contain_text("200")
    expect(table.get_by_role("row").filter(has_text="本人には届いていません")).to_contain_text("POST push")
    told = table.get_by_role("row").filter(has_text="POST push").last
    expect(told).to_contain_text("ms")
    told.get_by_role("button", name=made.number).click()
    expect(shown.locator(f"#booking-{made.id}")).to_be_focused()
    expect(shown.locator(f"#booking-{made.id}")).to_contain_text("確定")


def test_faults_are_set_and_cleared_in_the_panel(shown: Any, place: Place) -> None:
    shown.get_by_role("tab", name="不具合を起こす").click()
    panel = shown.get_by_role("tabpanel", name="不具合を起こす")
    panel.get_by_label("起こすこと").select_option("slow")
    panel.get_by_label("どの呼び出しで").select_option("push")
    panel.get_by_label("何回").fill("2")
    panel.get_by_role("button", name="起こす", exact=True).click()
    expect(panel.get_by_role("listitem")).to_contain_text("遅れて返事をする")
    [fault] = place.line.faults.all()
    assert (fault.kind, fault.endpoint, fault.times, fault.seconds) == ("slow", "push", 2, 3.0)
    panel.get_by_role("button", name="すべてやめる").click()
    expect(panel.get_by_role("listitem")).to_contain_text("いまは何も起きません")
    assert place.line.faults.all() == []


def test_every_kind_of_fault_can_be_chosen(shown: Any) -> None:
    options = shown.get_by_label("起こすこと").locator("option").all()
    assert [option.get_attribute("value") for option in options] == [*API_KINDS, *WEBHOOK_KINDS]


def test_the_page_goes_on_when_the_local_line_starts_anew(shown: Any, place: Place) -> None:
    place.api.push(TARO, words("前の"))
    expect(pane(shown).get_by_role("log")).to_contain_text("前の")
    with place.line.world.lock:
        place.line.world.sequence = 0
        place.line.world.touch(TARO)
    place.api.push(TARO, words("後の"))
    expect(pane(shown).get_by_role("log")).to_contain_text("後の")


def test_a_group_message_shows_who_wrote_it(shown: Any, place: Place) -> None:
    place.line.add_friend(HANAKO, "佐藤 花子")
    place.line.groups.create("集まり", (TARO, HANAKO), GROUP)
    place.line.users.show_own(HANAKO, text("こんにちは"), GROUP)
    expect(pane(shown, GROUP).locator(".entry-theirs .entry-who")).to_have_text("佐藤 花子")

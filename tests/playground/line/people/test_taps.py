from typing import Any

import pytest

from bot.playground.line.people.world import ActRefusedError
from bot.playground.line.platform import Platform
from tests.playground.conftest import TARO, Api, words

YES = {"type": "postback", "label": "はい", "data": "yes", "displayText": "はい、そうです"}
SAY = {"type": "message", "label": "予約", "text": "予約します"}
TERMS = {"type": "uri", "label": "規約", "uri": "https://example.com/terms"}
PICK = {"type": "datetimepicker", "label": "日時", "data": "when", "mode": "datetime", "max": "2026-12-31T17:00"}


def asked(*actions: dict[str, Any]) -> dict[str, Any]:
    return words("どうしますか") | {"quickReply": {"items": [{"type": "action", "action": each} for each in actions]}}


def test_a_tap_by_label_is_a_postback_and_its_words_appear(line: Platform, api: Api) -> None:
    api.push(TARO, asked(YES))
    event = line.tap(TARO, "はい")
    assert event
    assert event["postback"] == {"data": "yes"}
    last = line.transcript(TARO)[-1]
    assert (last.who, last.message["text"]) == ("user", "はい、そうです")


def test_a_message_action_is_a_message(line: Platform, api: Api) -> None:
    api.push(TARO, asked(SAY))
    event = line.tap(TARO, "予約")
    assert event
    assert event["message"]["text"] == "予約します"


def test_a_link_tells_the_bot_nothing(line: Platform, api: Api) -> None:
    api.push(TARO, asked(TERMS))
    assert line.tap(TARO, "規約") is None


def test_a_quick_reply_vanishes_once_it_is_tapped(line: Platform, api: Api) -> None:
    api.push(TARO, asked(TERMS, SAY))
    line.tap(TARO, "規約")
    with pytest.raises(ActRefusedError):
        line.tap(TARO, "予約")


def test_a_picker_stays_after_it_is_tapped(line: Platform, api: Api) -> None:
    api.push(TARO, asked(PICK))
    for time in ("2026-12-01T10:00", "2026-12-01T10:30"):
        event = line.tap(TARO, "日時", {"datetime": time})
        assert event
        assert event["postback"] == {"data": "when", "params": {"datetime": time}}


def test_a_picker_offers_nothing_beyond_its_bounds(line: Platform) -> None:
    for value in ("2026-12-31T17:01", "tomorrow"):
        with pytest.raises(ActRefusedError):
            line.tap(TARO, PICK, {"datetime": value})


def test_only_the_last_message_shows_its_quick_reply(line: Platform, api: Api) -> None:
    api.push(TARO, asked(YES), words("では"))
    with pytest.raises(ActRefusedError):
        line.tap(TARO, "はい")


def test_buttons_of_older_messages_can_still_be_tapped(line: Platform, api: Api) -> None:
    template = {"type": "buttons", "text": "どれですか", "actions": [YES]}
    api.push(TARO, {"type": "template", "altText": "x", "template": template}, words("では"))
    assert line.tap(TARO, "はい")


def test_buttons_inside_a_flex_message_can_be_tapped(line: Platform, api: Api) -> None:
    box = {"type": "box", "layout": "vertical", "contents": [{"type": "button", "action": YES}]}
    api.push(TARO, {"type": "flex", "altText": "x", "contents": {"type": "bubble", "body": box}})
    assert line.tap(TARO, "はい")


def test_a_button_that_was_never_delivered_is_not_there(line: Platform, api: Api) -> None:
    line.block(TARO)
    api.push(TARO, asked(YES))
    line.unblock(TARO)
    with pytest.raises(ActRefusedError):
        line.tap(TARO, "はい")


def test_looking_at_the_talk_reads_what_the_bot_wrote(line: Platform, api: Api) -> None:
    api.push(TARO)
    assert not line.transcript(TARO)[-1].read
    line.view(TARO)
    assert line.transcript(TARO)[-1].read

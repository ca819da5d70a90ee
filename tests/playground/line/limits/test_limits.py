from typing import Any

import pytest

from bot.playground.line.api.answers import ApiError, require_messages
from bot.playground.line.limits.counting import graphemes, utf16_units
from bot.playground.line.limits.requests import MESSAGES

FAMILY = "👨‍👩‍👧‍👦"


def text(words: str = "はい", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def postback(**more: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "はい", "data": "yes", **more}


def buttons(**more: Any) -> dict[str, Any]:
    template = {"type": "buttons", "text": "どれですか", "actions": [postback()], **more}
    return {"type": "template", "altText": "どれですか", "template": template}


def confirm(count: int = 2, words: str = "よいですか") -> dict[str, Any]:
    template = {"type": "confirm", "text": words, "actions": [postback()] * count}
    return {"type": "template", "altText": "よいですか", "template": template}


def carousel(*columns: dict[str, Any]) -> dict[str, Any]:
    return {"type": "template", "altText": "x", "template": {"type": "carousel", "columns": list(columns)}}


def column(count: int = 1, **more: Any) -> dict[str, Any]:
    return {"text": "午前", "actions": [postback()] * count, **more}


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    return text(quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def tap(**action: Any) -> dict[str, Any]:
    return quick({"label": "選ぶ", **action})


def bubble(*contents: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(contents)}, **more}


def flex(contents: dict[str, Any]) -> dict[str, Any]:
    return {"type": "flex", "altText": "予約の内容", "contents": contents}


def refusal(*messages: dict[str, Any]) -> dict[str, Any] | None:
    try:
        require_messages(MESSAGES, {"messages": list(messages)})
    except ApiError as error:
        return error.answer.body
    return None


def places(*messages: dict[str, Any]) -> list[str]:
    return [detail["property"] for detail in (refusal(*messages) or {"details": []})["details"]]


LABEL = "messages[0].quickReply.items[0].action.label"
ACTION = "messages[0].quickReply.items[0].action"

FITS = [
    text("あ" * 5000),
    text("😀" * 2500),
    {"type": "textV2", "text": "{{様}} {name}", "substitution": {"name": {"type": "emoji"}}},
    quick(*[postback()] * 13),
    quick(postback(label=FAMILY * 20)),
    tap(type="postback", data="x" * 300, displayText=FAMILY * 300),
    tap(type="postback", data="x", inputOption="openKeyboard", fillInText="求職番号 "),
    tap(type="uri", uri="tel:0312345678"),
    tap(type="clipboard", clipboardText="123456789"),
    tap(type="datetimepicker", data="x", mode="datetime", min="2026-12-01T09:00", max="2026-12-31t17:00"),
    tap(type="camera"),
    buttons(text="あ" * 160),
    buttons(text=FAMILY * 160, actions=[postback()] * 4),
    buttons(text="あ" * 60, title="題" * 40),
    confirm(words="あ" * 240),
    carousel(*[column(3, text="あ" * 120)] * 10),
    flex(bubble({"type": "text", "text": "予約", "wrap": True, "size": "lg", "color": "#112233"})),
    flex(bubble({"type": "button", "action": postback(label="あ" * 40), "style": "primary"})),
    flex({"type": "carousel", "contents": [bubble()] * 12}),
    text(sender={"name": "窓口"}),
]

TOO_MUCH = [
    (text(""), "messages[0].text"),
    (text("あ" * 5001), "messages[0].text"),
    (text("😀" * 2501), "messages[0].text"),
    ({"type": "text"}, "messages[0].text"),
    ({"type": "poem"}, "messages[0].type"),
    ({"type": "textV2", "text": "{name}"}, "messages[0].substitution.name"),
    ({"type": "textV2", "text": "a { b"}, "messages[0].text"),
    (quick(), "messages[0].quickReply.items"),
    (quick(*[postback()] * 14), "messages[0].quickReply.items"),
    (quick(postback(label="あ" * 21)), LABEL),
    (quick(postback(label=None)), LABEL),
    (tap(type="postback", data="x" * 301), f"{ACTION}.data"),
    (tap(type="postback", data="x", displayText="あ" * 301), f"{ACTION}.displayText"),
    (tap(type="postback", data="x", fillInText="x"), f"{ACTION}.fillInText"),
    (tap(type="postback", data="x", inputOption="shout"), f"{ACTION}.inputOption"),
    (tap(type="message", text="あ" * 301), f"{ACTION}.text"),
    (tap(type="uri", uri="ftp://example.com"), f"{ACTION}.uri"),
    (tap(type="uri", uri="https://e.jp/" + "x" * 1000), f"{ACTION}.uri"),
    (tap(type="clipboard", clipboardText="x" * 1001), f"{ACTION}.clipboardText"),
    (tap(type="datetimepicker", data="x", mode="week"), f"{ACTION}.mode"),
    (tap(type="datetimepicker", data="x", mode="date", min="1/12"), f"{ACTION}.min"),
    (tap(type="datetimepicker", data="x", mode="date", min="2026-12-02", max="2026-12-01"), f"{ACTION}.max"),
    (tap(type="datetimepicker", data="x", mode="date", initial="2101-01-01"), f"{ACTION}.initial"),
    (tap(type="richmenuswitch", data="x", richMenuAliasId="a"), f"{ACTION}.type"),
    (buttons(text="あ" * 161), "messages[0].template.text"),
    (buttons(text="あ" * 61, title="題"), "messages[0].template.text"),
    (buttons(title="題" * 41), "messages[0].template.title"),
    (buttons(actions=[postback()] * 5), "messages[0].template.actions"),
    (buttons(actions=[{"type": "camera", "label": "写真"}]), "messages[0].template.actions[0].type"),
    (confirm(count=3), "messages[0].template.actions"),
    (confirm(words="あ" * 241), "messages[0].template.text"),
    ({**confirm(), "altText": "あ" * 1501}, "messages[0].altText"),
    (carousel(*[column()] * 11), "messages[0].template.columns"),
    (carousel(column(4)), "messages[0].template.columns[0].actions"),
    (carousel(column(1), column(2)), "messages[0].template.columns"),
    (carousel(column(text="あ" * 61, title="題")), "messages[0].template.columns[0].text"),
    ({**flex(bubble()), "altText": "あ" * 1501}, "messages[0].altText"),
    (text(sender={"name": "LINE窓口"}), "messages[0].sender.name"),
    (text(sender={"name": "あ" * 21}), "messages[0].sender.name"),
]

WRONG_FLEX = [
    ({"type": "bubbles"}, "/type"),
    (bubble({"type": "text", "text": ""}), "/body/contents/0/text"),
    (bubble({"type": "text", "text": "x", "colour": "#112233"}), "/body/contents/0/colour"),
    (bubble({"type": "text", "text": "x", "color": "red"}), "/body/contents/0/color"),
    (bubble({"type": "icon", "url": "https://e.jp/i.png"}), "/body/contents/0"),
    (bubble({"type": "button", "action": postback(label="あ" * 41)}), "/body/contents/0/action/label"),
    (bubble({"type": "button"}), "/body/contents/0/action"),
    (bubble({"type": "box", "layout": "diagonal", "contents": []}), "/body/contents/0/layout"),
    (bubble(size="huge"), "/size"),
    (bubble({"type": "text", "text": "あ" * 10_000}), "/"),
    ({"type": "carousel", "contents": [bubble()] * 13}, "/contents"),
    ({"type": "carousel", "contents": [bubble(), bubble(size="kilo")]}, "/contents"),
    ({"type": "carousel", "contents": [bubble({"type": "text", "text": "あ" * 9_000})] * 2}, "/"),
]


@pytest.mark.parametrize("message", FITS)
def test_what_fits_is_accepted(message: dict[str, Any]) -> None:
    assert refusal(message) is None


@pytest.mark.parametrize(("message", "place"), TOO_MUCH)
def test_what_does_not_fit_is_refused_by_its_place(message: dict[str, Any], place: str) -> None:
    assert places(message) == [place]


@pytest.mark.parametrize(("contents", "place"), WRONG_FLEX)
def test_a_wrong_flex_message_is_refused_by_its_path(contents: dict[str, Any], place: str) -> None:
    assert places(flex(contents)) == [place]


def test_a_refusal_lists_every_error_as_line_does() -> None:
    assert refusal(text(""), {"type": "text", "text": "あ" * 5001}) == {
        "message": "The request body has 2 error(s)",
        "details": [
            {"message": "May not be empty", "property": "messages[0].text"},
            {"message": "Length must be between 0 and 5000", "property": "messages[1].text"},
        ],
    }


def test_a_wrong_flex_message_is_told_per_message() -> None:
    assert refusal(text(), flex(bubble({"type": "text", "text": ""}))) == {
        "message": "A message (messages[1]) in the request body is invalid",
        "details": [{"message": "must be non-empty text", "property": "/body/contents/0/text"}],
    }


@pytest.mark.parametrize("count", [0, 6])
def test_a_request_has_one_to_five_messages(count: int) -> None:
    assert places(*[text()] * count) == ["messages"]


@pytest.mark.parametrize(
    ("words", "units", "clusters"),
    [
        ("予約", 2, 2),
        ("😀", 2, 1),
        (FAMILY, 11, 1),
        ("👍🏽", 4, 1),
        ("🇯🇵🇫🇷", 8, 2),
        ("か\u3099", 2, 1),
        ("ｶﾞ", 2, 1),
        ("葛󠄀", 3, 1),
        ("❤️", 2, 1),
        ("\r\n", 2, 1),
        ("\u1100\u1161\u11a8", 3, 1),
        ("", 0, 0),
    ],
)
def test_text_is_counted_in_units_and_in_clusters(words: str, units: int, clusters: int) -> None:
    assert (utf16_units(words), graphemes(words)) == (units, clusters)

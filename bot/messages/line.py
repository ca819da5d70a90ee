"""Turns what the core says into LINE's message objects (Messaging API reference, "Message objects").

Text messages carry quick replies, at most 13; cards are Flex bubbles, whose buttons stay and work on a PC as well.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.dialogue.incoming import Tap
from bot.dialogue.turn import Copy, Open, Option, Say, Send
from bot.dialogue.words import Words

Message = dict[str, Any]

MAX_MESSAGES = 5
MAX_QUICK_REPLIES = 13
MAX_LABEL = 20
MAX_ALT_TEXT = 1500
MAX_DISPLAY = 300
GREEN = "#06703A"
GREY = "#5F6368"


def render(says: Sequence[Say], words: Words) -> list[Message]:
    """Give the messages of one reply or push."""
    return [LOOKS[say.look](say, words) for say in says][:MAX_MESSAGES]


def _text(say: Say, words: Words) -> Message:
    text = words(say.key, say.values)
    if say.numbered and say.options:
        text += "\n\n" + "\n".join(_numbered(say.options, words))
    message: Message = {"type": "text", "text": text}
    if say.options:
        items = [{"type": "action", "action": _action(option, words)} for option in say.options[:MAX_QUICK_REPLIES]]
        message["quickReply"] = {"items": items}
    return message


def _numbered(options: Sequence[Option], words: Words) -> list[str]:
    return [f"{place}. {words(option.label, option.values)}" for place, option in enumerate(options, 1)]


def _action(option: Option, words: Words) -> Mapping[str, str]:
    label = words(option.label, option.values)
    match option.action:
        case Tap() as tap:
            return {"type": "postback", "label": label, "data": tap.encode(), "displayText": label[:MAX_DISPLAY]}
        case Send(text):
            return {"type": "message", "label": label, "text": text}
        case Open(uri):
            return {"type": "uri", "label": label, "uri": uri}
        case Copy(text):
            return {"type": "clipboard", "label": label, "clipboardText": text}


def _card(say: Say, words: Words) -> Message:
    text = words(say.key, say.values)
    body = [{"type": "text", "text": text, "wrap": True, "size": "md"}, *_rows(say, words), *_by_number(say, words)]
    contents: dict[str, Any] = {"type": "bubble", "body": _box("vertical", body, spacing="md")}
    if say.options:
        contents["footer"] = _box("vertical", [_button(option, words, say) for option in say.options], spacing="sm")
    return {"type": "flex", "altText": alt_text(say, words), "contents": contents}


def _by_number(say: Say, words: Words) -> list[Message]:
    if not say.numbered:
        return []
    count = sum(isinstance(option.action, Tap) for option in say.options)
    first = words(say.options[0].label, say.options[0].values)
    key = "common.by_number_in_review" if say.rows else "common.by_number"
    told = words(key, {"count": str(count), "first": first})
    return [{"type": "text", "text": told, "wrap": True, "size": "sm", "color": GREY}]


def text_of(message: Mapping[str, Any]) -> str:
    """Give what a message says, for a preview: its text, or a card's text with its choices."""
    return str(message.get("text") or message.get("altText", ""))


def alt_text(say: Say, words: Words) -> str:
    """Give what a screen reader or the list of talks shows: the card's text and its choices, never the answers."""
    labels = "／".join(words(option.label, option.values) for option in say.options)
    return (
        f"{words(say.key, say.values)}\n［{labels}］"[:MAX_ALT_TEXT]
        if labels
        else words(say.key, say.values)[:MAX_ALT_TEXT]
    )


def _rows(say: Say, words: Words) -> list[Message]:
    rows: list[Message] = []
    for row in say.rows:
        told = _box(
            "vertical",
            [
                {"type": "text", "text": words(row.label), "size": "sm", "color": GREY},
                {"type": "text", "text": row.value, "wrap": True, "size": "md"},
            ],
            flex=5,
        )
        change = _action(row.option, words)
        tap = {
            "type": "text",
            "text": words("book.review.option.change"),
            "size": "md",
            "color": GREEN,
            "align": "end",
            "gravity": "center",
            "decoration": "underline",
            "flex": 2,
            "action": change,
        }
        rows += [{"type": "separator"}, _box("horizontal", [told, tap], spacing="sm")]
    return rows


def _button(option: Option, words: Words, say: Say) -> Message:
    first = option is say.options[0] and not say.quiet
    button = {
        "type": "button",
        "style": "primary" if first else "secondary",
        "height": "sm",
        "action": _action(option, words),
    }
    return {**button, "color": GREEN} if first else button


def _box(layout: str, contents: Sequence[Any], **more: Any) -> Message:
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def _pages(say: Say, words: Words) -> Message:
    """Show cards side by side, the first with the introduction, each with all the buttons."""
    intro = words(say.key, say.values)
    told = [f"{place}. {words(page.title)}：{words(page.text)}" for place, page in enumerate(say.pages, 1)]
    bubbles = [_page(place, say, words) for place in range(len(say.pages))]
    alt = "\n".join([intro, *told])[:MAX_ALT_TEXT]
    return {"type": "flex", "altText": alt, "contents": {"type": "carousel", "contents": bubbles}}


def _page(place: int, say: Say, words: Words) -> Message:
    page = say.pages[place]
    intro = [{"type": "text", "text": words(say.key, say.values), "wrap": True, "size": "sm", "color": GREY}]
    body = [
        {"type": "text", "text": f"{place + 1} / {len(say.pages)}", "size": "sm", "color": GREY},
        {"type": "text", "text": words(page.title), "wrap": True, "size": "lg", "weight": "bold"},
        {"type": "text", "text": words(page.text), "wrap": True, "size": "md"},
        *(intro if place == 0 else []),
    ]
    footer = _box("vertical", [_button(option, words, say) for option in say.options], spacing="sm")
    return {"type": "bubble", "body": _box("vertical", body, spacing="md"), "footer": footer}


LOOKS: Mapping[str, Callable[[Say, Words], Message]] = {"text": _text, "card": _card, "pages": _pages}

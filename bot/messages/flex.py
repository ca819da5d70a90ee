"""The parts of which cards are made: actions, buttons, boxes (Messaging API reference, Flex Message)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.dialogue.incoming import Tap
from bot.dialogue.turn import Copy, Open, Option, Say, Send
from bot.dialogue.words import Words
from bot.messages.fitting import cut

Message = dict[str, Any]

MAX_LABEL = 20  # characters as a reader sees them
SHORT_LABEL = 4  # characters of which two stand side by side though letters are large
MAX_ALT_TEXT = 1500  # UTF-16 units
MAX_DISPLAY = 300  # characters as a reader sees them
GREEN = "#06703A"
RED = "#A32018"
GREY = "#5F6368"
WHITE = "#FFFFFF"


def action_of(option: Option, words: Words) -> Mapping[str, str]:
    """Give what a tap on an option does."""
    whole = words(option.label, option.values)
    label = cut(whole, MAX_LABEL)
    match option.action:
        case Tap() as tap:
            return {"type": "postback", "label": label, "data": tap.encode(), "displayText": cut(whole, MAX_DISPLAY)}
        case Send(text):
            return {"type": "message", "label": label, "text": text}
        case Open(uri):
            return {"type": "uri", "label": label, "uri": uri}
        case Copy(text):
            return {"type": "clipboard", "label": label, "clipboardText": text}


def buttons(say: Say, words: Words) -> list[Message]:
    """Give a button for each option; the first stands out, unless none is to."""
    first = {"style": "primary", "color": RED if say.undoes else GREEN}
    looks = ({"style": "secondary"} if place or say.quiet else first for place in range(len(say.options)))
    return [button(option, words, **look) for option, look in zip(say.options, looks, strict=True)]


def button(option: Option, words: Words, **more: Any) -> Message:
    """Give a button that grows with the letters that its reader has chosen, and shrinks a label that is too wide."""
    looks = {"height": "sm", "scaling": True, "adjustMode": "shrink-to-fit"}  # LINE cuts a label that is too wide
    return {"type": "button", "action": action_of(option, words), **looks, **more}


def box(layout: str, contents: Sequence[Any], **more: Any) -> Message:
    """Give a box around some parts."""
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def text(words: str, **more: Any) -> Message:
    """Give a text that wraps, and grows with the letters that its reader has chosen on the phone."""
    return {"type": "text", "text": words, "wrap": True, "scaling": True, **more}


def by_number(say: Say, words: Words) -> list[Message]:
    """Tell that what is numbered can be chosen by typing its number."""
    if not say.numbered or _count(say.choices) <= 1:  # who has one choice needs no number for it
        return []
    count = _count(say.options)
    first = words(say.options[0].label, say.options[0].values)
    key = "common.by_number_in_review" if any(row.option for row in say.rows) else "common.by_number"
    told = words(key, {"count": str(count), "first": first})
    return [text(told, size="sm", color=GREY)]


def _count(options: Sequence[Option]) -> int:
    return sum(isinstance(option.action, Tap) for option in options)


def footer(say: Say, words: Words) -> Message:
    """Give the block with the buttons, and below them what works at any question; nothing where there are none."""
    always = [_always(option, words) for option in say.always]
    is_short = all(len(one["action"]["label"]) <= SHORT_LABEL for one in always)
    beside = [box("horizontal", always, spacing="sm")] if is_short and always else always
    parts = [*buttons(say, words), *beside]
    return {"footer": box("vertical", parts, spacing="sm")} if parts else {}


def _always(option: Option, words: Words) -> Message:
    return button(option, words, style="link", color=GREEN)


def with_choices(told: str, say: Say, words: Words) -> str:
    """Give an alternative text: what is told, then what can be chosen."""
    labels = "／".join(words(option.label, option.values) for option in (*say.options, *say.always))
    return cut(f"{told}\n［{labels}］" if labels else told, MAX_ALT_TEXT)


def without_choices(text: str) -> str:
    """Give an alternative text for where there are no buttons."""
    told, mark, rest = text.rpartition("\n［")
    return told if mark and rest.endswith("］") and "\n" not in rest else text


def links(part: object) -> Iterator[str]:
    """Give each button that opens a page, as its label and the address."""
    match part:
        case {"type": "uri", "label": label, "uri": str(uri)} if uri.startswith("https:"):
            yield f"{label}：{uri}"
        case dict():
            yield from (link for value in part.values() for link in links(value))
        case list():
            yield from (link for value in part for link in links(value))

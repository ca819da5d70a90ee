"""Names what LINE would not take of a message."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adapters.line.sdk import messaging
from bot.playground.line.api.answers import ApiError, require_messages
from bot.playground.line.limits.requests import MESSAGES

Message = Mapping[str, Any]


def wrong(messages: Sequence[Message]) -> str:
    """Give what LINE would find wrong with messages, "" for nothing."""
    try:
        require_messages(MESSAGES, {"messages": list(messages)})
    except ApiError as error:
        return repr(error.answer.body)
    return ""


def unknown_to_line(message: Message) -> list[str]:
    """Name what LINE's own description does not know, or takes for something else; ValueError for what it refuses.

    The models of line-bot-sdk are made from LINE's OpenAPI description; they drop in silence what it does not know.
    """
    read = messaging().PushMessageRequest.from_dict({"to": "U0", "messages": [message]})
    understood = read.dict(by_alias=True, exclude_none=True)  # its own to_dict writes each part once a level anew
    return _lost(message, understood["messages"][0], "")


def _lost(sent: Any, understood: Any, path: str) -> list[str]:
    if isinstance(sent, dict) and isinstance(understood, dict):
        return [one for name, part in sent.items() for one in _lost(part, understood.get(name), f"{path}/{name}")]
    if isinstance(sent, list) and isinstance(understood, list) and len(sent) == len(understood):
        pairs = enumerate(zip(sent, understood, strict=True))
        return [one for place, (here, there) in pairs for one in _lost(here, there, f"{path}/{place}")]
    return [] if sent == understood else [path]


# --- what LINE's reference documents and no model of the SDK knows ---

Parts = Iterator[tuple[str, Mapping[str, Any]]]
LONGEST_LABEL = 20  # what every kind of action takes; a button of a card would take 40
LONGEST: Mapping[str, Mapping[str, int]] = {
    "text": {"text": 5000},
    "flex": {"altText": 1500},
    "postback": {"label": LONGEST_LABEL, "data": 300, "displayText": 300},
    "message": {"label": LONGEST_LABEL, "text": 300},
    "uri": {"label": LONGEST_LABEL, "uri": 1000},
    "clipboard": {"label": LONGEST_LABEL, "clipboardText": 1000},
}
MOST_QUICK_REPLIES, MOST_BUBBLES, MOST_BYTES = 13, 12, {"bubble": 30_000, "carousel": 50_000}


def oversized(message: Message) -> list[str]:
    """Name what is longer or more than LINE documents, or empty; counted in UTF-16 units, which are never fewer."""
    found = [
        f"{path}/{name}"
        for path, part in _parts(message, "")
        for name, most in LONGEST.get(part.get("type", ""), {}).items()
        if name in part and not 1 <= len(str(part[name]).encode("utf-16-le")) // 2 <= most
    ]
    for path, part in _parts(message, ""):
        kind = part.get("type")
        size = len(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode())
        if size > MOST_BYTES.get(str(kind), size):
            found.append(f"{path} bytes")
        if kind == "carousel" and not 1 <= len(part["contents"]) <= MOST_BUBBLES:
            found.append(f"{path} bubbles")
        if kind == "carousel" and len({one.get("size") for one in part["contents"]}) > 1:
            found.append(f"{path} sizes")
        if "items" in part and not 1 <= len(part["items"]) <= MOST_QUICK_REPLIES:
            found.append(f"{path} items")
    return found


def _parts(part: Any, path: str) -> Parts:
    """Give every object of a message with its place."""
    if isinstance(part, dict):
        yield path, part
        yield from (found for name, value in part.items() for found in _parts(value, f"{path}/{name}"))
    if isinstance(part, list):
        yield from (found for place, value in enumerate(part) for found in _parts(value, f"{path}/{place}"))

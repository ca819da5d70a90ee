"""Names what LINE would not take of a message."""

from collections.abc import Mapping, Sequence
from typing import Any

from linebot.v3.messaging import PushMessageRequest

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
    understood = PushMessageRequest.from_dict({"to": "U0", "messages": [message]}).to_dict()
    return _lost(message, understood["messages"][0], "")


def _lost(sent: Any, understood: Any, path: str) -> list[str]:
    if isinstance(sent, dict) and isinstance(understood, dict):
        return [one for name, part in sent.items() for one in _lost(part, understood.get(name), f"{path}/{name}")]
    if isinstance(sent, list) and isinstance(understood, list) and len(sent) == len(understood):
        pairs = enumerate(zip(sent, understood, strict=True))
        return [one for place, (here, there) in pairs for one in _lost(here, there, f"{path}/{place}")]
    return [] if sent == understood else [path]

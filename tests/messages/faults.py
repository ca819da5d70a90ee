"""Names what LINE would not take of a message."""

from collections.abc import Mapping, Sequence
from typing import Any

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

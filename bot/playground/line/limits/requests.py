"""Whole request bodies. LINE: Messaging API reference, Message and Rich menu."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.playground.line.limits import flex
from bot.playground.line.limits.actions import ALIAS_ID, RICH_MENU, actions
from bot.playground.line.limits.counting import graphemes
from bot.playground.line.limits.messages import message
from bot.playground.line.limits.rules import (
    Finding,
    Rule,
    anything,
    boolean,
    fields,
    items,
    matching,
    number,
    text,
    then,
)

USER = matching(r"U[0-9a-f]{32}", "invalid user id")
TALK = matching(r"[UCR][0-9a-f]{32}", "invalid id")
MESSAGES = fields({"messages": items(message, 1, 5)})
_sent: dict[str, Rule] = {"notificationDisabled": boolean, "customAggregationUnits": items(text(30), 0, 1)}
REPLY = fields({"replyToken": text(255), "messages": items(message, 1, 5)}, {"notificationDisabled": boolean})
PUSH = fields({"to": text(255), "messages": items(message, 1, 5)}, _sent)
MULTICAST = fields({"to": items(text(255), 1, 500), "messages": items(message, 1, 5)}, _sent)
LOADING = fields({"chatId": text(255)}, {"loadingSeconds": number(5, 60, step=5)})
MARK_AS_READ = fields({"markAsReadToken": text(2000)})
ENDPOINT = fields({"endpoint": then(text(500), matching(r"https?://.+", "Invalid webhook endpoint URL"))})

_whole = number(0, 10_000)
_area = fields(
    {
        "bounds": fields({"x": _whole, "y": _whole, "width": number(1, 2500), "height": number(1, 10_000)}),
        "action": actions(20, RICH_MENU, label_required=False),
    }
)


def _wide_enough(path: str, value: Any) -> Iterator[Finding]:
    if value["width"] / value["height"] < 1.45:
        yield Finding(path, "The aspect ratio (width / height) must be at least 1.45")


RICH_MENU_BODY = fields(
    {
        "size": then(fields({"width": number(800, 2500), "height": number(250, 2500)}), _wide_enough),
        "selected": boolean,
        "name": text(300, graphemes),
        "chatBarText": text(14, graphemes),
        "areas": items(_area, 0, 20),
    }
)
ALIAS = fields({"richMenuAliasId": ALIAS_ID, "richMenuId": anything})
BULK = fields({"userIds": items(USER, 1, 500)}, {"richMenuId": text(100)})

Check = Callable[[Any], Iterator[Finding]]


def flex_findings(body: Any) -> Iterator[tuple[int, list[Finding]]]:
    """For each flex message of the body that is wrong, its index and what is wrong in it."""
    for index, each in enumerate(body["messages"]):
        if each["type"] == "flex" and (found := list(flex.container(each["contents"]))):
            yield index, found

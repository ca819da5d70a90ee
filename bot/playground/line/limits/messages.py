"""Message objects. LINE: Messaging API reference, Message objects."""

import re
from collections.abc import Iterator
from typing import Any

from bot.playground.line.limits.actions import QUICK_REPLY, actions
from bot.playground.line.limits.rules import (
    Finding,
    Rule,
    anything,
    by_type,
    fields,
    https_url,
    items,
    number,
    text,
    then,
)
from bot.playground.line.limits.templates import template

_MAX_ITEMS_OF_TEXT = 100
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(?P<key>[0-9A-Za-z_]{1,20})\}|(?P<stray>[{}])")


def _sender_name(path: str, value: Any) -> Iterator[Finding]:
    if "LINE" in value.upper():
        yield Finding(path, "The word LINE can't be used")


def _substitution(path: str, value: Any) -> Iterator[Finding]:
    """Every placeholder of a textV2 has its substitution; a brace that is none is doubled."""
    given = value.get("substitution") or {}
    found = list(_PLACEHOLDER.finditer(value["text"]))
    if any(match["stray"] for match in found):
        yield Finding(f"{path}.text", "Invalid placeholder")
    for key in {match["key"] for match in found if match["key"]} - set(given):
        yield Finding(f"{path}.substitution.{key}", "must be specified")
    if len(given) > _MAX_ITEMS_OF_TEXT:
        yield Finding(f"{path}.substitution", f"Size must be between 0 and {_MAX_ITEMS_OF_TEXT}")


_quick_reply_button = fields(
    {"action": actions(20, QUICK_REPLY)},
    {"imageUrl": https_url(2000)},
)
_common: dict[str, Rule] = {
    "quickReply": fields({"items": items(_quick_reply_button, 1, 13)}),
    "sender": fields({}, {"name": then(text(20), _sender_name), "iconUrl": https_url(2000)}),
}
_alt_text = text(1500)
_media: dict[str, Rule] = {"originalContentUrl": https_url(2000), "previewImageUrl": https_url(2000)}


def _kind(required: dict[str, Rule], optional: dict[str, Rule] | None = None) -> Rule:
    return fields(required, _common | (optional or {}))


message = by_type(
    {
        "text": _kind({"text": text(5000)}, {"emojis": items(anything, 0, 20), "quoteToken": text(500)}),
        "textV2": then(_kind({"text": text(5000)}, {"quoteToken": text(500)}), _substitution),
        "sticker": _kind({"packageId": text(20), "stickerId": text(20)}, {"quoteToken": text(500)}),
        "image": _kind(_media),
        "video": _kind(_media, {"trackingId": text(100)}),
        "audio": _kind(
            {"originalContentUrl": https_url(2000), "duration": number(1, 3_600_000_000)},
        ),
        "location": _kind(
            {
                "title": text(100),
                "address": text(100),
                "latitude": number(-90, 90),
                "longitude": number(-180, 180),
            }
        ),
        "imagemap": _kind(
            {
                "baseUrl": https_url(2000),
                "altText": _alt_text,
                "baseSize": anything,
                "actions": items(anything, 1, 50),
            }
        ),
        "template": _kind({"altText": _alt_text, "template": template}),
        "flex": _kind({"altText": _alt_text, "contents": anything}),
    }
)

"""Webhook events in LINE's shapes. LINE: Messaging API reference, Webhook event objects."""

from collections.abc import Mapping
from datetime import datetime

from bot.playground.line.people.identifiers import message_id, milliseconds, opaque_token, ulid
from bot.playground.line.wire import Json


def event(kind: str, source: Json, at: datetime, reply_token: str | None = None, content: Json | None = None) -> Json:
    answerable = {} if reply_token is None else {"replyToken": reply_token}
    return {
        "type": kind,
        **(content or {}),
        "webhookEventId": ulid(at),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": milliseconds(at),
        "source": source,
        **answerable,
        "mode": "active",
    }


def from_user(user_id: str) -> Json:
    return {"type": "user", "userId": user_id}


def from_group(group_id: str, user_id: str | None = None) -> Json:
    """Only message events of a group say who did it. LINE: Messaging API reference, Source group chat."""
    return {"type": "group", "groupId": group_id, **({"userId": user_id} if user_id else {})}


def message(kind: str, **content: object) -> Json:
    return {
        "type": kind,
        "id": message_id(),
        "quoteToken": opaque_token(),
        "markAsReadToken": opaque_token(),
        **content,
    }


def text(words: str) -> Json:
    return message("text", text=words)


def sticker(package_id: str, sticker_id: str) -> Json:
    look = {"stickerResourceType": "STATIC", "keywords": ["Hello"]}
    return message("sticker", packageId=package_id, stickerId=sticker_id, **look)


def image() -> Json:
    return message("image", contentProvider={"type": "line"})


def redelivered(original: Mapping[str, object]) -> Json:
    """The same event as LINE sends it again."""
    return {**original, "deliveryContext": {"isRedelivery": True}}

"""Reads LINE's webhooks, tolerant of whatever they may carry one day.

Messaging API reference: "Webhooks", "Signature validation", "Webhook event objects". New event types, fields and
values may come without notice, so an unknown one is a count, never an error.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.dialogue.incoming import Incoming, Sort, Tap

MOST_DIGITS = 30  # of a number; a timestamp has 13
DESTINATION = re.compile(rb'"destination"\s*+:\s*+"(U[0-9a-f]{32})"')  # within a text, quotes stand behind a backslash
EPOCH = datetime.fromtimestamp(0, UTC)
NOBODY = "Udeadbeefdeadbeefdeadbeefdeadbeef"  # who LINE's connection test made up, until about 2019


class NotAWebhookError(ValueError):
    """The body is no webhook of LINE's."""


@dataclass(frozen=True)
class Parsed:
    """One event that concerns a conversation."""

    user: str
    incoming: Incoming
    reply_token: str


@dataclass(frozen=True)
class Odd:
    """One event that concerns none, and why: "unknown", "group", "standby" or "bad"."""

    why: str


def is_signed(body: bytes, signature: str, secrets: Sequence[str]) -> bool:
    """Say whether one of the channel secrets signed these very bytes."""
    given = signature.encode("utf-8", "surrogateescape")
    made = (base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()) for secret in secrets)
    return any(hmac.compare_digest(one, given) for one in made)


def destination_of(body: bytes) -> str:
    """Give the user id of the account that a verified webhook is for, "" where it does not say so."""
    found = DESTINATION.search(body)
    return found[1].decode() if found else ""


def parse(body: bytes) -> Iterator[Parsed | Odd]:
    """Split a verified body into events, each on its own; NotAWebhookError if it holds no list of events."""
    try:
        whole = json.loads(body.decode("utf-8-sig"), parse_int=_number)
        events = whole["events"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotAWebhookError from None
    if not isinstance(events, list):
        raise NotAWebhookError
    return map(_event, events)


def _number(digits: str) -> int | None:
    """Read a number; Python refuses one of thousands of digits, and with it all other events of the body."""
    return int(digits) if len(digits) <= MOST_DIGITS else None


def _event(event: Any) -> Parsed | Odd:
    try:
        return parse_event(event)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return Odd("bad")


def parse_event(event: Mapping[str, Any]) -> Parsed | Odd:
    """Read one event; whatever is wrong with it raises."""
    if event.get("mode", "active") != "active":
        return Odd("standby")
    source = event.get("source") or {}
    if source.get("type", "user") != "user":
        return Odd("group")
    user = _clean(source["userId"])
    incoming = _incoming(event)
    if not incoming or not incoming.event_id or user in ("", NOBODY):
        return Odd("unknown")
    return Parsed(user, incoming, _clean(event.get("replyToken") or ""))


def _incoming(event: Mapping[str, Any]) -> Incoming | None:
    told = _told(event)
    if not told:
        return None
    return Incoming(
        event_id=_clean(event["webhookEventId"]),
        at=EPOCH + timedelta(milliseconds=int(event["timestamp"])),
        redelivered=bool((event.get("deliveryContext") or {}).get("isRedelivery")),
        **told,
    )


def _told(event: Mapping[str, Any]) -> dict[str, Any]:
    match event.get("type"):
        case "message":
            return _message(event["message"])
        case "postback":
            return {"sort": Sort.TAP, "tap": Tap.decode(_clean(event["postback"]["data"]))}
        case "follow":
            return {"sort": Sort.FOLLOW}
        case "unfollow":
            return {"sort": Sort.UNFOLLOW}
        case "unsend":
            return {"sort": Sort.UNSEND, "message_id": _clean(event["unsend"]["messageId"])}
        case _:
            return {}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    name = _clean(message.get("id") or "")
    match message.get("type"):
        case "text":
            text = _clean(_without_emojis(message["text"], message.get("emojis")))
            sort = Sort.TEXT if text.strip() or not message["text"].strip() else Sort.STICKER
            return {"sort": sort, "message_id": name} | ({"text": text} if sort is Sort.TEXT else {})
        case "sticker":
            return {"sort": Sort.STICKER, "message_id": name}
        case _:
            return {"sort": Sort.MEDIA, "message_id": name}


def _without_emojis(text: str, spans: Any) -> str:
    """Cut LINE's own emoji, which stand in a text as words: 「(moon wink)」. LINE counts places in UTF-16."""
    if not isinstance(spans, list) or not isinstance(text, str):
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    for start, length in sorted(filter(None, map(_span, spans)), reverse=True):
        units = units[: 2 * start] + units[2 * (start + length) :]
    return units.decode("utf-16-le", "surrogatepass")


def _span(emoji: Any) -> tuple[int, int] | None:
    """Read where an emoji stands; None for what does not say so."""
    if not isinstance(emoji, Mapping):
        return None
    start, length = emoji.get("index"), emoji.get("length")
    if not isinstance(start, int) or not isinstance(length, int) or start < 0 or length < 1:
        return None
    return start, length


def _clean(text: str) -> str:
    """Drop what can be neither stored nor shown: lone surrogates and NUL."""
    if not isinstance(text, str):
        raise TypeError(type(text).__name__)
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")

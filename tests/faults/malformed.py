"""Malformed and odd webhooks without end, the same for one seed: `python -m tests.faults.malformed` shows some."""

import base64
import gzip
import hashlib
import hmac
import json
import random
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

Random = random.Random
USERS = [f"U{number:032x}" for number in range(1, 201)]
TEXTS = (
    *("予約", "1", "2", "山田 太郎", "13010-12345678", "090-1234-5678", "a@example.com", "12/3 14時", "申し込む"),
    *("確認", "変更", "キャンセル", "戻る", "やめる", "最初から", "ヘルプ", "私の記録", "電話", "やさしい日本語"),
    *("- " * 34, "090-" * 100, "あ" + "…" * 4998 + "あ", "ﷺ" * 300, "👨‍👩‍👧‍👦" * 60, "e" + "\u0301" * 3000),
    *("\ud800", "山\x00田", "\u202e予約\u202c", "\u200b\u200d\ufeff", "\x1b[31m\r\n\x07", "{{7*7}}<img src=x>%s{0}"),
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e308, -1e308, 10**20, -(10**30), "", " ", "0", "null", "U", "x" * 10_000),
    *([], {}, [[]], [None], {"": None}, {"type": "text"}, "\ud800", "\x00", "\u202e", "é" * 500, ["text"] * 50),
)
TYPES = (
    *("message", "postback", "follow", "unfollow", "unsend", "join", "leave", "memberJoined", "memberLeft", "beacon"),
    *("accountLink", "videoPlayComplete", "things", "membership", "module", "activated", "botSuspended", "delivery"),
    *("pnpDelivery", "", "MESSAGE", "__proto__", "message ", "teleport"),
)
EXTRA = ("extra", "type", "", "userId", "__class__")
KINDS = ("application/json; charset=utf-8", "application/json", "text/plain", "", "multipart/form-data")
BODIES = (b"", b"[]", b"{}", b"null", b'"events"', b'{"events":null}', b'{"events":{}}', b"\x00", b"NaN")
MESSAGES = ("text", "sticker", "image", "video", "audio", "file", "location", "imagemap", "", "TEXT", "hologram")


class Post(NamedTuple):
    """One request: a body, its headers, and whether its signature is right."""

    body: bytes
    headers: Mapping[str, str]
    is_signed: bool


def posts(seed: int, secret: str, now: int) -> Iterator[Post]:
    """Give requests for ever; `now` is the time in milliseconds that most of their events bear."""
    chance, number = Random(seed), 0
    while True:
        events = [_event(chance, number + place, now) for place in range(chance.choice((1, 1, 1, 2, 5, 20)))]
        number += len(events)
        whole: Any = {"destination": "U" + "0" * 32, "events": [_odd(chance, one) for one in events]}
        body = _bytes(chance, whole)
        yield _signed(chance, body, secret)


def _event(chance: Random, number: int, now: int) -> dict[str, Any]:
    return {
        "type": chance.choice(TYPES[:5]),
        "message": {
            "type": chance.choice(MESSAGES),
            "id": str(number),
            "text": chance.choice(TEXTS),
            "quoteToken": "q",
        },
        "postback": {"data": chance.choice(("c=1&q=book.time&v=x&d=y", "", "%%%", "q=" * 500, "c=\x00"))},
        "unsend": {"messageId": str(number - 1)},
        "webhookEventId": f"01MALFORMED{number:015d}",
        "deliveryContext": {"isRedelivery": chance.random() < 0.1},
        "timestamp": now + number,
        "source": {"type": "user", "userId": chance.choice(USERS)},
        "replyToken": f"{number:032x}",
        "mode": "active",
    }


def _odd(chance: Random, event: dict[str, Any]) -> Any:
    """Change an event in up to three places, or not at all."""
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        place: dict[str, Any] = chance.choice([event, *(one for one in event.values() if isinstance(one, dict))])
        if place:
            chance.choice(CHANGES)(chance, event, place, chance.choice(list(place)))
    return event if chance.random() < 0.97 else chance.choice(ODD)


def _named(name: str, values: tuple[Any, ...]) -> Callable[[Random, Any, Any, str], Any]:
    return lambda chance, event, _, __: event.update({name: chance.choice(values)})


CHANGES: tuple[Callable[[Random, dict[str, Any], dict[str, Any], str], Any], ...] = (
    lambda _, __, place, key: place.pop(key),
    lambda chance, _, place, key: place.update({key: chance.choice(ODD)}),
    lambda chance, _, place, __: place.update({chance.choice(EXTRA): chance.choice(ODD)}),
    lambda _, __, place, key: place.update({key: [place[key]]}),
    _named("type", TYPES),
    _named("source", tuple({"type": one, "groupId": "C" + "1" * 32} for one in ("group", "room", "user", "", None))),
    _named("mode", ("standby", "", None, 7)),
)


def _bytes(chance: Random, whole: dict[str, Any]) -> bytes:
    """Write the body, in one of many ways in which it may be spoilt."""
    body = json.dumps(whole, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    spoil = chance.choice(SPOILED) if chance.random() < 0.3 else None
    return spoil(chance, body) if spoil else body


def _cut(chance: Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body))]


def _bad_byte(chance: Random, body: bytes) -> bytes:
    place = chance.randrange(len(body))
    return body[:place] + bytes([chance.randrange(128, 256)]) + body[place:]


def _without_events(chance: Random, body: bytes) -> bytes:
    odd = (
        b"",
        b"[]",
        b"{}",
        b"null",
        b'"events"',
        b'{"events":null}',
        b'{"events":{}}',
        b'{"events":7}',
        b"\x00",
        b"NaN",
    )
    return chance.choice(odd)


def _deep(chance: Random, body: bytes) -> bytes:
    opening = chance.choice((b"[", b'{"a":'))
    return b'{"events":' + opening * chance.choice((500, 5000, 50_000))


SPOILED: tuple[Callable[[Random, bytes], bytes], ...] = (
    _cut,
    _bad_byte,
    _without_events,
    _deep,
    lambda _, body: b"\xef\xbb\xbf" + body,
    lambda _, body: body + body,
    lambda _, body: body.replace(b'"timestamp": ', b'"timestamp": ' + b"9" * 5000),
    lambda _, body: body.replace(b'"mode": "active"', b'"mode": NaN, "mode": "active"'),
    lambda _, body: body.replace(b'"timestamp"', b'"type": "follow", "timestamp"'),
    lambda _, body: body.replace(b'"events"', b'"events": [], "events"'),
    lambda _, body: body.decode("utf-8", "replace").encode("utf-16"),
    lambda _, body: gzip.compress(body),
    lambda chance, body: body.ljust(chance.choice((20_000, 200_000))),
    lambda _, body: body.replace(b"U", b"\\ud800"),
)


def _signed(chance: Random, body: bytes, secret: str) -> Post:
    right = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"Content-Type": chance.choice(KINDS), "X-Line-Signature": right}
    if chance.random() < 0.85:
        return Post(body, headers, is_signed=True)
    wrong = chance.choice(("", "=", "x" * 44, "x" * 5000, right[::-1], right.lower() + " ", "0" * 64))
    return Post(body, {**headers, "X-Line-Signature": wrong}, is_signed=False)


if __name__ == "__main__":
    for one in islice(posts(1, "s", 0), 20):
        print(one.is_signed, one.body[:200])

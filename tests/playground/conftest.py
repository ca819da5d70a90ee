"""A local LINE with a bot that only listens, and a clock that only moves when told."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.playground.line.api.app import create_platform_app
from bot.playground.line.platform import Platform

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
TOKEN = "an-access-token"
TARO = "U" + "1" * 32
HANAKO = "U" + "2" * 32
STRANGER = "U" + "3" * 32
NOBODY = "U" + "f" * 32
GROUP = "C" + "4" * 32


@dataclass
class Clock:
    now: datetime = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class ListeningBot:
    """Keeps what it is sent; answers `statuses` one by one, then 200; may act on each body."""

    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)
    on_event: Callable[[dict[str, Any]], object] | None = None

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> int | None:
        self.bodies.append(body)
        self.headers.append(headers)
        self.received.append(json.loads(body))
        for event in self.received[-1]["events"] if self.on_event else ():
            self.on_event(event)
        return self.statuses.pop(0) if self.statuses else 200

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.received for event in body["events"]]


@dataclass
class Api:
    """The Messaging API with the right token."""

    client: FlaskClient

    def __call__(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        given = {"Authorization": f"Bearer {TOKEN}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        content = {} if body is None else {"json": body}
        return self.client.open("/v2/bot" + path, method=method, headers=given, **content)

    def push(self, to: str, *messages: object, **headers: str) -> TestResponse:
        return self("POST", "/message/push", {"to": to, "messages": list(messages) or [words("お知らせ")]}, **headers)

    def reply(self, token: str, *messages: object, **headers: str) -> TestResponse:
        body = {"replyToken": token, "messages": list(messages) or [words("はい")]}
        return self("POST", "/message/reply", body, **headers)

    def control(self, method: str, path: str, body: object = None) -> TestResponse:
        return self.client.open("/control" + path, method=method, **({} if body is None else {"json": body}))


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot() -> ListeningBot:
    return ListeningBot()


@pytest.fixture
def line(bot: ListeningBot, clock: Clock) -> Iterator[Platform]:
    """Taro is a friend; webhooks are delivered before an act returns."""
    platform = Platform(channel_secret=SECRET, access_tokens=[TOKEN], clock=clock, deliver=bot, deliver_now=True)
    platform.add_friend(TARO, "山田 太郎")
    yield platform
    platform.stop()


@pytest.fixture
def api(line: Platform) -> Api:
    return Api(create_platform_app(line).test_client())

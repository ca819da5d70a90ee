"""Webhooks to the bot, signed as Zoom signs them. Zoom: Using webhooks, Verify webhook events."""

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.adapters.network.http_client import trusted
from bot.playground.faults import Faults
from bot.playground.zoom.meetings import Meeting
from bot.playground.zoom.rooms import Person

POST_SECONDS = 3.0
Deliver = Callable[[bytes, Mapping[str, str]], int]


def signed(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    """Give the headers of a webhook."""
    stamp = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "x-zm-request-timestamp": stamp,
        "x-zm-signature": f"v0={digest}",
    }


def event(name: str, meeting: Meeting, person: Person, at: datetime) -> dict[str, Any]:
    """Give the body of a webhook about somebody in a room; a host is known by the host's own user id."""
    stamp = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    moment = "leave_time" if name.endswith("_left") else "join_time"
    participant = {
        "user_id": person.id[:8],
        "user_name": person.name,
        "id": meeting.host if person.is_host else "",
        "participant_uuid": person.id,
        "email": "",
        moment: stamp,
    }
    return {
        "event": name,
        "event_ts": int(at.timestamp() * 1000),
        "payload": {
            "account_id": "local",
            "object": {
                "id": str(meeting.id),
                "uuid": f"local-{meeting.id}",
                "host_id": meeting.host,
                "topic": meeting.topic,
                "type": 2,
                "start_time": f"{meeting.start:%Y-%m-%dT%H:%M:%SZ}",
                "timezone": "Asia/Tokyo",
                "duration": meeting.minutes,
                "participant": participant,
            },
        },
    }


class Webhooks:
    """Sends them; `log` keeps (event, status), 0 for no answer."""

    def __init__(self, url: str, secret: str, clock: Callable[[], datetime], faults: Faults, *, now: bool) -> None:
        self._url, self._secret, self._clock, self._faults, self._now = url, secret, clock, faults, now
        self._client = httpx.Client(timeout=POST_SECONDS, trust_env=False, verify=trusted())
        self.log: list[tuple[str, int]] = []

    def tell(self, name: str, meeting: Meeting, person: Person) -> None:
        at = self._clock()
        body = json.dumps(event(name, meeting, person, at), ensure_ascii=False).encode()
        fault = self._faults.take(webhook=True)
        times = {"webhook_lost": 0, "webhook_twice": 2}.get(fault.kind if fault else "", 1)
        for _ in range(times if self._url and self._secret else 0):
            if self._now:
                self._post(name, body)
            else:
                threading.Thread(target=self._post, args=(name, body), daemon=True).start()

    def _post(self, name: str, body: bytes) -> None:
        try:
            answer = self._client.post(self._url, content=body, headers=signed(self._secret, body, self._clock()))
            self.log.append((name, answer.status_code))
        except httpx.HTTPError:
            self.log.append((name, 0))

    def close(self) -> None:
        self._client.close()

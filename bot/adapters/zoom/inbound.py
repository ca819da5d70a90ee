"""Zoom's webhooks: the signature, and who came and went, without names. Zoom: Using webhooks, Verify webhook events."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SKEW = timedelta(minutes=5)
VALIDATION = "endpoint.url_validation"
MILLISECONDS = 10**11  # a stamp beyond this can't be seconds
ACTIONS = {
    "meeting.participant_joined": "joined",
    "meeting.participant_left": "left",
    "meeting.participant_joined_waiting_room": "waited",
}
MOMENTS = ("join_time", "leave_time")


class NotAnEventError(Exception):
    """The body is none of Zoom's, though it is rightly signed."""


@dataclass(frozen=True)
class Presence:
    """Somebody came or went. `key` is the same however often it is told."""

    meeting: str
    action: str
    is_host: bool
    at: datetime
    key: str


def is_signed(body: bytes, signature: str, stamp: str, secret: str, now: datetime) -> bool:
    """Say whether the raw body was signed with the secret within the last minutes."""
    if not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 13:
        return False
    seconds = int(stamp) / (1000 if int(stamp) > MILLISECONDS else 1)
    wanted = "v0=" + _hash(secret, b"v0:" + stamp.encode() + b":" + body)
    same = hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))
    return same and abs(now.timestamp() - seconds) <= SKEW.total_seconds()


def read(body: bytes) -> Mapping[str, Any]:
    """Give the event; NotAnEventError when it is none."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise NotAnEventError from None
    if not isinstance(event, dict) or not isinstance(event.get("payload"), dict):
        raise NotAnEventError
    return event


def validated(event: Mapping[str, Any], secret: str) -> dict[str, str]:
    """Give the answer to Zoom's question whether the address is ours."""
    plain = event["payload"].get("plainToken")
    if not isinstance(plain, str) or len(plain) > 200:
        raise NotAnEventError
    return {"plainToken": plain, "encryptedToken": _hash(secret, plain.encode("utf-8", "replace"))}


def presence(event: Mapping[str, Any], now: datetime) -> Presence | None:
    """Give who came or went, None when the event is about something else."""
    action, about = ACTIONS.get(str(event.get("event"))), event["payload"].get("object")
    person = about.get("participant") if isinstance(about, dict) else None
    if not action or not isinstance(about, dict) or not isinstance(person, dict):
        return None
    host, meeting = about.get("host_id"), str(about.get("id", ""))
    if not meeting.isascii():  # Zoom's are digits; half a character could not even be looked up
        return None
    is_host = bool(host) and host in (person.get("id"), person.get("participant_user_id"))
    who = person.get("participant_uuid") or person.get("user_id")
    at = _moment(next((person[name] for name in MOMENTS if name in person), ""), now)
    named = json.dumps([action, about.get("uuid"), meeting, who, event.get("event_ts"), at.isoformat()], default=str)
    return Presence(meeting, action, is_host, at, "zoom-" + hashlib.sha256(named.encode()).hexdigest()[:32])


def _moment(text: object, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
        return moment.astimezone(UTC) if moment.tzinfo else now
    except (ValueError, OverflowError):  # no moment, or one at the end of the calendar
        return now


def _hash(secret: str, content: bytes) -> str:
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()

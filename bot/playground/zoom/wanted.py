"""What a request to create or change a meeting asks for. Zoom: Meetings, Create a meeting."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bot.playground.zoom.answers import not_valid

ZONES = {"Asia/Tokyo": timezone(timedelta(hours=9)), "UTC": UTC}
PASSCODE = re.compile(r"[A-Za-z0-9@*_-]{1,10}")
SCHEDULED = 2


@dataclass(frozen=True)
class Wanted:
    """None where nothing was said."""

    topic: str | None
    agenda: str | None
    start: datetime | None
    minutes: int | None
    passcode: str | None
    settings: dict[str, Any] = field(default_factory=dict)


def read_wanted(body: dict[str, Any]) -> Wanted:
    passcode, minutes, settings = body.get("password"), body.get("duration"), body.get("settings", {})
    _check(passcode is None or PASSCODE.fullmatch(str(passcode)), "Invalid passcode.")
    _check(minutes is None or (isinstance(minutes, int) and 0 < minutes <= 1440), "Invalid duration.")
    _check(isinstance(settings, dict), "Validation Failed.")
    _check(body.get("type", SCHEDULED) == SCHEDULED, "The local Zoom knows scheduled meetings only.")
    _check(len(str(body.get("topic", ""))) <= 200 and len(str(body.get("agenda", ""))) <= 2000, "Validation Failed.")
    return Wanted(body.get("topic"), body.get("agenda"), _start(body), minutes, passcode, settings)


def _start(body: dict[str, Any]) -> datetime | None:
    text = body.get("start_time")
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise not_valid("Invalid field: start_time.") from None
    zone = ZONES.get(str(body.get("timezone", "UTC")))
    _check(zone is not None, "Invalid field: timezone.")
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _check(holds: object, message: str) -> None:
    if not holds:
        raise not_valid(message)

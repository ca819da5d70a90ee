"""What is asked of every room, and how what Zoom says of one differs; an account may lock a setting against us."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.booking.rooms.rooms import OTHERWISE
from bot.errors import SendError
from bot.ports.rooms import OpenRoom, WantedRoom

RULES = {
    "waiting_room": True,
    "join_before_host": False,
    "auto_recording": "none",
    "use_pmi": False,
    "approval_type": 2,  # no registration
    "meeting_authentication": False,
    "email_notification": False,
}
NAMES = {  # what it is called when Zoom keeps a rule otherwise; mails to the host harm nobody
    "waiting_room": "zoom_waiting_room",
    "join_before_host": "zoom_before_host",
    "auto_recording": "zoom_recording",
    "use_pmi": "zoom_shared",
    "approval_type": "zoom_entry",
    "meeting_authentication": "zoom_entry",
}


def open_room(body: dict[str, Any], wanted: WantedRoom) -> OpenRoom:
    """Read a room out of Zoom's answer; SendError when it is none that a seeker could enter."""
    try:
        number, passcode = str(int(body["id"])), str(body["password"] or "")
    except (KeyError, ValueError, TypeError):
        raise SendError("zoom_unknown") from None
    if not passcode:
        raise SendError("zoom_unknown")
    found = set(_otherwise(body, wanted))
    return OpenRoom(number, passcode, str(body.get("join_url") or ""), tuple(one for one in OTHERWISE if one in found))


def _otherwise(body: dict[str, Any], wanted: WantedRoom) -> Iterator[str]:
    """Name what Zoom says otherwise; what it does not say is taken as it was asked."""
    settings = body.get("settings")
    said = settings if isinstance(settings, dict) else {}
    yield from (code for rule, code in NAMES.items() if said.get(rule) not in (None, RULES[rule]))
    start = _moment(body.get("start_time"))
    if start not in (None, wanted.start) or body.get("duration") not in (None, wanted.minutes):
        yield "zoom_time"


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None

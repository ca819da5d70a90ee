"""Notes on a booking when somebody came into its room or left it: evidence for staff, never a verdict, never a name."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.ports.audit import Entry, Record
from bot.ports.context import Process
from bot.ports.events import EventIsNew, RememberEvent
from bot.ports.health import Count
from bot.service.conflicts import tried

COMES = frozenset({"room_joined_guest", "room_joined_host"})
OF_GUEST = {"room_waited_guest": "at_door", "room_joined_guest": "inside", "room_left_guest": ""}
LEAVES = frozenset({"room_left_guest", "room_left_host"})


class PresenceOutcome(StrEnum):
    """What became of it that somebody came or went."""

    NOTED = "noted"
    KNOWN = "known"
    NO_ROOM_OF_OURS = "no room of ours"
    PASSED_OVER = "passed over"  # it tells of nobody


def is_inside(history: Sequence[Entry]) -> bool:
    """Say whether somebody is in the room by what Zoom told last of each: the office's host, or the seeker."""
    last = {entry.action.rpartition("_")[2]: entry.action for entry in history if entry.action in COMES | LEAVES}
    return any(action in COMES for action in last.values())


def where_guest_is(history: Sequence[Entry]) -> str:
    """Say where the seeker is by what Zoom told last of him: "at_door", "inside", or "" where he is not there."""
    last = next((entry.action for entry in reversed(history) if entry.action in OF_GUEST), "")
    return OF_GUEST.get(last, "")


def note_presence(
    process: Process, meeting: str, action: str, at: datetime, key: str, *, is_host: bool
) -> PresenceOutcome:
    """Note it once; give what became of it."""
    booking = process.store.booking_in(meeting)
    if not booking:
        return PresenceOutcome.NO_ROOM_OF_OURS
    who = "host" if is_host else "guest"
    entry = Entry(at, "zoom", f"room_{action}_{who}", booking)
    writes = (RememberEvent(key), Record(entry), Count(f"room_{action}"))
    is_new = tried(process.store, (EventIsNew(key),), writes)
    return PresenceOutcome.NOTED if is_new else PresenceOutcome.KNOWN

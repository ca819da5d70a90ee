"""Notes on a booking when somebody came into its room or left it: evidence for staff, never a verdict, never a name."""

from datetime import datetime
from enum import StrEnum

from bot.ports.audit import Entry, Record
from bot.ports.context import Process
from bot.ports.events import EventIsNew, RememberEvent
from bot.ports.health import Count
from bot.service.conflicts import tried


class PresenceOutcome(StrEnum):
    """What became of it that somebody came or went."""

    NOTED = "noted"
    KNOWN = "known"
    NO_ROOM_OF_OURS = "no room of ours"
    PASSED_OVER = "passed over"  # it tells of nobody


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

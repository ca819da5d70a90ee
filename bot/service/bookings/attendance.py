"""Notes on a booking when somebody came into its room or left it: evidence for staff, never a verdict, never a name."""

from datetime import datetime

from bot.ports.audit import Entry, Record
from bot.ports.context import Process
from bot.ports.events import EventIsNew, RememberEvent
from bot.ports.health import Count
from bot.service.conflicts import tried


def note_presence(process: Process, meeting: str, action: str, at: datetime, key: str, *, is_host: bool) -> str:
    """Note it once; give what became of it."""
    booking = process.store.booking_in(meeting)
    if not booking:
        return "no room of ours"
    who = "host" if is_host else "guest"
    entry = Entry(at, "zoom", f"room_{action}_{who}", booking)
    writes = (RememberEvent(key), Record(entry), Count(f"room_{action}"))
    return "noted" if tried(process.store, (EventIsNew(key),), writes) else "known"

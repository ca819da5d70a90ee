"""Questions to the audit log: who saw whose record, and who did what, between two moments."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports.audit import Entry
from bot.ports.context import Process

SAW = frozenset({"viewed", "opened", "listed", "exported"})


@dataclass(frozen=True)
class Asked:
    """Between which moments, by whom ("" = anybody), about which booking ("" = any), whether only what was seen."""

    since: datetime
    until: datetime
    actor: str = ""
    booking: str = ""
    only_seen: bool = False


def records(process: Process, asked: Asked) -> list[Entry]:
    """Give the entries that fit, newest first."""
    found = process.store.audit_between(asked.since, asked.until, actor=asked.actor, booking=asked.booking)
    return [
        entry
        for entry in reversed(found)
        if asked.actor in ("", entry.actor)
        and asked.booking in ("", entry.booking)
        and (entry.action in SAW or not asked.only_seen)
    ]

"""Questions to the audit log: who saw whose record, and who did what, between two moments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.ports import Entry, Services
from bot.service.audit import entries

SAW = frozenset({"viewed", "listed", "exported"})


@dataclass(frozen=True)
class Asked:
    """Between which moments, by whom ("" = anybody), about which booking ("" = any), whether only what was seen."""

    since: datetime
    until: datetime
    actor: str = ""
    booking: str = ""
    only_seen: bool = False


def records(services: Services, asked: Asked) -> list[Entry]:
    """Give the entries that fit, newest first."""
    return [entry for entry in _newest_first(services) if _fits(entry, asked)]


def _newest_first(services: Services) -> Iterator[Entry]:
    for told in reversed(entries(services)):
        yield Entry(**{**told, "at": datetime.fromisoformat(told["at"])})


def _fits(entry: Entry, asked: Asked) -> bool:
    return (
        asked.since <= entry.at <= asked.until
        and asked.actor in ("", entry.actor)
        and asked.booking in ("", entry.booking)
        and (entry.action in SAW or not asked.only_seen)
    )

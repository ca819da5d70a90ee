"""The audit log: what is recorded, how it is sealed, and how it is read again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

CODES = re.compile(r"[A-Za-z0-9_ .,:+/@-]{0,160}")  # what the detail of an audit entry may hold


@dataclass(frozen=True)
class Entry:
    """One entry of the audit log: who did what to which booking; codes only, never personal data."""

    at: datetime
    actor: str
    action: str
    booking: str = ""
    detail: str = ""


@dataclass(frozen=True)
class SealIs:
    """The audit log is sealed up to so many entries."""

    entries: int


@dataclass(frozen=True)
class Record:
    """Append to the audit log, which is kept for ever: what somebody wrote can't get into it."""

    entry: Entry

    def __post_init__(self) -> None:
        """Raise ValueError for anything but codes."""
        if not CODES.fullmatch(self.entry.detail):
            raise ValueError("an entry of the audit log holds codes only")


@dataclass(frozen=True)
class Seal:
    """How far the audit log was sealed: so many entries, the chain value of the last of them, when."""

    entries: int
    head: str
    at: datetime


@dataclass(frozen=True)
class KeepSeal:
    """Note how far the audit log is sealed."""

    seal: Seal


class AuditLog(NamedTuple):
    """The audit log of one moment.

    lines  oldest first, as bot.service.audit.lines reads them
    head   the chain value of the newest
    times  place in the list to moment in ms, of the entries that the index names each
    marks  the same of some of the others, which stand in the order of their moments
    newest  the latest moment of any entry in ms, which says who belongs to `times`; without marks 0
    seal   None when there is none that we signed
    """

    lines: list[str]
    head: str
    times: Mapping[str, float]
    marks: Mapping[str, float]
    newest: int
    seal: Seal | None


class Histories(NamedTuple):
    """By booking, or what else entries are about, the entries about it, oldest first; and which bookings there are.

    lists  an entry is its place in the log, in digits; of earlier releases its JSON
    """

    bookings: frozenset[str]
    lists: Mapping[str, list[str]]


class AuditStore(Protocol):
    """The audit log in the store."""

    def signed(self, text: str) -> str:
        """Sign a text with a key that who can only write to the store does not have."""

    def audit_between(self, since: datetime, until: datetime, *, actor: str = "", booking: str = "") -> list[Entry]:
        """Give the entries of the audit log of a span, oldest first, "" = of anybody, about any booking."""

    def audit_log(self) -> AuditLog:
        """Give the whole audit log and what stands beside it, all of one moment."""

    def audit_tail(self, start: int) -> tuple[list[str], str]:
        """Give the lines from a place on, and the chain value of the newest, of one moment."""

    def audit_seal(self) -> Seal | None:
        """Give the newest seal; None when there is none that we signed."""

    def remember_seal(self, seal: Seal) -> None:
        """Remember a seal outside the store: in this process, and where the machine remembers the store."""

    def sealed_before(self) -> tuple[int, str] | None:
        """Give the number of entries and the chain value of the newest seal that is remembered outside the store."""

    def histories(self) -> Histories:
        """Give the lists of entries about each booking, and which bookings there are."""

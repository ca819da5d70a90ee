"""The audit log: what is recorded, how it is sealed, and how it is read again."""

import re
from collections.abc import Iterator
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


class AuditEnd(NamedTuple):
    """How the audit log stood at one moment; it only grows.

    entries  how many lines there were
    head     the chain value of the newest
    newest   the latest moment of any entry in ms, as the index has it; 0 where it has no marks
    bookings  how many bookings there were
    seal     None when there was none that we signed
    """

    entries: int
    head: str
    newest: int
    bookings: int
    seal: Seal | None


class AuditLine(NamedTuple):
    """A line as bot.service.audit.lines reads it, and its moment in ms where the index has it.

    named  as one of those that it names each
    mark   as one of some of the others, which stand in the order of their moments
    """

    text: str
    named: float | None
    mark: float | None


class AuditStore(Protocol):
    """The audit log in the store."""

    def signed(self, text: str) -> str:
        """Sign a text with a key that who can only write to the store does not have."""

    def audit_between(self, since: datetime, until: datetime, *, actor: str = "", booking: str = "") -> list[Entry]:
        """Give the entries of the audit log of a span, oldest first, "" = of anybody, about any booking."""

    def audit_end(self) -> AuditEnd:
        """Give how the audit log stands, all of one moment."""

    def audit_lines(self, start: int, end: int) -> Iterator[AuditLine]:
        """Give the lines from a place to before another, oldest first; only some are in memory at a time."""

    def audit_index(self) -> Iterator[str]:
        """Give the place of each line that the index has, in no order, some more than once."""

    def audit_seal(self) -> Seal | None:
        """Give the newest seal; None when there is none that we signed."""

    def remember_seal(self, seal: Seal) -> None:
        """Remember a seal outside the store: in this process, and where the machine remembers the store."""

    def sealed_before(self) -> tuple[int, str] | None:
        """Give the number of entries and the chain value of the newest seal that is remembered outside the store."""

    def histories(self) -> Iterator[tuple[str, list[str]]]:
        """Give of each booking, and of what else entries are about, those about it, oldest first; [] where none are.

        In no order of bookings, some more than once. An entry is its place in the log, in digits; of earlier releases
        its JSON.
        """

"""What must be known of an office before it is put back, gathered as its pieces pass by."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.store.backups.snapshot import GONE, Piece, pairs
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.forms import FIRST
from bot.adapters.store.records import join, or_none
from bot.adapters.store.rows.notice_records import row_of
from bot.booking.notices.notice import PENDING_STATES, Notice
from bot.booking.rooms.job import notices_among
from bot.booking.staff.staff import Staff
from bot.service.notices.after_restore import Old

SIGNS = ("lookup-key", "store", "audit:head", "audit:seal")
DUE = frozenset(f"{kind}:{work}" for kind in ("due", "ready") for work in ("notices", "mail", "rooms"))
LATEST = timedelta(days=1)  # farther ahead no row is looked at that is due already
AUDIT = "audit"


@dataclass
class Contents:
    """What a restore must know, of the ledger only what may have gone out by `now`, however much there is.

    rows     by key
    planned  ids of the rows that are to be looked at, by key
    small    whole keys that are few: what signs, the identity, the seal, accounts, pending replies
    entries  how many the audit log has
    """

    now: datetime
    rows: dict[str, Notice] = field(default_factory=dict)
    planned: dict[str, set[str]] = field(default_factory=dict)
    small: dict[str, list[str]] = field(default_factory=dict)
    entries: int = 0

    def noting(self, pieces: Iterable[Piece]) -> Iterator[Piece]:
        """Give all pieces again, in the order in which they were read; a later one of a key replaces what was noted."""
        for piece in pieces:
            self._note(piece)
            yield piece

    @property
    def old(self) -> Old:
        """Give the rows of the ledger that may have gone out."""
        return Old(tuple(self.rows.values()), frozenset().union(*self.planned.values()))

    @property
    def was_changed(self) -> bool:
        """Say whether the store was not what it should be even then."""
        return "stopped" in self.small.get("store", [])[::2]

    @property
    def format(self) -> int:
        """Give the number of the form of the data."""
        return int(dict(pairs(self.small.get("store", []))).get("format", FIRST))

    @property
    def replies(self) -> list[str]:
        """Name the replies that were pending."""
        return [name.removeprefix("reply:") for name in self.small if name.startswith("reply:")]

    def accounts(self, cipher: Cipher) -> list[Staff]:
        """Give the accounts of staff that can be opened."""
        held = {name: dict(pairs(value)) for name, value in self.small.items() if name.startswith("staff:")}
        found = (or_none(_nothing, _account, name, fields, cipher) for name, fields in held.items())
        return [one for one in found if one]

    def _note(self, piece: Piece) -> None:
        name = piece.name
        if name.startswith("notice:"):
            self._note_row(piece)
        elif name in DUE:
            until = (self.now + LATEST).timestamp() * 1000
            known = self.planned.get(name, set()) if piece.goes_on else set()
            self.planned[name] = known | {one for one, at in pairs(piece.value) if float(at) <= until}
        elif name == AUDIT:
            self.entries = (self.entries if piece.goes_on else 0) + len(piece.value)
        elif name in SIGNS or name.startswith(("staff:", "reply:")):
            self.small[name] = piece.value
            if piece.kind == GONE:
                del self.small[name]

    def _note_row(self, piece: Piece) -> None:
        fields = dict(pairs(piece.value))
        self.rows.pop(piece.name, None)
        if "id" in fields and fields.get("state") in PENDING_STATES:
            self.rows.update((piece.name, one) for one in notices_among([row_of(fields)]) if one.due <= self.now)


def _account(name: str, fields: dict[str, str], cipher: Cipher) -> Staff:
    return join(Staff, name, fields["open"], fields["sealed"], cipher)


def _nothing() -> None:
    """Count nothing: a file is looked at, not the store."""

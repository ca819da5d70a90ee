"""Verifies the audit log.

Each line is chained to the one before inside Redis (SHA-1, which orders) and signed here (HMAC, which nobody can forge
who can only write to Redis). The seal, signed as well, says how long the log was and how it ended when a worker looked
last: what was taken out or moved before it shows. The newest seal is remembered outside Redis, too. The index of
moments names an entry whose moment is before that of another above it; from its first mark on none else has to.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import chain
from typing import NamedTuple, Protocol, TypeVar

from bot.dialogue.words import Words
from bot.ports.audit import AuditEnd
from bot.ports.context import Process
from bot.service.audit.histories import Histories
from bot.service.audit.look import Look
from bot.service.audit.short_hashes import short_hash

UNSEALED = timedelta(minutes=10)
Head = tuple[int, str]  # how long the log was, and the chain value of its last line, "" for none
Item = TypeVar("Item")


class Part(StrEnum):
    """What is gone through, one after the other."""

    HISTORIES = "histories"
    LINES = "lines"


class Place(StrEnum):
    """Where the log may not fit."""

    LINE = "line"
    END = "end"
    SEAL = "seal"
    OUTSIDE = "outside"  # a head that was noted outside of it
    TIMES = "times"  # the index of moments
    HISTORY = "history"  # what is listed about one booking
    EMPTY = "empty"  # there is no log, but there are bookings


class Broken(NamedTuple):
    """Where the log does not fit. `about` is which line, from 1, or the id of the booking of a history."""

    place: Place
    about: str = ""


class Shown(Protocol):
    """Gives items as they are, and may show how many they were so far of about how many."""

    def __call__(self, items: Iterable[Item], part: Part, total: int, /) -> Iterable[Item]:
        """Give them one by one."""


def unseen(items: Iterable[Item], _part: Part, _total: int) -> Iterable[Item]:
    """Show nothing."""
    return items


@dataclass(frozen=True)
class Verdict:
    """What became of a look at the whole log: `broken` says where it does not fit first, None when all does.

    unsigned  how many lines were written before lines were signed
    unsealed  how many lines wait for a seal longer than they should: of these one could be taken out unnoticed
    misfits   the heads from which the log does not go on, of those that were noted elsewhere
    """

    entries: int
    broken: Broken | None = None
    unsigned: int = 0
    unsealed: int = 0
    misfits: frozenset[Head] = frozenset()


def verify(process: Process, noted: Sequence[Head] = (), shown: Shown = unseen) -> Verdict:
    """Look at the whole log, at what stands beside it, and at heads that were noted elsewhere, all in steps."""
    store = process.store
    store.changed()  # gives a store its identity and the first seal where it has none yet
    began, remembered, before = process.clock.now(), store.sealed_before(), store.audit_end()
    histories = Histories(before.entries, began)
    for booking, listed in shown(store.histories(), Part.HISTORIES, before.bookings):
        histories.add(booking, listed)
    end = store.audit_end()  # holds whatever the histories hold
    seal = (end.seal.entries, end.seal.head) if end.seal else None
    heads = {one for one in (remembered, seal, *noted) if one}
    look = Look(store, end, histories, {entries for entries, _ in heads}, (began - UNSEALED).timestamp() * 1000)
    for place, line in enumerate(shown(store.audit_lines(0, end.entries), Part.LINES, end.entries)):
        look.at(place, line)
    misfits = frozenset(one for one in heads if look.chains.get(one[0]) != one[1])
    outside = {one for one in (remembered, *noted) if one}
    broken = next(chain(_faults(look, end, misfits, outside), _history_faults(process, end, histories)), None)
    return Verdict(end.entries, broken, look.unsigned, 0 if broken else look.unsealed, misfits & {*noted})


def broken_in_words(words: Words, broken: Broken | None) -> str:
    """Say where the log does not fit, "" when all does."""
    return words(f"staff.audit.{broken.place.value}", {"about": broken.about}) if broken else ""


def _faults(look: Look, end: AuditEnd, misfits: AbstractSet[Head], outside: AbstractSet[Head]) -> Iterator[Broken]:
    broken_at = look.broken_at()
    if broken_at is not None:
        yield Broken(Place.LINE, str(broken_at + 1))
    if end.head != look.chain:
        yield Broken(Place.END)
    if not end.seal:
        yield Broken(Place.SEAL)
    elif (end.seal.entries, end.seal.head) in misfits:
        yield Broken(Place.END if end.entries < end.seal.entries else Place.SEAL)
    if misfits & outside:
        yield Broken(Place.OUTSIDE)
    if not look.is_indexed():
        yield Broken(Place.TIMES)


def _history_faults(process: Process, end: AuditEnd, histories: Histories) -> Iterator[Broken]:
    """Name each booking whose own list is not what the log says."""
    if histories.wrong:
        listed = (one for one, _ in process.store.histories() if short_hash(one) in histories.wrong)
        yield from (Broken(Place.HISTORY, one) for one in listed)
    if not end.entries and end.bookings:
        yield Broken(Place.EMPTY)

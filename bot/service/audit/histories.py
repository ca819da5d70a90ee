"""What the list of entries about each booking says, kept in few bytes while the log is gone through.

Of a list are kept the place of its first entry and a sum of 64 bits for each of its places. The log's own entries, from
that first one on, are taken away again: nothing is left where the log has the same. Lists of earlier releases, which
hold entries themselves, are kept as they are.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple

from bot.service.audit.lines import is_place
from bot.service.audit.short_hashes import PARTS, short_hash

KEPT_MS = timedelta(days=89) // timedelta(milliseconds=1)  # a list ends by itself 90 days after its newest entry
NONE, BITS = -1, 2**64 - 1


class Known(NamedTuple):
    """An entry of the log: its place, its moment in ms, its text."""

    place: int
    moment: int
    text: str


class Histories:
    """The lists about all bookings, and about what else entries are."""

    def __init__(self, surely: int, now: datetime) -> None:
        """Take how many lines there were before any list was read: of these each list must have its own."""
        self._surely, self._young = surely, round(now.timestamp() * 1000) - KEPT_MS
        self._parts = [_Part() for _ in range(PARTS)]
        self._earlier: dict[str, list[str]] = {}
        self._about_earlier = defaultdict[str, list[Known]](list)
        self._since: dict[int, int] = {}  # place of what was written meanwhile, to whose list has it
        self._wrong: set[int] = set()

    def add(self, booking: str, listed: Sequence[str]) -> None:
        """Note a list, [] of a booking that has none; what is told again counts the first time only."""
        name, places = short_hash(booking), [int(one) for one in listed if is_place(one)]
        if len(places) < len(listed) or booking in self._earlier:
            self._earlier.setdefault(booking, [*listed])
            return
        if any(one >= after for one, after in pairwise(places)):
            self._wrong.add(name)
        self._since |= {place: name for place in places if place >= self._surely}
        total = sum(short_hash(str(place)) for place in places if place < self._surely)
        self._parts[name % PARTS].add(name, places[0] if places else NONE, total & BITS)

    def note(self, booking: str, known: Known) -> None:
        """Take an entry of the log away from the list of its booking; one after the other, the oldest first."""
        name = short_hash(booking)
        listed_by = self._since.pop(known.place, name)
        if listed_by != name:
            self._wrong.add(listed_by)
        if booking in self._earlier:
            self._about_earlier[booking].append(known)
        elif not self._parts[name % PARTS].takes(name, known, self._surely, self._young):
            self._wrong.add(name)

    @cached_property
    def wrong(self) -> frozenset[int]:
        """Give the short hashes of whose list is not what the log says, once all of the log was noted."""
        earlier = (one for one, listed in self._earlier.items() if not self._fits(listed, self._about_earlier[one]))
        left = chain.from_iterable(part.left() for part in self._parts)
        return frozenset({*self._wrong, *self._since.values(), *map(short_hash, earlier), *left})

    def _fits(self, listed: Sequence[str], known: Sequence[Known]) -> bool:
        """Say whether a list of an earlier release has the end of what is known."""
        at = {str(one.place): one.text for one in known}
        told = [at.get(one, "") if one.isdecimal() else one for one in listed]
        least = max(sum(one.place < self._surely for one in known), len(told))
        ends = range(least, len(known) + 1)
        begins = (end - len(told) for end in ends if [one.text for one in known[end - len(told) : end]] == told)
        return any(_may_begin(known[one - 1].moment if one else NONE, known[one].moment) for one in begins)


class _Part:
    """Some of the lists, a column for each value: of whom, its first place, the sum, when the entry before it was."""

    def __init__(self) -> None:
        self._told = (array("Q"), array("q"), array("Q"))

    def add(self, *told: int) -> None:
        """Note a list; none comes after the first entry."""
        for column, value in zip(self._told, told, strict=True):
            column.append(value)

    def takes(self, name: int, known: Known, surely: int, young: int) -> bool:
        """Take an entry away; say whether the list may lack what came before it."""
        names, firsts, sums, befores = self._sorted
        at = bisect_left(names, name)
        if at == len(names) or names[at] != name:
            return True
        first, before = firsts[at], befores[at]
        if first == NONE:
            return known.place >= surely or known.moment <= young
        if known.place < first:
            befores[at] = known.moment
        elif known.place < surely:
            sums[at] = (sums[at] - short_hash(str(known.place))) & BITS
        return known.place != first or _may_begin(before, known.moment)

    def left(self) -> Iterator[int]:
        """Give of whom something is left."""
        names, _, sums, _ = self._sorted
        return (name for name, left in zip(names, sums, strict=True) if left)

    @cached_property
    def _sorted(self) -> "tuple[array[int], array[int], array[int], array[int]]":
        names = self._told[0]
        in_order = sorted(range(len(names)), key=names.__getitem__)
        kept = [one for at, one in enumerate(in_order) if not at or names[in_order[at - 1]] != names[one]]
        names, firsts, sums = (array(one.typecode, map(one.__getitem__, kept)) for one in self._told)
        self._told = (array("Q"), array("q"), array("Q"))
        return names, firsts, sums, array("q", [NONE]) * len(kept)


def _may_begin(before: int, moment: int) -> bool:
    """Say whether a list may begin there: at the first entry, or so long after the one before that it had ended."""
    return before == NONE or moment - before >= KEPT_MS

"""Compares what stands in the store with what its records say: what is missing, and what is left over.

What a booking's commit would write is spelled anew and looked up, so that no second list says what belongs to it. Keys
are read in small batches: no call holds Redis up for long. What changes meanwhile looks like a difference, so whoever
asks compares twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from bot.adapters.redis.client import Client
from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.bookings import is_under_way, keys_of_person
from bot.adapters.store.commands.spelling import Spelling, write_lines
from bot.adapters.store.keys import Keys
from bot.adapters.store.scripts.found import ARE_FOUND
from bot.booking.lookup import later_words
from bot.booking.model import ASKED, Booking
from bot.booking.notices.notice import PENDING_STATES
from bot.ports.bookings import KeepBooking
from bot.ports.health import Difference
from bot.ports.rooms import HoldHost

BATCH = 200  # records a batch
SCANNED = 1000  # keys
FOUND = "found"  # how a word's place is read: by a script, for it stands in one of two
SEVERAL = {"GET": "MGET", "HGET": "HMGET", "ZSCORE": "ZMSCORE", "EXISTS": "EXISTS"}  # one value: what reads several
ANY = object()  # something stands there, whatever it is


class Place(NamedTuple):
    """One value in Redis: the command that reads it, its key and, in a collection, its member."""

    read: str
    key: str
    member: str = ""


@dataclass(frozen=True)
class Comparison:
    """The store of one office. `reading` gives the bookings of ids, None for one that can't be opened.

    spelling  gives a new one for each batch, as of now: it keeps all that it hashed
    minded   rows and bookings that no sweep needs to look at: set aside, or settled with a pending reply
    """

    client: Client
    keys: Keys
    spelling: Callable[[], Spelling]
    reading: Callable[[Sequence[str]], Sequence[Booking | None]]
    minded: frozenset[str]

    def differences(self) -> set[Difference]:
        """Give all that does not fit, looking at some keys at a time: how many there are costs no memory."""
        found, asked, prefix = set[Difference](), defaultdict[str, list[str]](list), self.keys.prefix
        looks = {
            "booking": self._of_bookings,
            "notice": self._of_the_ledger,
            "found": self._found,
            "found:few": self._few,
            "counsellor": self._counsellors,
            "host": self._hosts,
            "open": self._persons,
        }
        for key in self.client.scan_iter(match=prefix + "*", count=SCANNED):
            name = key.removeprefix(prefix)
            kind = "found:few" if name.startswith("found:few:") else name.partition(":")[0]
            if kind in looks:
                asked[kind].append(name)
                if len(asked[kind]) == BATCH:
                    found.update(looks[kind](asked.pop(kind)))
        for kind, names in asked.items():
            found.update(looks[kind](names))
        return found.union(self._of_the_indexes(), self._of_the_list(), self._planned())

    # --- what each booking writes stands there ---

    def _of_bookings(self, names: Sequence[str]) -> Iterator[Difference]:
        asked, ids = list[tuple[str, Place, Any]](), [name.partition(":")[2] for name in names]
        spelling = self.spelling()
        for one, booking in zip(ids, self.reading(ids), strict=True):
            if booking is None:
                yield Difference("booking_unreadable", one)
            else:
                asked += [(one, place, value) for place, value in self._written(booking, spelling).items()]
        stands = self._read([place for _, place, _ in asked])
        for (one, place, wanted), value in zip(asked, stands, strict=True):
            differs = value is None if wanted is ANY else value != wanted
            if differs:
                name, kind = place.key.removeprefix(self.keys.prefix), "left" if wanted is None else "missing"
                yield Difference(f"{NAMED.get(name, name.partition(':')[0])}_{kind}", one)

    def _written(self, booking: Booking, spelling: Spelling) -> dict[Place, Any]:
        """Give what stands where when a booking is written; None where nothing may stand. A later line wins."""
        wanted: dict[Place, Any] = {}
        for line in write_lines(KeepBooking(booking), spelling):
            wanted |= _stands_by(line)
        for held in booking.hosting:
            for line in write_lines(HoldHost(booking.id, held), spelling):
                wanted |= _stands_by(line)
        for word in later_words(booking):  # nor do the words that an earlier release did not know
            wanted.pop(Place(FOUND, self.keys.found(spelling.hashed(word)), booking.id), None)
        for index in (self.keys.to_call, self.keys.to_arrange):  # what an earlier release wrote stands in neither
            wanted.pop(Place("ZSCORE", index, booking.id), None)
        if booking.state in ASKED and booking.id not in self.minded:
            wanted[Place("ZSCORE", self.keys.expiring, booking.id)] = ANY
        return wanted

    def _read(self, places: Sequence[Place]) -> list[Any]:
        told = dict[Place, Any]()
        for some in in_batches(dict.fromkeys(places), BATCH * 5):
            trip, groups = self.client.pipeline(transaction=False), _readable_at_once(some)
            for group in groups:
                self._ask(trip, group)
            for group, answer in zip(groups, trip.execute(), strict=True):
                told |= zip(group, [answer] if group[0].read == "EXISTS" else answer, strict=True)
        return [told[place] for place in places]

    def _ask(self, trip: Client, group: Sequence[Place]) -> None:
        """Read the places of a group with one command."""
        first, prefix = group[0], self.keys.found("")
        if first.read == FOUND:
            pairs = [part for one in group for part in (one.key.removeprefix(prefix), one.member)]
            self.client.register_script(ARE_FOUND)([self.keys.bookings], [prefix, *pairs], client=trip)
        elif first.member:
            trip.execute_command(SEVERAL[first.read], first.key, *(one.member for one in group))
        else:
            trip.execute_command(SEVERAL[first.read], *(one.key for one in group))

    # --- what stands there belongs to something ---

    def _of_the_indexes(self) -> Iterator[Difference]:
        """Name what points to a booking that there is not."""
        keys = self.keys
        indexes = ("bookings", "confirmed", "day_notes", "to_call", "to_arrange", "offered", "expiring", "fresh_slots")
        for what, set_of in ((key, getattr(keys, key)) for key in indexes):
            yield from self._strangers(what, (one for one, _ in self.client.zscan_iter(set_of, count=BATCH)))
        yield from self._strangers("numbers", (one for _, one in self.client.hscan_iter(keys.numbers, count=BATCH)))
        yield from self._strangers("meetings", (one for _, one in self.client.hscan_iter(keys.meetings, count=BATCH)))
        held = (name.partition("/")[0] for name, _ in self.client.zscan_iter(keys.slots, count=BATCH))
        yield from self._strangers("slots", (one for one in held if ":" not in one))

    def _found(self, names: Sequence[str]) -> Iterator[Difference]:
        yield from self._strangers("found", (one for one, *_ in self._members("SSCAN", names, width=1)))

    def _few(self, names: Sequence[str]) -> Iterator[Difference]:
        yield from self._strangers("found", (one for _, ids in self._members("HSCAN", names, 2) for one in ids.split()))

    def _counsellors(self, names: Sequence[str]) -> Iterator[Difference]:
        """Name what holds a counsellor: a booking under its id, for a second and third time `id/2`, `id/3`."""
        held = (one.partition("/")[0] for one, *_ in self._members("ZSCAN", names, width=2))
        yield from self._strangers("counsellor", (one for one in held if ":" not in one))

    def _hosts(self, names: Sequence[str]) -> Iterator[Difference]:
        times = (one for one, *_ in self._members("HSCAN", names, width=2))
        yield from self._strangers("host", (one.partition(" ")[0] for one in times))

    def _members(self, scan: str, names: Sequence[str], width: int) -> Iterator[tuple[Any, ...]]:
        """Give the elements of some collections, together where they are small, and large ones in steps."""
        left = [(self.keys.prefix + name, "0") for name in names]
        while left:
            trip = self.client.pipeline(transaction=False)
            for key, cursor in left:
                trip.execute_command(scan, key, cursor, "COUNT", BATCH)
            answers = [(int(cursor), [*_flat(told)]) for cursor, told in trip.execute()]
            for _, told in answers:
                yield from in_batches(told, width)
            left = [(key, str(cursor)) for (key, _), (cursor, _) in zip(left, answers, strict=True) if cursor]

    def _strangers(
        self, what: str, ids: Iterable[str], key_of: Callable[[str], str] | None = None
    ) -> Iterator[Difference]:
        """Name the ids that no record has, of a booking unless another key is told."""
        for some in in_batches(ids, BATCH):
            there = self._read([Place("EXISTS", (key_of or self.keys.booking)(one)) for one in some])
            yield from (
                Difference(f"{what}_left", one) for one, is_there in zip(some, there, strict=True) if not is_there
            )

    def _persons(self, names: Sequence[str]) -> Iterator[Difference]:
        """Look whether a person who counts as having an open booking has one, and it is his."""
        names = [name for name in names if name.startswith(("open:user:", "open:number:"))]
        held = self._read([Place("GET", self.keys.prefix + name) for name in names])
        claimed = [(name, *one.split(" ", 1)) for name, one in zip(names, held, strict=True) if one]
        spelling = self.spelling()
        now = spelling.now()
        going_on = [(name, one) for name, until, one in claimed if int(until) > ms(now)]
        for (name, one), booking in zip(going_on, self.reading([one for _, one in going_on]), strict=True):
            key = self.keys.prefix + name
            if not booking or not is_under_way(booking, now) or key not in keys_of_person(spelling, booking):
                yield Difference("open_left", one)

    def _of_the_list(self) -> Iterator[Difference]:
        """Compare the released places and those that are held for who waits with their records."""
        keys = self.keys
        held = {one: score for one, score in self.client.zscan_iter(keys.slots, count=BATCH) if ":" in one}
        released = {f"rest:{one}" for one, _ in self.client.hscan_iter(keys.released_places)}
        yield from (Difference("rests_left", one) for one in released - held.keys())
        wishes = [one.partition(":")[2] for one in held if one.startswith("wish:")]
        there = self._read([Place("HGET", keys.wish(one), "open") for one in wishes])
        gone = {f"wish:{one}" for one, record in zip(wishes, there, strict=True) if not record}
        gone |= {one for one in held if one.startswith("rest:")} - released
        yield from (Difference("slots_left", one) for one in gone)

    # --- the ledger ---

    def _of_the_ledger(self, names: Sequence[str]) -> Iterator[Difference]:
        """Look whether each open row of the ledger will be looked at, and nothing else is planned."""
        keys, some = self.keys, [one for one in (name.partition(":")[2] for name in names) if one not in self.minded]
        trip = self.client.pipeline(transaction=False)
        for one in some:
            trip.hget(keys.notice(one), "state")
            trip.zscore(keys.planned, one)
            for due in (keys.due_notices, keys.due_mail, keys.due_rooms):
                trip.zscore(due, one)
        for one, (state, planned, *dues) in zip(some, in_batches(trip.execute(), 5), strict=True):
            yield from _row(one, state, planned, any(score is not None for score in dues))

    def _planned(self) -> Iterator[Difference]:
        planned = (one for one, _ in self.client.zscan_iter(self.keys.planned, count=BATCH))
        yield from self._strangers("planned", planned, self.keys.notice)


NAMED = {
    "due:expiring": "expiring",
    **{one: one.replace("-", "_") for one in ("fresh-slots", "day-notes", "to-call", "to-arrange")},
}


def _readable_at_once(places: Iterable[Place]) -> list[list[Place]]:
    """Group places so that one command reads each group: words, values, the members of a collection, or one key."""
    groups = defaultdict[tuple[str, str], list[Place]](list)
    for place in places:
        groups[place.read, "" if place.read in {FOUND, "GET"} else place.key].append(place)
    return [*groups.values()]


def _flat(told: Any) -> Iterator[Any]:
    """Give the elements that a step of a SCAN told, whatever the client made of them."""
    for one in told.items() if isinstance(told, dict) else told:
        yield from one if isinstance(one, tuple | list) else [one]


def _row(name: str, state: str | None, planned: float | None, is_due: bool) -> Iterator[Difference]:
    is_open = state in PENDING_STATES
    if is_open and not is_due:
        yield Difference("due_missing", name)
    if is_open and planned is None:
        yield Difference("planned_missing", name)
    if not is_open and state and planned is not None:
        yield Difference("planned_left", name)


def _stands_by(line: Sequence[str]) -> dict[Place, Any]:
    """Give what stands where after one line of a commit."""
    command, key, *rest = line
    match command:
        case "HSET":
            pairs = dict(zip(rest[::2], rest[1::2], strict=True))
            return {Place("HGET", key, name): pairs[name] for name in pairs.keys() - {"open", "sealed"}}
        case "PLACE":
            placed = zip(rest[1::2], rest[2::2], strict=True)
            return {Place("ZSCORE", key, name): float(at) if at else None for name, at in placed}
        case "ZADD":
            return {Place("ZSCORE", key, rest[1]): float(rest[0])}
        case "ZREM":
            return {Place("ZSCORE", key, name): None for name in rest}
        case "SADD" | "FIND":  # to the set of one word, or to words named by what their keys begin with
            return {Place(FOUND, key + word, rest[0]): 1 for word in rest[1:] or [""]}
        case "SET":
            return {Place("GET", key): rest[0]}
        case "HOLD":  # by it, or by a later booking of the same person that was made while this one was under way
            return {Place("GET", key): ANY}
        case _:
            return {}


def in_batches(items: Iterable[Any], size: int) -> Iterator[tuple[Any, ...]]:
    """Give items in order, some at a time."""
    left = iter(items)
    while some := tuple(islice(left, size)):
        yield some

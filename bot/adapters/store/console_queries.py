"""What only the console reads from Redis: accounts, sessions, queues, what a word finds, a booking's history."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.store.cipher import Cipher
from bot.adapters.store.commands.spelling import ms
from bot.adapters.store.keys import Keys
from bot.adapters.store.parts.ledger import readable_rows, rows_of
from bot.adapters.store.records import DAMAGED, adapter, join, or_none
from bot.adapters.store.rows.readable_bookings import parts_of
from bot.adapters.store.rows.settled_rows import outlined
from bot.adapters.store.scripts import COUNT_WAYS, NOTICE_OUTLINES, OUTLINES, STANDINGS
from bot.adapters.store.store import RedisStore
from bot.booking.lookup import words_of
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.reasons import reason_of
from bot.booking.notices.troubles import NoticeOutline
from bot.booking.rooms.job import AT_ZOOM, LedgerRow, notices_among
from bot.booking.staff.sign_in_failures import LOCKED, SignInFailures
from bot.booking.staff.staff import Staff
from bot.errors import SealError
from bot.ports.audit import Entry
from bot.ports.console import ALL, ConsentOutline, Outline, Standing, Standings, Waiting
from bot.service.audit.lines import entry_of, read_line

HOLD_SECONDS = 180
MOST_OVERDUE = 100
SETTLED = 2  # parts of a settled row as Redis gives it
LEDGERS_TOGETHER = 200  # bookings whose notices Redis goes through at one time, so that others wait for thousandths
FAR = 4_000_000  # lines of the audit log past which it goes at one time, from the nearer end, likewise
OUTLINES_TOGETHER = 1000  # bookings of which it gives one field each at one time, likewise

STATES = {one.value: one for one in State}


class RedisConsoleStore:
    """Implements bot.ports.console.ConsoleStore."""

    def __init__(self, client: Client, keys: Keys, cipher: Cipher, store: RedisStore) -> None:
        self._client, self._keys, self._cipher, self._store = client, keys, cipher, store
        self._count_ways = client.register_script(COUNT_WAYS)
        self._outlines = client.register_script(OUTLINES)
        self._standings = client.register_script(STANDINGS)
        self._notice_outlines = client.register_script(NOTICE_OUTLINES)

    def staff(self, staff: str) -> Staff | None:
        """Find an account by id; one that is not as it was written is none."""
        with store_errors():
            readable, sealed = self._client.hmget(self._keys.staff(staff), "open", "sealed")
        if not readable:
            return None
        return or_none(
            lambda: self._store.count("unreadable_staff"),
            join,
            Staff,
            f"staff:{staff}",
            readable,
            sealed,
            self._cipher,
        )

    def staff_named(self, name: str) -> Staff | None:
        """Find an account by name."""
        with store_errors():
            found = self._client.hget(self._keys.staff_names, self._store.hashed(name))
        return self.staff(found) if found else None

    def all_staff(self) -> list[Staff]:
        """Give every account, by id."""
        with store_errors():
            ids = sorted(self._client.hvals(self._keys.staff_names))
        return [one for one in map(self.staff, ids) if one]

    def failures(self, staff: str) -> SignInFailures:
        """Give how often in a row signing in to an account failed; who damaged the count unlocks nothing by it."""
        with store_errors():
            version, readable = self._client.hmget(self._keys.staff_failures(staff), "v", "open")
        if not version:
            return SignInFailures()
        try:
            return adapter(SignInFailures).validate_json(readable)
        except DAMAGED:
            return replace(LOCKED, version=int(version))

    def session(self, session: str) -> dict[str, Any]:
        """Give what a session holds, {} when there is none."""
        name = _hashed(session)
        with store_errors():
            sealed = self._client.get(self._keys.session(name))
        if not sealed:
            return {}
        try:
            held: dict[str, Any] = json.loads(self._cipher.open(f"session:{name}", sealed))
        except SealError:  # sealed with a key that is gone: sign in again
            return {}
        return held

    def keep_session(self, session: str, held: Mapping[str, Any], seconds: int, *, new: bool) -> None:
        """Keep what a session holds, sealed, for so long; unless it is `new`, only while nobody ended it."""
        name = _hashed(session)
        sealed = self._cipher.seal(f"session:{name}", json.dumps(dict(held)).encode())
        with store_errors():
            self._client.set(self._keys.session(name), sealed, ex=seconds, xx=not new)

    def drop_session(self, session: str) -> None:
        """End a session."""
        with store_errors():
            self._client.delete(self._keys.session(_hashed(session)))

    def drop_sessions(self, staff: str) -> int:
        """End the sessions of an account, "" = all there are; give how many."""
        with store_errors():
            names = list(self._client.scan_iter(match=self._keys.session("*"), count=500))
            ours = [name for name in names if staff in ("", self._of(name))]
            return self._client.delete(*ours) if ours else 0

    def _of(self, key: str) -> str:
        """Give whose session a key holds, "" where that can't be read."""
        name = key.removeprefix(self._keys.session(""))
        try:
            held = self._cipher.open(f"session:{name}", self._client.get(key) or "")
        except SealError:
            return ""
        return str(json.loads(held).get("staff", ""))

    def waiting(self, without_outcome_before: datetime, ending_before: datetime) -> Waiting:
        """Count what waits for staff; `ending_before` says which requests are pressing."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            trip.zcard(self._keys.expiring)
            trip.zcount(self._keys.confirmed, "-inf", ms(without_outcome_before))
            trip.zcard(self._keys.troubles)
            trip.zcard(self._keys.offered)
            trip.zcard(self._keys.wishes)
            trip.zcount(self._keys.expiring, "-inf", ms(ending_before))
            trip.hlen(self._keys.aside)
            trip.zcard(self._keys.day_notes)
            trip.zcard(self._keys.open_staff_messages)
            trip.zcard(self._keys.to_call)
            trip.zcount(self._keys.to_arrange, ms(without_outcome_before), "+inf")
            requests, outcomes, troubles, offered, people, pressing, aside, notes, *more_counts = trip.execute()
        names = ("messages", "calls", "arrange")
        more = {"aside": aside, "day_notes": notes, **dict(zip(names, more_counts, strict=True))}
        return Waiting(requests - offered, outcomes, troubles, people, pressing, **more)

    def requests(self, until: datetime | None = None, first: int = 0, most: int = ALL) -> list[Booking]:
        """Give the requests that are not answered and run out until a moment, by that; from one on, and so many."""
        last = ms(until) if until else "+inf"
        with store_errors():
            ids = self._client.zrange(self._keys.expiring, "-inf", last, byscore=True, offset=first, num=most)
            return self._store.bookings_with(ids)

    def without_outcome(self, before: datetime, since: datetime | None = None) -> list[Booking]:
        """Give the confirmed bookings that started before a moment, and after another, by start."""
        first = f"({ms(since)}" if since else "-inf"
        with store_errors():
            return self._store.bookings_with(self._client.zrange(self._keys.confirmed, first, ms(before), byscore=True))

    def day_notes(self) -> list[Booking]:
        """Give the live bookings with a word of the day that staff did not see to, by start."""
        with store_errors():
            return self._store.bookings_with(self._client.zrange(self._keys.day_notes, 0, -1))

    def to_call(self) -> list[Booking]:
        """Give the live bookings whose seeker staff are to telephone, by start."""
        with store_errors():
            return self._store.bookings_with(self._client.zrange(self._keys.to_call, 0, -1))

    def to_arrange(self, since: datetime) -> list[Booking]:
        """Give the confirmed bookings from a moment on for which staff have to order help, by start."""
        with store_errors():
            ids = self._client.zrange(self._keys.to_arrange, ms(since), "+inf", byscore=True)
            return self._store.bookings_with(ids)

    def troubles(self) -> list[LedgerRow]:
        """Give what did not arrive or was not done at Zoom, and is not settled by a person, oldest first."""
        with store_errors():
            return list(self._ledger(self._client.zrange(self._keys.troubles, 0, -1)))

    def overdue(self, before: datetime) -> list[Notice]:
        """Give the rows that were planned for before a moment and are not settled, oldest first; at most a hundred."""
        with store_errors():
            ids = self._client.zrange(self._keys.planned, "-inf", ms(before), byscore=True, offset=0, num=MOST_OVERDUE)
            return list(notices_among(self._ledger(ids)))

    def _ledger(self, ids: Sequence[str]) -> tuple[LedgerRow, ...]:
        trip = self._client.pipeline(transaction=False)
        for one in ids:
            trip.hgetall(self._keys.notice(one))
        return readable_rows(trip.execute())

    def notices_of(self, bookings: Sequence[str]) -> Mapping[str, tuple[Notice, ...]]:
        """Give the rows of the ledger of several bookings."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for one in bookings:
                trip.smembers(self._keys.notices_of(one))
            ids = [sorted(names) for names in trip.execute()]
            for name in (name for names in ids for name in names):
                trip.hgetall(self._keys.notice(name))
            rows = iter(trip.execute())
            for one in bookings:  # last: a row that was settled meanwhile is among them
                trip.hgetall(self._keys.settled(one))
            settled = trip.execute()
        each = zip(bookings, ids, settled, strict=True)
        return {one: notices_among(rows_of(one, [next(rows) for _ in names], told)) for one, names, told in each}

    def notice_outlines(self, bookings: Sequence[str]) -> Mapping[str, tuple[NoticeOutline, ...]]:
        """Give the outlines of the notices of several bookings; a damaged one is left out."""
        begin = (self._keys.notices_of(""), self._keys.notice(""), self._keys.settled(""))
        with store_errors():
            told = [self._notice_outlines([self._keys.bookings], [*begin, *some]) for some in _parts(bookings)]
        each = (rows for some in told for rows in json.loads(some))
        return {one: tuple(_notice_outlines(rows)) for one, rows in zip(bookings, each, strict=True)}

    def found(self, word: str, most: int = 0) -> list[Booking]:
        """Give the bookings that are found under a word of bot.booking.lookup; at most so many, the latest ones."""
        with store_errors():
            latest = most and self._latest(self._keys.found(self._store.hashed(word)), most)
            found = self._store.bookings_with(latest or self.ids_found([word])[0])
        return [booking for booking in found if word in words_of(booking)]

    def _latest(self, words: str, most: int) -> list[str]:
        """Give so many of the bookings of a set, the latest ones; none where there are no more.

        Of a large set they are among the latest of all; only where they are not is it gone through whole.
        """
        trip = self._client.pipeline(transaction=False)
        trip.scard(words)
        trip.zcard(self._keys.bookings)
        size, every = trip.execute()
        if size <= most:
            return []
        near = self._client.zrange(self._keys.bookings, 0, 2 * most * every // size, desc=True)
        latest = [one for one, is_here in zip(near, self._client.smismember(words, near), strict=True) if is_here]
        if len(latest) < most:
            latest = self._client.zinter([self._keys.bookings, words])[::-1]
        return latest[:most]

    def outlines(self, since: datetime, until: datetime | None = None) -> list[Outline]:
        """Give the outlines of the bookings that start in a span, or from a moment on, by start."""
        last = ms(until) if until else "+inf"
        with store_errors():
            ids = self._client.zrange(self._keys.bookings, ms(since), last, byscore=True)
        return self.outlines_of(ids)

    def outlines_of(self, ids: Sequence[str]) -> list[Outline]:
        """Give the outlines of the bookings with these ids, in their order; what is no booking is left out."""
        with store_errors():
            told = [
                self._outlines([self._keys.bookings], [self._keys.booking(""), *some])
                for some in _parts(ids, OUTLINES_TOGETHER)
            ]
        found = (or_none(self._damaged, _outline, one) for some in told for one in some)
        return [one for one in found if one]

    def places_held(self, since: datetime, until: datetime) -> list[tuple[str, datetime]]:
        """Give each place that is held in a span: for which booking, and its start."""
        with store_errors():
            held = self._client.zrange(self._keys.slots, ms(since), ms(until), byscore=True, withscores=True)
        return [(name.partition("/")[0], datetime.fromtimestamp(score / 1000, UTC)) for name, score in held]

    def _damaged(self) -> None:
        self._store.count("unreadable_booking")

    def bookings(self, ids: Sequence[str]) -> list[Booking]:
        """Give the bookings with these ids, in their order."""
        return self._store.bookings_with(ids)

    def notice_ways(self, bookings: Sequence[str]) -> Counter[tuple[Channel, NoticeState]]:
        """Count by way and state the notices of several bookings; Redis counts, so that none has to be brought here."""
        found = Counter[tuple[Channel, NoticeState]]()
        begin = (self._keys.notices_of(""), self._keys.notice(""), self._keys.settled(""))
        with store_errors():
            for some in _parts(bookings):
                told = self._count_ways([self._keys.bookings], [*begin, *some])
                for way, count in zip(told[::2], told[1::2], strict=True):
                    channel, _, state = way.partition(" ")
                    if channel != AT_ZOOM:
                        found[Channel(channel), NoticeState(state)] += int(count)
        return found

    def found_each(self, words: Sequence[str]) -> list[list[Booking]]:
        """Give for each word the bookings that are found under it."""
        ids = self.ids_found(words)
        with store_errors():
            wanted = sorted({name for names in ids for name in names})
            known = {one.id: one for one in self._store.bookings_with(wanted)}
        fitting = {name: words_of(one) for name, one in known.items()}
        return [
            [known[name] for name in names if word in fitting.get(name, ())]
            for word, names in zip(words, ids, strict=True)
        ]

    def standings(self, words: Sequence[str], listed: Iterable[State]) -> list[Standings]:
        """Give for each word how the bookings stand that are found under it; none is opened."""
        begin = (self._keys.booking(""), " ".join(sorted(listed)), self._keys.found(""))
        with store_errors():
            hashes = [self._store.hashed(word) for word in words]
            told = [
                self._standings([self._keys.bookings], [*begin, *some]) for some in _parts(hashes, LEDGERS_TOGETHER)
            ]
        return [_standings(*of_word) for some in told for of_word in some]

    def ids_found(self, words: Sequence[str]) -> list[list[str]]:
        """Give for each word the ids of the bookings that are found under it."""
        some_by_some = _parts(words, LEDGERS_TOGETHER)
        return [sorted(names) for some in some_by_some for names in self._store.found_each(some)]

    def crowds(self, starts: Sequence[datetime]) -> list[int]:
        """Give for each start how many bookings hold a place at it."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for start in starts:
                trip.zcount(self._keys.slots, ms(start), ms(start))
            return list(trip.execute())

    def holders(self, bookings: Sequence[str]) -> list[str]:
        """Say for each booking who works on it, "" for nobody."""
        with store_errors():
            found = self._client.mget([self._keys.held(one) for one in bookings]) if bookings else []
        return [one or "" for one in found]

    def history(self, booking: str) -> list[Entry]:
        """Give the entries of the audit log about a booking, oldest first."""
        return self.histories([booking])[0]

    def histories(self, bookings: Sequence[str]) -> list[list[Entry]]:
        """Give the entries about each of several bookings."""
        if not bookings:
            return []
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for one in bookings:
                trip.lrange(self._keys.history(one), 0, -1)
            trip.llen(self._keys.audit)  # last, so that it holds all that they name
            *listed, length = trip.execute()
            lines = self._lines_at({one for told in listed for one in told if one.isdecimal()}, length)
        each = ((or_none(self._damaged, _entry, lines.get(one, one)) for one in told) for told in listed)
        pairs = zip(bookings, each, strict=True)
        return [[one for one in found if one and one.booking == booking] for booking, found in pairs]

    def _lines_at(self, places: Iterable[str], length: int) -> Mapping[str, str]:
        """Give the lines at some places of the audit log that has so many."""
        found, left = dict[str, str](), sorted((one for one in map(int, places) if one < length), reverse=True)
        while left:
            trip, some, way = self._client.pipeline(transaction=False), list[int](), 0
            while left and way < FAR:
                some.append(left.pop())
                way += min(some[-1], length - some[-1])
            for one in some:
                trip.lrange(self._keys.audit, one, one)
            found |= {str(one): line for one, lines in zip(some, trip.execute(), strict=True) for line in lines}
        return found

    def hold(self, booking: str, staff: str) -> str:
        """Say who works on a booking, for a few minutes: the asker unless another does; "" asks only."""
        key = self._keys.held(booking)
        with store_errors():
            if staff:
                self._client.set(key, staff, nx=True, ex=HOLD_SECONDS)
            return self._client.get(key) or ""


def _entry(line: str) -> Entry:
    """Read an entry that stands in a history, or in a line of the audit log."""
    return entry_of(line if line.startswith("{") else read_line(line).entry)


def _parts(bookings: Sequence[str], most: int = LEDGERS_TOGETHER) -> Iterator[Sequence[str]]:
    """Give as many as Redis goes through at one time, then the next."""
    return (bookings[first : first + most] for first in range(0, len(bookings), most))


def _moment(due: str) -> datetime:
    return datetime.fromtimestamp(int(due) / 1000, UTC) if due.isdecimal() else datetime.fromisoformat(due)


def _notice_outlines(rows: Iterable[Sequence[str]]) -> Iterator[NoticeOutline]:
    for row in rows:
        with suppress(ValueError, TypeError):  # damaged, or work at Zoom
            channel, kind, state, reason, due = outlined(*row) if len(row) == SETTLED else row
            known = Channel(channel), NoticeState(state), reason_of(reason)
            yield NoticeOutline(Kind(kind), *known, _moment(due))


def _outline(readable: str) -> Outline:
    """Read an outline by hand: thousands are read for a page."""
    name, number, state, start, _, created, _, consent, counsellor, *_ = parts_of(readable)
    moment = datetime.fromisoformat(created)
    return Outline(name, STATES[state], _start(start), moment, number, _consent(consent), counsellor)


@lru_cache(maxsize=4096)
def _start(told: str) -> datetime:
    """Give a start that many bookings share, so that it is hashed once, too."""
    return datetime.fromisoformat(told)


@lru_cache(maxsize=64)
def _consent(version: str) -> ConsentOutline:
    return ConsentOutline(version)


def _standings(counts: str, newest: str, rows: Sequence[str]) -> Standings:
    each = (one.split("=") for one in counts.split())
    listed = sorted(map(_standing, rows), key=lambda one: one.start)
    return Standings(Counter({State(state): int(count) for state, count in each}), newest, tuple(listed))


def _standing(told: str) -> Standing:
    name, state, start = told.split(" ")
    return Standing(name, State(state), datetime.fromisoformat(start))


def _hashed(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()

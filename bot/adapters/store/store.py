"""The store on Redis: one trip to load, one script to commit."""

import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

from redis import OutOfMemoryError, ResponseError
from redis.exceptions import NoPermissionError

from bot.adapters.redis.client import Client, store_errors
from bot.adapters.redis.identity import Beginning, Identity, is_of_a_change, successor
from bot.adapters.redis.memory_full import ALLOWED, OBEYING, WITHIN_MARGIN
from bot.adapters.server.in_hand import name_of
from bot.adapters.store.cipher import Cipher, signature
from bot.adapters.store.claims import Claims
from bot.adapters.store.commands import EVENT_SECONDS, Spelling, ms
from bot.adapters.store.compare import Comparison
from bot.adapters.store.keys import Keys
from bot.adapters.store.last_seen import LastSeen
from bot.adapters.store.notice_records import row_of
from bot.adapters.store.office_state import OfficeStateReader
from bot.adapters.store.records import adapter, join, or_none
from bot.adapters.store.scripts import AUDIT, COMMIT, COUNT_TAKEN, FIRST_REPLY, LOAD, PROVE, STEP_REPLY, WRITE
from bot.adapters.store.staff_messages import StaffMessages
from bot.adapters.store.taken_places import Known, TakenPlaces
from bot.adapters.store.traces import Traces
from bot.booking.lookup import by_user
from bot.booking.model import Booking, Notice
from bot.booking.notices.gathering import Gathering
from bot.booking.refusal import Refusal
from bot.booking.rooms.job import LedgerRow, RoomJob, notices_among
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waiting import WaitingWish
from bot.dialogue.conversation import Conversation
from bot.errors import ConflictError, SealError, StoreChangedError
from bot.ports.audit import AuditLog, Entry, Histories, Record, Seal
from bot.ports.bookings import ForgetBooking
from bot.ports.events import Loaded, StoreHasRoom
from bot.ports.health import Difference, Health, Memory
from bot.ports.office import OfficeState
from bot.ports.privacy import DetailsLink, DropErasure, Erasure
from bot.ports.replies import DropReply, LetOthersPass, PendingReply, ReplyStep
from bot.ports.store import Guard, Write
from bot.ports.waitlist import DropReleasedPlace, ListNow, ReleasedPlace
from bot.ports.work import QUEUES, Claim, RowAside, Work
from bot.service.audit.lines import read_line, read_seal, sealed

BURST_SECONDS = 10
SLOW_SECONDS = 60
HEARTBEAT_SECONDS = 30
SWEPT_MS = 24 * 3600 * 1000
# A commit with one of these ends with less.
FREEING = (ForgetBooking, DropReply, DropErasure, DropReleasedPlace, LetOthersPass)
BEFORE_ALL, AFTER_ALL = "-inf", "+inf"
Owned = TypeVar("Owned", Booking, WaitingWish, StaffMessage)


class OffsetClock(Protocol):
    """A clock that tells how far it runs from the machine's."""

    def now(self) -> datetime:
        """Give the present moment in UTC."""

    def offset(self) -> timedelta:
        """Give how far ahead it runs."""


class RedisStore:
    """Implements bot.ports.store.Store."""

    def __init__(
        self, client: Client, keys: Keys, cipher: Cipher, clock: OffsetClock, last_seen: LastSeen | None = None
    ) -> None:
        self._client, self._keys, self._cipher, self._clock = client, keys, cipher, clock
        self.identity = Identity(client, keys, last_seen or LastSeen(), self.signed, self._beginning, self._forget)
        self._commit = client.register_script(OBEYING + COMMIT)
        self._commit_within_margin = client.register_script(WITHIN_MARGIN + COMMIT)
        self._commit_freeing = client.register_script(ALLOWED + COMMIT)
        self._write = client.register_script(WRITE)
        self._prove = client.register_script(PROVE)
        self._load = client.register_script(LOAD)
        self._count_taken = client.register_script(COUNT_TAKEN)
        self._taken = TakenPlaces()
        self._claims = Claims(client, keys)
        self._first = client.register_script(FIRST_REPLY)
        self._step = client.register_script(STEP_REPLY)
        self._audit = client.register_script(AUDIT)
        self._lookup_key = b""
        self._office_state = OfficeStateReader(client, keys)
        self._messages = StaffMessages(client, keys, cipher, lambda: self.count("unreadable_staff_message"))

    def load(self, user: str, event_id: str, *, counting: bool = False) -> Loaded:
        """Read what an event of a user needs; count it among his newest messages if it was not seen before."""
        with store_errors():
            spelling, keys = self._spelling(), self._keys
            who, now = spelling.hashed(user), self._clock.now()
            names = [keys.event(event_id), keys.conversation(who), keys.open_by_user(who), keys.slots, keys.burst(who)]
            names += [keys.schedule, keys.terms_heads, keys.waits_by_user(who), keys.style(who), keys.refused(who)]
            names += [keys.deaths(name_of(event_id)), keys.open_erasure(who), keys.store, keys.changed_slots]
            before, counted = self._taken.known(now), int(counting)
            told = [keys.booking(""), ms(now), BURST_SECONDS, counted, keys.wish(""), before.epoch, before.version]
            found = self._load(names, told)
            seen, talk, held, booking, taken, burst, schedule, heads, waits, wish, style, refused, deaths, erasing = (
                found
            )
            office_state = self._office_state.read(schedule, dict(zip(heads[::2], heads[1::2], strict=True)))
        return Loaded(
            seen=bool(seen),
            conversation=self._conversation(talk[1], who),
            version=int(talk[0] or 0),
            booking=self._his(user, self._open_booking(held, booking, now)),
            taken=self._taken.told(before, now, taken),
            burst=burst,
            office_state=office_state,
            wish=self._his(user, self._wish(waits, wish)),
            easy=style == "easy",
            refused=bool(refused) and int(refused.partition(" ")[0]) > ms(now),
            deaths=int(deaths or 0),
            erasing=bool(erasing),
        )

    def seen(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Give which of some events were taken before."""
        with store_errors():
            found = self._client.mget([self._keys.event(one) for one in event_ids])
        return frozenset(one for one, value in zip(event_ids, found, strict=True) if value)

    def note_deaths(self, names: Sequence[str], count: int) -> None:
        """Add to how often a process ended while it had events in hand."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            for name in names:
                trip.incrby(self._keys.deaths(name), count)
                trip.expire(self._keys.deaths(name), EVENT_SECONDS)
            trip.execute()

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> None:
        """Write all or nothing; ConflictError carries the first guard that failed."""
        with store_errors():
            try:
                self.identity.guarded(lambda: self._written(guards, writes))
                return
            except (ResponseError, StoreChangedError) as error:
                if guards or not all(isinstance(write, Record) for write in writes) or not is_of_a_change(error):
                    raise
            # Looking goes on in a store that is not ours any more, and is noted there.
            self._write([self._keys.store], ["", 0, 0, *self._spelling().commit((), writes)])

    def settle(self, user: str, writes: Sequence[Write]) -> str:
        """Write what ends a reply to a user; name the oldest of those that are still pending, "" for none."""
        with store_errors():
            queue = self._keys.replies_of(self._spelling().hashed(user))
            return self.identity.guarded(lambda: self._written((), writes, queue))

    def _written(self, guards: Sequence[Guard], writes: Sequence[Write], *queue: str) -> str:
        same = self.identity.arguments()
        spelt = self._spelling(self.identity.epoch).commit(guards, writes)
        told = ([self._keys.store, *queue], [*same, *spelt, self._keys.reply("")])
        try:
            failed, seq, *first = self._commit(*told)
        except OutOfMemoryError:
            if StoreHasRoom() in guards:
                raise ConflictError(StoreHasRoom()) from None
            freeing = any(isinstance(write, FREEING) for write in writes)
            failed, seq, *first = (self._commit_freeing if freeing else self._commit_within_margin)(*told)
        if failed:
            self._taken.forget()  # should what it told have been the reason, the next try counts anew
            raise ConflictError(guards[int(failed)])
        self.identity.saw(seq)
        return first[0] or "" if first else ""

    def changed(self) -> str:
        """Say why this is not the store that we know, as StoreChangedError does; "" when it is."""
        try:
            with store_errors():
                self.identity.check()
        except StoreChangedError as error:
            return error.reason
        return ""

    def confirmed_at(self) -> datetime | None:
        """Give when a person restored or accepted the store, so that what came before may be missing; None = never."""
        with store_errors():
            since = self._client.hget(self._keys.store, "since")
        return datetime.fromisoformat(since) if since else None

    def accept(self, writes: Sequence[Write]) -> bool:
        """Take the store as it is for ours, in one commit with some writes; say whether it was still as it was read."""
        with store_errors():
            self._forget()
            known, keys = self.identity.known(), self._keys
            fresh, spelling = successor(known, self.signed, self._clock.now()), self._spelling()
            asked, written = spelling.commit((), writes)
            same = [["StoreIs", "field", keys.store, name, known[0].get(name, "0")] for name in ("epoch", "stopped")]
            begun = [["HDEL", keys.store, "stopped", "known", "seen"], ["HSET", keys.store, *_flat(fresh)]]
            if not self._client.exists(keys.audit_seal):
                begun.append(["HSET", keys.audit_seal, *_flat(self._sealed_as_it_is())])
            guards, lines = json.loads(asked) + same, json.loads(written) + begun
            return not self._write([keys.store], ["", 0, 0, json.dumps(guards), json.dumps(lines)])[0]

    def office_state(self) -> OfficeState:
        """Give what the office decided at run time."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            trip.hget(self._keys.schedule, "open")
            trip.hgetall(self._keys.terms_heads)
            return self._office_state.read(*trip.execute())

    def booking(self, name: str) -> Booking | None:
        """Find a booking by id or number."""
        with store_errors():
            found = self._client.hget(self._keys.numbers, name) or name
            record = self._client.hmget(self._keys.booking(found), "v", "edition", "open", "sealed")
        booking = self._booking(found, record)
        return self._meant(booking, fits=booking is None or name in (booking.id, booking.number))

    def bookings(self, since: datetime | None = None, until: datetime | None = None) -> list[Booking]:
        """Give the bookings that start in a span, by start."""
        first, last = (ms(since) if since else BEFORE_ALL), (ms(until) if until else AFTER_ALL)
        with store_errors():
            return self.bookings_with(self._client.zrange(self._keys.bookings, first, last, byscore=True))

    def holding(self, since: datetime, until: datetime) -> list[Booking]:
        """Give the bookings that hold a place in a span, several places counted once."""
        with store_errors():
            held = self._client.zrange(self._keys.slots, ms(since), ms(until), byscore=True)
        return self.bookings_with(list(dict.fromkeys(name.partition("/")[0] for name in held)))

    def taken(self) -> dict[datetime, int]:
        """Count the places that are held, by start, from now on."""
        return self._counted_at(self._keys.slots)

    def taken_by_fresh(self) -> dict[datetime, int]:
        """Count those of them that requests hold which are marked as fresh."""
        return self._counted_at(self._keys.fresh_slots)

    def _counted_at(self, slots: str) -> dict[datetime, int]:
        now = self._clock.now()
        with store_errors():
            counted = self._count_taken([slots, self._keys.store, self._keys.changed_slots], [ms(now)])
        return dict(TakenPlaces().told(Known(), now, counted))

    def bookings_with(self, ids: Sequence[str]) -> list[Booking]:
        """Give the bookings with these ids, in their order; what can't be opened is left out."""
        with store_errors():
            return [booking for booking in self._each(ids) if booking]

    def _each(self, ids: Sequence[str]) -> list[Booking | None]:
        """Give the booking of each id, None for one that is not there or can't be opened."""
        trip = self._client.pipeline(transaction=False)
        for one in ids:
            trip.hmget(self._keys.booking(one), "v", "edition", "open", "sealed")
        records = trip.execute()
        return [self._readable(one, record) for one, record in zip(ids, records, strict=True)]

    def hashed(self, value: str) -> str:
        """Give the form under which a personal value is looked up."""
        with store_errors():
            return self._spelling().hashed(value)

    def _readable(self, name: str, record: Sequence[Any]) -> Booking | None:
        """Leave out a booking that can't be opened, and count it: one must not hide all."""
        return or_none(lambda: self.count("unreadable_booking"), self._booking, name, record)

    def ledger(self, booking: str) -> tuple[LedgerRow, ...]:
        """Give a booking's rows of the ledger by due time: notices, and work at Zoom."""
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            for one in self._client.smembers(self._keys.notices_of(booking)):
                trip.hgetall(self._keys.notice(one))
            return readable_rows(trip.execute())

    def ledger_row(self, row: str) -> LedgerRow | None:
        """Give one row of the ledger."""
        with store_errors():
            fields = self._client.hgetall(self._keys.notice(row))
        return row_of(fields) if "id" in fields else None

    def notices(self, booking: str) -> tuple[Notice, ...]:
        """Give a booking's notices, by due time."""
        return notices_among(self.ledger(booking))

    def notice(self, notice: str) -> Notice | None:
        """Give one notice."""
        row = self.ledger_row(notice)
        return row if isinstance(row, Notice) else None

    def room_jobs(self, booking: str) -> tuple[RoomJob, ...]:
        """Give the work at Zoom for a booking, by due time."""
        return tuple(row for row in self.ledger(booking) if isinstance(row, RoomJob))

    def room_job(self, job: str) -> RoomJob | None:
        """Give one piece of work at Zoom."""
        row = self.ledger_row(job)
        return row if isinstance(row, RoomJob) else None

    def reply(self, reply: str) -> PendingReply | None:
        """Give a pending reply."""
        with store_errors():
            fields = self._client.hgetall(self._keys.reply(reply))
        if "sealed" not in fields:
            return None
        whole = json.loads(self._cipher.open(f"reply:{reply}", fields["sealed"]))
        return adapter(PendingReply).validate_python({**whole, "step": fields["step"]})

    def first_reply(self, user: str) -> str:
        """Name the oldest pending reply of a user that others wait for, "" for none."""
        with store_errors():
            return self._first([self._keys.replies_of(self._spelling().hashed(user))], [self._keys.reply("")]) or ""

    def bookings_of(self, user: str) -> list[Booking]:
        """Give every booking of a LINE user, by start."""
        with store_errors():
            ids = self._client.smembers(self._keys.found(self._spelling().hashed(by_user(user))))
        found = (self._his(user, one) for one in self.bookings_with(sorted(ids)))
        return sorted((one for one in found if one), key=lambda one: (one.start, one.id))

    def erasure(self, erasure: str) -> Erasure | None:
        """Give an erasure that is not done."""
        with store_errors():
            sealed = self._client.hget(self._keys.erasure(erasure), "sealed")
        return adapter(Erasure).validate_json(self._cipher.open(f"erasure:{erasure}", sealed)) if sealed else None

    def erasures(self) -> list[Erasure]:
        """Give every erasure that is not done, oldest first."""
        with store_errors():
            found = [self._readable_erasure(one) for one in self._client.zrange(self._keys.due_erasures, 0, -1)]
        return sorted((one for one in found if one), key=lambda one: one.at)

    def _readable_erasure(self, name: str) -> Erasure | None:
        try:
            return self.erasure(name)
        except (SealError, ValueError):  # it is set aside; the others must be seen
            return None

    def claim_erasures(self, limit: int) -> list[Claim]:
        """Lease the erasures that are due."""
        return self._claims.claim(Work.ERASURES, limit, self._clock.offset())

    def traces_of(self, user: str, numbers: Sequence[str] = (), *, going_on: bool) -> list[str]:
        """Name every key about a LINE user but his bookings and the sets they stand in."""
        with store_errors():
            traces = Traces(self._client, self._keys, self._cipher, self._spelling().hashed)
            return traces.of(user, numbers, going_on=going_on)

    def drop_traces(self, keys: Sequence[str]) -> None:
        """Delete keys that traces_of named."""
        with store_errors():
            if keys:
                self._client.delete(*keys)

    def details_link(self, token: str) -> DetailsLink | str:
        """Give what a link stands for; "used" when it was used, "" when it is not known."""
        with store_errors():
            hashed = self._spelling().hashed(token)
            state, sealed = self._client.hmget(self._keys.details(hashed), "state", "sealed")
        if not sealed:
            return state or ""
        return adapter(DetailsLink).validate_json(self._cipher.open(f"details:{hashed}", sealed))

    def step_reply(self, reply: str, step: ReplyStep, lease: str = "", first_of: str = "") -> ReplyStep | None:
        """Note how far a reply has come and give the step before; None when it is gone or leased to another.

        With a user also when it is not his oldest pending one.
        """
        with store_errors():
            keys = [self._keys.store, self._keys.reply(reply)]
            keys += [self._keys.replies_of(self._spelling().hashed(first_of))] if first_of else []
            told = [step.value, lease, self._keys.reply("")]
            before = self.identity.guarded(lambda: self._step(keys, [*self.identity.arguments(), *told]))
        return None if before is None else ReplyStep(before)

    def claim_notices(self, limit: int) -> list[Claim]:
        """Lease the rows that are due by the store's clock."""
        return self._claims.claim(Work.NOTICES, limit, self._clock.offset())

    def claim_mail(self, limit: int) -> list[Claim]:
        """Lease the rows for mail that are due, for longer."""
        return self._claims.claim(Work.MAIL, limit, self._clock.offset())

    def claim_rooms(self, limit: int) -> list[Claim]:
        """Lease the rows about rooms that are due, for longer."""
        return self._claims.claim(Work.ROOMS, limit, self._clock.offset())

    def booking_in(self, meeting: str) -> str:
        """Give the id of the booking whose room at Zoom this is, "" for none."""
        with store_errors():
            return self._client.hget(self._keys.meetings, self._spelling().hashed(meeting)) or ""

    def claim_replies(self, limit: int) -> list[Claim]:
        """Lease the pending replies that are due."""
        return self._claims.claim(Work.REPLIES, limit, self._clock.offset())

    def claim_expiring(self, limit: int) -> list[Claim]:
        """Lease the bookings whose time to be answered has run out."""
        return self._claims.claim(Work.EXPIRING, limit, self._clock.offset())

    def claim_wishes(self, limit: int) -> list[Claim]:
        """Lease the wishes whose offer or whose days have run out."""
        return self._claims.claim(Work.WISHES, limit, self._clock.offset())

    def begin(self, work: Work, claims: Sequence[Claim], *, most: int) -> list[int]:
        """Note that claimed rows are begun, but for those that were begun too often without coming to an end."""
        return self._claims.begin(work, claims, most)

    def end(self, work: Work, claims: Sequence[Claim]) -> None:
        """Note that rows came to an end, whatever it was."""
        self._claims.end(work, claims)

    def tell_alive(self) -> None:
        """Note that this process is alive; while nothing is noted, others take over what it has in hand."""
        self._claims.tell_alive()

    def take_over(self) -> int:
        """Let what a dead process had in hand be claimed at once; give how many rows that are."""
        return self._claims.take_over(self._clock.offset())

    def after_a_step_back(self) -> float:
        """Look whether the store's clock went back; then let what waits by the old time be looked at soon."""
        return self._claims.after_a_step_back(self._clock.offset())

    def asides(self) -> list[RowAside]:
        """Give what is set aside and still there, oldest first."""
        with store_errors():
            kept = self._client.hgetall(self._keys.aside)
            found = [adapter(RowAside).validate_json(one) for one in kept.values()]
            trip = self._client.pipeline(transaction=False)
            for one in found:
                trip.exists(self._keys.record(one.work, one.id))
            there = [one for one, exists in zip(found, trip.execute(), strict=True) if exists]
            gone = kept.keys() - {one.name for one in there}
            if gone:
                self._client.hdel(self._keys.aside, *gone)
        return sorted(there, key=lambda one: (one.at, one.id))

    def wish(self, wish: str) -> WaitingWish | None:
        """Find a wish on the waiting list by id."""
        with store_errors():
            return self._wish(wish, self._client.hmget(self._keys.wish(wish), "open", "sealed"))

    def staff_message(self, message: str) -> StaffMessage | None:
        """Find a message for staff by id."""
        return self._messages.one(message)

    def staff_messages(self) -> list[StaffMessage]:
        """Give every message for staff that is kept, oldest first."""
        return self._messages.in_order(self._keys.staff_messages)

    def staff_messages_of(self, user: str) -> list[StaffMessage]:
        """Give the messages for staff of a LINE user, oldest first."""
        with store_errors():
            theirs = self._keys.staff_messages_of(self._spelling().hashed(user))
        found = (self._his(user, one) for one in self._messages.in_order(theirs))
        return [one for one in found if one]

    def refusal(self, refusal: str) -> Refusal | None:
        """Find a refusal by id."""
        with store_errors():
            return self._refusal(refusal, self._client.hmget(self._keys.refusal(refusal), "open", "sealed"))

    def refusals(self) -> list[Refusal]:
        """Give every refusal that is kept, the newest first."""
        with store_errors():
            ids = self._client.zrange(self._keys.refusals, 0, -1, desc=True)
            trip = self._client.pipeline(transaction=False)
            for one in ids:
                trip.hmget(self._keys.refusal(one), "open", "sealed")
            records = trip.execute()
        found = [
            or_none(lambda: self.count("unreadable_refusal"), self._refusal, one, record)
            for one, record in zip(ids, records, strict=True)
        ]
        return [one for one in found if one]

    def _refusal(self, name: str, record: Sequence[Any]) -> Refusal | None:
        readable, sealed = record
        return join(Refusal, f"refusal:{name}", readable, sealed, self._cipher) if readable else None

    def list_now(self) -> ListNow:
        """Give the waiting list, by when people came."""
        now, keys = ms(self._clock.now()), self._keys
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.zrange(keys.wishes, 0, -1)
            trip.hvals(keys.released_places)
            trip.zrange(keys.slots, now, AFTER_ALL, byscore=True, withscores=True)
            ids, released, taken = trip.execute()
            for one in ids:
                trip.hmget(keys.wish(one), "open", "sealed")
            records = trip.execute() if ids else []
        wishes = (self._readable_wish(one, record) for one, record in zip(ids, records, strict=True))
        return ListNow(
            tuple(wish for wish in wishes if wish),
            tuple(sorted(filter(None, map(self._released_place, released)), key=lambda place: (place.start, place.id))),
            _counted([part for pair in taken for part in pair]),
        )

    def _released_place(self, text: str) -> ReleasedPlace | None:
        return or_none(lambda: self.count("unreadable_rest"), adapter(ReleasedPlace).validate_json, text)

    def menus_shown(self, users: Sequence[str]) -> Mapping[str, str]:
        """Give the rich menu that each of some users was shown last; who is not in it was shown none of his own."""
        if not users:
            return {}
        with store_errors():
            spelling = self._spelling()
            shown = self._client.mget([self._keys.menu(spelling.hashed(user)) for user in users])
        return {user: menu for user, menu in zip(users, shown, strict=True) if menu}

    def reads_easy(self, user: str) -> bool:
        """Say whether a user reads やさしい日本語."""
        with store_errors():
            return bool(self._client.exists(self._keys.style(self._spelling().hashed(user))))

    def list_is_empty(self) -> bool:
        """Say whether nobody waits and no released place is kept back."""
        with store_errors():
            return not self._client.exists(self._keys.wishes, self._keys.released_places)

    def _wish(self, name: str | None, record: Sequence[Any] | None) -> WaitingWish | None:
        if not name or not record or not record[0]:
            return None
        readable, sealed = record
        return join(WaitingWish, f"wish:{name}", readable, sealed, self._cipher)

    def _readable_wish(self, name: str, record: Sequence[Any]) -> WaitingWish | None:
        return or_none(lambda: self.count("unreadable_wish"), self._wish, name, record)

    def may_ask_to_slow_down(self, user: str) -> bool:
        """Say whether the user was not asked within the last minute, and note that he is asked now."""
        with store_errors():
            key = self._keys.slowed(self._spelling().hashed(user))
            return bool(self._client.set(key, "1", nx=True, ex=SLOW_SECONDS))

    def once_in(self, name: str, seconds: int) -> bool:
        """Say whether nobody did something of this name within the last seconds, and note that it is done now."""
        with store_errors():
            return bool(self._client.set(self._keys.done(name), "1", nx=True, ex=seconds))

    def tally(self, name: str, seconds: int) -> int:
        """Count something of this name, and give how often it was within so long from its first time."""
        key = self._keys.done(f"tally {name}")
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.set(key, 0, nx=True, ex=seconds)
            trip.incr(key)
            return int(trip.execute()[1])

    def gathering(self) -> Gathering:
        """Give when the staff's group was last pushed to, and what waits for the next push."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.hgetall(self._keys.gathering)
            trip.smembers(self._keys.gathering_rows)
            said, ids = trip.execute()
        rows = (self.notice(one) for one in sorted(ids))
        last = datetime.fromtimestamp(int(said["last"]) / 1000, UTC) if said else None
        return Gathering(int(said.get("v", "0")), last, tuple(row for row in rows if row))

    def note(self, name: str, value: str, seconds: int) -> None:
        """Note something about this deployment for so long."""
        with store_errors():
            self._client.set(self._keys.done(name), value, ex=seconds)

    def noted(self, name: str) -> str:
        """Give what is noted, "" for nothing."""
        with store_errors():
            return self._client.get(self._keys.done(name)) or ""

    def not_done(self, name: str) -> None:
        """Take back that something of this name was done."""
        with store_errors():
            self._client.delete(self._keys.done(name))

    def beat(self, queue: str) -> None:
        """Note that the worker of a queue is alive."""
        with store_errors():
            self._client.set(self._keys.heartbeat(queue), "1", ex=HEARTBEAT_SECONDS)

    def swept(self, queue: str) -> None:
        """Note that the sweep of a queue's process came to its end."""
        with store_errors():
            self._client.set(self._keys.swept(queue), "1", px=SWEPT_MS)

    def owner(self, what: str, ours: str) -> str:
        """Give whose data this is, by office's "name" or LINE account ("bot"); where nobody said so yet, it is ours."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.hsetnx(self._keys.owner, what, ours)
            trip.hget(self._keys.owner, what)
            return str(trip.execute()[1])

    def disown(self, name: str) -> None:
        """Take another name of the office, and whatever LINE account writes next, for ours."""
        with store_errors():
            self._client.hset(self._keys.owner, "name", name)
            self._client.hdel(self._keys.owner, "bot")

    def prove_write(self) -> None:
        """Write something that ends within a second; StoreDownError says why that can't be."""
        with store_errors():
            self._prove([self._keys.proof])

    def differences(self) -> set[Difference]:
        """Compare what stands in the store with what its records say; what changes meanwhile may be among it."""
        with store_errors():
            minded = frozenset(one.id for one in self.asides()) | self._receipts_on_their_way()
            now = ms(self._clock.now())
            return Comparison(self._client, self._keys, self._spelling(), now, self._each, minded).differences()

    def _receipts_on_their_way(self) -> frozenset[str]:
        """Name the rows that are settled with a pending reply."""
        found = set[str]()
        for one in self._client.zrange(self._keys.due_replies, 0, -1):
            with suppress(SealError, ValueError):
                reply = self.reply(one)
                found |= {reply.notice} if reply and reply.notice else set()
        return frozenset(found)

    def memory(self) -> Memory:
        """Tell how full the store is."""
        with store_errors():
            try:
                told = self._client.info("memory")
            except NoPermissionError:  # not among the rights of this user
                return Memory(0, 0)
        return Memory(int(told["used_memory"]), int(told.get("maxmemory", 0)))

    def health(self) -> Health:
        """Tell how the deployment is."""
        changed = self.changed()
        with store_errors():
            trip = self._client.pipeline(transaction=False)
            trip.mget([self._keys.heartbeat(queue) for queue in QUEUES])
            trip.zrange(self._keys.planned, 0, 0, withscores=True)
            for queue in QUEUES:
                trip.pttl(self._keys.swept(queue))
            beats, oldest, *left = trip.execute()
            self._lookup()
        alive = frozenset(queue for queue, beat in zip(QUEUES, beats, strict=True) if beat)
        since = datetime.fromtimestamp(oldest[0][1] / 1000, UTC) if oldest else None
        swept = {queue: (SWEPT_MS - ms_left) / 1000 for queue, ms_left in zip(QUEUES, left, strict=True) if ms_left > 0}
        return Health(alive, since if since and since < self._clock.now() else None, swept, changed)

    def counters(self) -> Mapping[str, int]:
        """Give the counters of the metrics."""
        with store_errors():
            return {name: int(count) for name, count in self._client.hgetall(self._keys.counters).items()}

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter, outside any commit."""
        with store_errors():
            self._client.hincrby(self._keys.counters, name, by)

    def audit_between(self, since: datetime, until: datetime, *, actor: str = "", booking: str = "") -> list[Entry]:
        """Give the entries of the audit log of a span, oldest first, "" = of anybody, about any booking."""
        holding = [
            json.dumps({name: value}, ensure_ascii=False)[1:-1]
            for name, value in (("actor", actor), ("booking", booking))
            if value
        ]
        with store_errors():
            lines = self._audit([self._keys.audit_times, self._keys.audit], [ms(since), ms(until), *holding])
        return [_entry(read_line(line).entry) for line in lines]

    def audit_log(self) -> AuditLog:
        """Give the whole audit log and what stands beside it, all of one moment."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.lrange(self._keys.audit, 0, -1)
            trip.get(self._keys.audit_head)
            trip.zrange(self._keys.audit_times, 0, -1, withscores=True)
            trip.hgetall(self._keys.audit_seal)
            lines, head, times, seal = trip.execute()
        return AuditLog(lines, head or "", dict(times), read_seal(seal, self.signed))

    def audit_tail(self, start: int) -> tuple[list[str], str]:
        """Give the lines from a place on, and the chain value of the newest, of one moment."""
        with store_errors():
            trip = self._client.pipeline(transaction=True)
            trip.lrange(self._keys.audit, start, -1)
            trip.get(self._keys.audit_head)
            lines, head = trip.execute()
        return lines, head or ""

    def audit_seal(self) -> Seal | None:
        """Give the newest seal; None when there is none that we signed."""
        with store_errors():
            return read_seal(self._client.hgetall(self._keys.audit_seal), self.signed)

    def remember_seal(self, seal: Seal) -> None:
        """Remember a seal outside the store: in this process, and where the machine remembers the store."""
        self.identity.remember_seal(seal.entries, seal.head)

    def sealed_before(self) -> tuple[int, str] | None:
        """Give the number of entries and the chain value of the newest seal that is remembered outside the store."""
        with store_errors():
            return self.identity.sealed_before()

    def histories(self) -> Histories:
        """Give the lists of entries about each booking, and which bookings there are."""
        with store_errors():
            names = list(self._client.scan_iter(match=self._keys.history("*"), count=500))
            trip = self._client.pipeline(transaction=False)
            for name in names:
                trip.lrange(name, 0, -1)
            lists = {
                name.removeprefix(self._keys.history("")): told
                for name, told in zip(names, trip.execute(), strict=True)
            }
            return Histories(frozenset(self._client.zrange(self._keys.bookings, 0, -1)), lists)

    def signed(self, text: str) -> str:
        """Sign a text with a key that who can only write to Redis does not have."""
        with store_errors():
            return signature(self._lookup(), text)

    def _spelling(self, epoch: str = "") -> Spelling:
        return Spelling(self._keys, self._cipher, self._lookup(), self._clock.now, epoch)

    def _forget(self) -> None:
        """Forget what was learnt of a former epoch."""
        self._lookup_key = b""
        self._taken.forget()

    def _beginning(self) -> Beginning:
        """Seal the audit log as an earlier release left it; one of this release has lost its store's identity."""
        trip = self._client.pipeline(transaction=True)
        trip.llen(self._keys.audit)
        trip.lindex(self._keys.audit, -1)
        trip.get(self._keys.audit_head)
        trip.exists(self._keys.store)
        entries, last, head, begun = trip.execute()
        if last and read_line(last).signature and not begun:  # begun = by another, who was first, and has written since
            raise StoreChangedError("emptied")
        return Beginning(entries, sealed(Seal(entries, head or "", self._clock.now()), self.signed))

    def _sealed_as_it_is(self) -> dict[str, str]:
        entries, head = self._client.llen(self._keys.audit), self._client.get(self._keys.audit_head)
        return sealed(Seal(entries, head or "", self._clock.now()), self.signed)

    def _lookup(self) -> bytes:
        """Give the key of the keyed hashes: made once per office, kept sealed beside the data."""
        if not self._lookup_key:
            name = self._keys.lookup_key
            self._client.set(name, self._cipher.seal("lookup-key", uuid.uuid4().bytes + uuid.uuid4().bytes), nx=True)
            self._lookup_key = self._cipher.open("lookup-key", self._client.get(name) or "")
        return self._lookup_key

    def _conversation(self, sealed: str | None, who: str) -> Conversation:
        if not sealed:
            return Conversation()
        return adapter(Conversation).validate_json(self._cipher.open(f"conversation:{who}", sealed))

    def _his(self, user: str, record: Owned | None) -> Owned | None:
        """Take a record for a user's own only where its seal says so: who has no key can still write to an index."""
        return self._meant(record, fits=record is None or record.user == user)

    def _meant(self, record: Owned | None, *, fits: bool) -> Owned | None:
        """Give a record that an index led to, unless it is not the one that was asked for."""
        if not fits:
            self.count("misdirected_index")
        return record if fits else None

    def _open_booking(self, held: str | None, record: Sequence[Any] | None, now: datetime) -> Booking | None:
        if not held or not record:
            return None
        booking = self._booking(held.partition(" ")[2], record)
        return booking if booking and booking.is_live and booking.open_until > now else None

    def _booking(self, name: str, record: Sequence[Any]) -> Booking | None:
        _, _, readable, sealed = record
        return join(Booking, f"booking:{name}", readable, sealed, self._cipher) if readable and sealed else None


def readable_rows(found: Iterable[Mapping[str, str]]) -> tuple[LedgerRow, ...]:
    """Read rows of the ledger, by due time; a damaged one is left out, since one must not hide all."""
    rows = [row for fields in found if (row := _readable_row(fields))]
    return tuple(sorted(rows, key=lambda row: (row.due, row.id)))


def _readable_row(fields: Mapping[str, str]) -> LedgerRow | None:
    try:
        return row_of(fields) if "id" in fields else None
    except ValueError:
        return None


def _flat(fields: Mapping[str, str]) -> list[str]:
    return [part for field in fields.items() for part in field]


def _counted(taken: Sequence[Any]) -> dict[datetime, int]:
    starts = Counter(int(float(score)) for score in taken[1::2])
    return {datetime.fromtimestamp(start / 1000, UTC): count for start, count in starts.items()}


def _entry(text: str) -> Entry:
    """Read one entry; there may be tens of thousands, so without the checks of a reader of types."""
    told = json.loads(text)
    return Entry(datetime.fromisoformat(told["at"]), told["actor"], told["action"], told["booking"], told["detail"])

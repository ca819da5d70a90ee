"""Spells the guards and writes of bot.ports.store as the commit script takes them."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import singledispatchmethod
from itertools import zip_longest
from uuid import UUID, uuid5

from bot.adapters.store.cipher import Cipher, keyed_hash, signature
from bot.adapters.store.keys import Keys
from bot.adapters.store.notice_records import fields_of
from bot.adapters.store.records import adapter, split
from bot.booking.day_notes import open_notes
from bot.booking.lookup import person_key, words_of
from bot.booking.model import Booking, Channel, State
from bot.booking.notices.gathering import waits
from bot.booking.notices.reminders import wanted_by
from bot.booking.notices.subjects import SubjectKind
from bot.booking.notices.troubles import is_trouble
from bot.booking.offers import MOST_TIMES
from bot.booking.opening import DAY, at
from bot.booking.refusal import Refusal
from bot.booking.rooms.job import LedgerRow
from bot.booking.schedule import Schedule
from bot.booking.staff.sign_in_failures import SignInFailures
from bot.booking.waiting import WaitingWish
from bot.dialogue.conversation import Conversation
from bot.dialogue.terms import Terms
from bot.ports.audit import KeepSeal, Record, SealIs
from bot.ports.bookings import (
    BookingIs,
    CountOfDay,
    ForgetBooking,
    FreshShareLeft,
    KeepBooking,
    NoOpenBooking,
    NumberIsFree,
    SlotCountIs,
    SlotHasRoom,
    WithinADay,
)
from bot.ports.events import (
    EVENTS_KNOWN,
    ConversationIs,
    EventIsNew,
    KeepConversation,
    KeepStyle,
    RememberEvent,
    StoreHasRoom,
)
from bot.ports.health import Count
from bot.ports.line import NoteMenus
from bot.ports.notices import EditionIs, Gather, GatheringIs, KeepNotice, NoticeIsNew, NoticeLeaseIs, SettleTrouble
from bot.ports.office import KeepSchedule, KeepTerms, ScheduleIs, TermsAreNew
from bot.ports.privacy import (
    DetailsLink,
    DetailsLinkIsUnused,
    DropErasure,
    Erasure,
    KeepDetailsLink,
    KeepErasure,
    KeepRefusal,
    NoOpenErasure,
    NotRefused,
    RefusalIs,
    UseDetailsLink,
)
from bot.ports.replies import DropReply, KeepReply, LetOthersPass, LookAgain, PendingReply, ReplyLeaseIs
from bot.ports.rooms import HoldHost, HostIsFree, KeepRoomJob, LetGoHost
from bot.ports.staff import (
    FailuresAre,
    FewerStaffMessages,
    KeepFailures,
    KeepStaff,
    KeepStaffMessage,
    StaffIs,
    StaffMessageIs,
    StaffNameIsFree,
)
from bot.ports.store import Guard, Write
from bot.ports.waitlist import (
    DropReleasedPlace,
    KeepReleasedPlace,
    KeepWish,
    NotWaiting,
    ReleasedPlace,
    ReleasedPlaceIs,
    WishIs,
)
from bot.ports.work import IsAside, LeaseIs, PutBack, RowAside, SetAside, Work
from bot.service.audit.lines import sealed, signed_entry

Line = list[str]

EVENT_SECONDS = int(EVENTS_KNOWN.total_seconds())
TALK_SECONDS = 24 * 3600
LINK_SECONDS = 3600  # longer than a link is good for, so that the page can say why it isn't any more
HISTORY_SECONDS = 90 * 24 * 3600
WISH_SECONDS = 400 * 24 * 3600  # longer than any horizon
FOREVER = "9" * 15  # in ms: no clock comes there
STYLE_SECONDS = 400 * 24 * 3600
AFTER_THE_DAY = 3600  # seconds
MENU_SECONDS = 40 * 24 * 3600
TOLD_SECONDS = 7 * 24 * 3600
INDEXES = frozenset({Work.EXPIRING, Work.ERASURES})  # whose sorted set tells what there is, too
LEDGER = (Work.NOTICES, Work.MAIL, Work.ROOMS)
EPOCHS = UUID("0e0a4a0e-6c0f-4f43-9a2c-3f1d5f6b7a20")
UNANSWERED = frozenset({State.REQUESTED, State.OFFERED})


def ms(moment: datetime) -> int:
    """Give a moment in milliseconds since 1970, rounded as the scripts that claim do: what is due now is due."""
    return round(moment.timestamp() * 1000)


class Spelling:
    """Knows the keys, seals what is personal, hashes what is looked up, gives each epoch retry keys of its own."""

    def __init__(
        self, keys: Keys, cipher: Cipher, lookup_key: bytes, now: Callable[[], datetime], epoch: str = ""
    ) -> None:
        self._keys, self._cipher, self._lookup_key, self._now, self._epoch = keys, cipher, lookup_key, now, epoch

    def hashed(self, value: str) -> str:
        """Give the form under which a personal value is looked up."""
        return keyed_hash(self._lookup_key, value)

    def _signed(self, text: str) -> str:
        return signature(self._lookup_key, text)

    def commit(self, guards: Sequence[Guard], writes: Sequence[Write]) -> list[str]:
        """Give guards and writes as the commit script takes them: [place among the guards, op, key, …], and commands.

        The audit log comes first, so that nothing is unaudited.
        """
        ordered = sorted(writes, key=lambda write: not isinstance(write, Record))
        asked = [[str(place), *line] for place, guard in enumerate(guards) for line in self._guard(guard)]
        return [json.dumps(asked), json.dumps([line for write in ordered for line in self.write(write)])]

    @singledispatchmethod
    def _guard(self, guard: Guard) -> Iterator[Line]:
        raise TypeError(type(guard).__name__)

    @_guard.register
    def _(self, guard: EventIsNew) -> Iterator[Line]:
        yield ["absent", self._keys.event(guard.event_id)]

    @_guard.register
    def _(self, guard: ConversationIs) -> Iterator[Line]:
        yield ["field", self._keys.conversation(self.hashed(guard.user)), "v", str(guard.version)]

    @_guard.register
    def _(self, guard: StoreHasRoom) -> Iterator[Line]:
        yield from ()  # the server itself looks at it before the script begins

    @_guard.register
    def _(self, guard: SlotHasRoom) -> Iterator[Line]:
        start = str(ms(guard.start))
        yield ["fewer_between", self._keys.slots, start, start, str(guard.places)]

    @_guard.register
    def _(self, guard: FreshShareLeft) -> Iterator[Line]:
        first, after = ms(at(guard.day, time.min)), ms(at(guard.day + DAY, time.min))
        yield ["fewer_between", self._keys.fresh_slots, str(first), f"({after}", str(guard.most)]

    @_guard.register
    def _(self, guard: NoOpenBooking) -> Iterator[Line]:
        now = str(ms(self._now()))
        if guard.user:
            yield ["over", self._keys.open_by_user(self.hashed(guard.user)), now]
        if guard.number_key:
            yield ["over", self._keys.open_by_number(self.hashed(guard.number_key)), now]

    @_guard.register
    def _(self, guard: NotRefused) -> Iterator[Line]:
        for one in (guard.user, guard.number_key):
            if one:
                yield ["over", self._keys.refused(self.hashed(one)), str(ms(self._now()))]

    @_guard.register
    def _(self, guard: WithinADay) -> Iterator[Line]:
        for key in self._of_day(guard.day, guard.user, guard.number_key):
            yield ["less", key, guard.act.value, str(guard.most)]

    def _of_day(self, day: date, *who: str) -> list[str]:
        """Name the counters of a day; nothing joins them to a person's other keys or days, so erasing leaves them."""
        return [self._keys.done_on_day(self.hashed(f"{day} {one}")) for one in who if one]

    @_guard.register
    def _(self, guard: NoOpenErasure) -> Iterator[Line]:
        yield ["absent", self._open_erasure(guard.user, guard.booking)]

    def _open_erasure(self, user: str, booking: str) -> str:
        return self._keys.open_erasure(self.hashed(user or booking))

    @_guard.register
    def _(self, guard: RefusalIs) -> Iterator[Line]:
        yield ["field", self._keys.refusal(guard.id), "v", str(guard.version)]

    @_guard.register
    def _(self, guard: NumberIsFree) -> Iterator[Line]:
        yield ["no_field", self._keys.numbers, guard.number]

    @_guard.register
    def _(self, guard: BookingIs) -> Iterator[Line]:
        yield ["field", self._keys.booking(guard.id), "v", str(guard.version)]

    @_guard.register
    def _(self, guard: EditionIs) -> Iterator[Line]:
        yield ["field", self._keys.booking(guard.booking), "edition", str(guard.edition)]

    @_guard.register
    def _(self, guard: NoticeLeaseIs) -> Iterator[Line]:
        yield ["field", self._keys.notice(guard.id), "lease", guard.lease]

    @_guard.register
    def _(self, guard: ReplyLeaseIs) -> Iterator[Line]:
        yield ["field", self._keys.reply(guard.id), "lease", guard.lease]

    @_guard.register
    def _(self, guard: StaffIs) -> Iterator[Line]:
        yield ["field", self._keys.staff(guard.id), "v", str(guard.version)]

    @_guard.register
    def _(self, guard: FailuresAre) -> Iterator[Line]:
        yield ["field", self._keys.staff_failures(guard.staff), "v", str(guard.version)]

    @_guard.register
    def _(self, guard: StaffNameIsFree) -> Iterator[Line]:
        yield ["no_field", self._keys.staff_names, self.hashed(guard.name)]

    @_guard.register
    def _(self, guard: StaffMessageIs) -> Iterator[Line]:
        yield ["field", self._keys.staff_message(guard.id), "v", str(guard.version)]

    @_guard.register
    def _(self, guard: FewerStaffMessages) -> Iterator[Line]:
        theirs = self._keys.open_staff_messages_of(self.hashed(guard.user))
        yield ["fewer_between", theirs, "-inf", "+inf", str(guard.most)]

    @_guard.register
    def _(self, guard: DetailsLinkIsUnused) -> Iterator[Line]:
        yield ["field", self._keys.details(self.hashed(guard.token)), "state", "open"]

    @_guard.register
    def _(self, guard: ScheduleIs) -> Iterator[Line]:
        yield ["field", self._keys.schedule, "v", str(guard.version)]

    @_guard.register
    def _(self, guard: SlotCountIs) -> Iterator[Line]:
        yield ["exactly_at", self._keys.slots, str(ms(guard.start)), str(guard.count)]

    @_guard.register
    def _(self, guard: TermsAreNew) -> Iterator[Line]:
        yield ["no_field", self._keys.terms_heads, guard.version]

    @_guard.register
    def _(self, guard: NoticeIsNew) -> Iterator[Line]:
        yield ["absent", self._keys.notice(guard.id)]

    @_guard.register
    def _(self, guard: GatheringIs) -> Iterator[Line]:
        yield ["field", self._keys.gathering, "v", str(guard.version)]

    @_guard.register
    def _(self, guard: LeaseIs) -> Iterator[Line]:
        yield ["field", self._keys.record(guard.work, guard.id), "lease", guard.lease]

    @_guard.register
    def _(self, guard: IsAside) -> Iterator[Line]:
        yield ["has_field", self._keys.aside, guard.aside.name]

    @_guard.register
    def _(self, guard: HostIsFree) -> Iterator[Line]:
        held, key = guard.hosting, self._keys.host(self.hashed(guard.hosting.host))
        yield ["fewer_over", key, guard.booking, str(ms(held.start)), str(ms(held.end)), str(guard.rooms)]

    @_guard.register
    def _(self, guard: WishIs) -> Iterator[Line]:
        yield ["field", self._keys.wish(guard.id), "v", str(guard.version)]

    @_guard.register
    def _(self, guard: NotWaiting) -> Iterator[Line]:
        yield from (["absent", key] for key in self._waits(guard.user, guard.number_key))

    @_guard.register
    def _(self, guard: SealIs) -> Iterator[Line]:
        yield ["field", self._keys.audit_seal, "entries", str(guard.entries)]

    @_guard.register
    def _(self, guard: ReleasedPlaceIs) -> Iterator[Line]:
        yield ["has_field", self._keys.released_places, guard.id]

    @singledispatchmethod
    def write(self, write: Write) -> Iterator[Line]:
        """Give the commands of a write."""
        raise TypeError(type(write).__name__)

    @write.register
    def _(self, write: RememberEvent) -> Iterator[Line]:
        yield ["SET", self._keys.event(write.event_id), "1", "EX", str(EVENT_SECONDS)]

    @write.register
    def _(self, write: KeepDetailsLink) -> Iterator[Line]:
        hashed = self.hashed(write.token)
        sealed = self._cipher.seal(f"details:{hashed}", adapter(DetailsLink).dump_json(write.link))
        yield ["HSET", self._keys.details(hashed), "state", "open", "sealed", sealed]
        yield ["EXPIRE", self._keys.details(hashed), str(LINK_SECONDS)]

    @write.register
    def _(self, write: UseDetailsLink) -> Iterator[Line]:
        key = self._keys.details(self.hashed(write.token))
        yield ["HDEL", key, "sealed"]
        yield ["HSET", key, "state", "used"]
        yield ["EXPIRE", key, str(LINK_SECONDS)]

    @write.register
    def _(self, write: KeepErasure) -> Iterator[Line]:
        name, key = f"erasure:{write.erasure.id}", self._keys.erasure(write.erasure.id)
        yield ["HSET", key, "sealed", self._cipher.seal(name, adapter(Erasure).dump_json(write.erasure)), "lease", ""]
        yield ["ZADD", self._keys.due_erasures, str(ms(write.due)), write.erasure.id]
        yield ["SET", self._open_erasure(write.erasure.user, write.erasure.booking), write.erasure.id]

    @write.register
    def _(self, write: DropErasure) -> Iterator[Line]:
        done = write.erasure
        yield ["DEL", self._keys.erasure(done.id)]
        yield ["ZREM", self._keys.due_erasures, done.id]
        yield ["DELIF", self._open_erasure(done.user, done.booking), done.id]

    @write.register
    def _(self, write: SetAside) -> Iterator[Line]:
        aside, keys = write.aside, self._keys
        if aside.work in INDEXES:
            yield ["ZADD", keys.due(aside.work), "+inf", aside.id]
        else:
            yield ["ZREM", keys.due(aside.work), aside.id]
        yield ["ZREM", keys.planned, aside.id]
        yield ["ZREM", keys.ready(aside.work), aside.id]
        yield ["HSET", keys.aside, aside.name, adapter(RowAside).dump_json(aside).decode()]
        if aside.work is Work.REPLIES:
            yield ["HSET", keys.reply(aside.id), "aside", "1"]  # so that the person's newer replies pass it

    @write.register
    def _(self, write: PutBack) -> Iterator[Line]:
        aside, keys = write.aside, self._keys
        yield ["HDEL", keys.aside, aside.name]
        yield ["HDEL", keys.record(aside.work, aside.id), "begun", "aside"]
        yield ["ZADD", keys.due(aside.work), str(ms(write.due)), aside.id]

    @write.register
    def _(self, write: KeepConversation) -> Iterator[Line]:
        who = self.hashed(write.user)
        key = self._keys.conversation(who)
        clear = adapter(Conversation).dump_json(write.conversation)
        yield ["HSET", key, "v", str(write.version), "sealed", self._cipher.seal(f"conversation:{who}", clear)]
        yield ["EXPIRE", key, str(TALK_SECONDS)]

    @write.register
    def _(self, write: KeepBooking) -> Iterator[Line]:
        booking, keys = write.booking, self._keys
        readable, sealed = split(booking, f"booking:{booking.id}", self._cipher)
        version, edition = str(booking.version), str(booking.edition)
        fields = ["v", version, "edition", edition, "open", readable, "sealed", sealed]
        yield ["HSET", keys.booking(booking.id), *fields]
        yield ["HSET", keys.numbers, booking.number, booking.id]
        yield ["ZADD", keys.bookings, str(ms(booking.start)), booking.id]
        yield from (["SADD", word, booking.id] for word in self._found(words_of(booking)))
        yield from self._no_more(write.earlier, booking)
        if booking.state is State.CONFIRMED:
            yield ["ZADD", keys.confirmed, str(ms(booking.start)), booking.id]
        else:
            yield ["ZREM", keys.confirmed, booking.id]
        if open_notes(booking):
            yield ["ZADD", keys.day_notes, str(ms(booking.start)), booking.id]
        else:
            yield ["ZREM", keys.day_notes, booking.id]
        yield from self._held(booking)
        if booking.state not in UNANSWERED:
            yield ["ZREM", keys.expiring, booking.id]
        elif write.expires:
            yield ["ZADD", keys.expiring, str(ms(write.expires)), booking.id]

    def _found(self, words: Iterable[str]) -> list[str]:
        return [self._keys.found(self.hashed(word)) for word in sorted(words)]

    def _no_more(self, earlier: Booking | None, booking: Booking) -> Iterator[Line]:
        """Let go the words and the number that a booking had before and has no more."""
        if earlier is None:
            return
        yield from (["SREM", word, booking.id] for word in self._found(words_of(earlier) - words_of(booking)))
        number = person_key(earlier)
        if number and number != person_key(booking):
            held = f"{ms(earlier.open_until)} {earlier.id}"
            yield ["DELIF", self._keys.open_by_number(self.hashed(number)), held]

    def _held(self, booking: Booking) -> Iterator[Line]:
        """Hold the places, the user and the number of a live booking; let go those of one that is over."""
        number = person_key(booking)
        holders = [self._keys.open_by_user(self.hashed(booking.user))] if booking.user else []
        holders += [self._keys.open_by_number(self.hashed(number))] if number else []
        held = f"{ms(booking.open_until)} {booking.id}"
        yield from self._places(booking)
        if booking.is_live and booking.open_until > self._now():
            yield from (["SET", holder, held] for holder in holders)
        else:
            yield from (["DELIF", holder, held] for holder in holders)

    def _places(self, booking: Booking) -> Iterator[Line]:
        """Hold each place under a name of its own, and let go whatever else the booking may have held."""
        names = [booking.id, *(f"{booking.id}/{place}" for place in range(2, MOST_TIMES + 1))]
        starts = booking.places
        yield self._placed(*zip_longest(names, starts))
        if booking.fresh and starts:
            yield ["ZADD", self._keys.fresh_slots, str(ms(booking.start)), booking.id]
        else:
            yield ["ZREM", self._keys.fresh_slots, booking.id]
        if booking.state is State.OFFERED and starts:
            yield ["ZADD", self._keys.offered, str(ms(max(starts))), booking.id]
        else:
            yield ["ZREM", self._keys.offered, booking.id]

    def _placed(self, *held: tuple[str, datetime | None]) -> Line:
        """Let each name hold the place at a start, None = at none."""
        parts = (part for name, start in held for part in (name, str(ms(start)) if start else ""))
        return ["PLACE", self._keys.slots, self._keys.changed_slots, *parts]

    @write.register
    def _(self, write: KeepNotice) -> Iterator[Line]:
        row, keys = write.notice, self._keys
        yield from self._row(row, row.ledger_id)
        if row.channel is Channel.STAFF_GROUP:
            yield ["SADD" if waits(row) else "SREM", keys.gathering_rows, row.id]
        if row.subject_kind is SubjectKind.WISH:
            yield from (
                ["EXPIRE", key, str(TOLD_SECONDS)] for key in (keys.notice(row.id), keys.notices_of(row.ledger_id))
            )
        if write.moves:
            yield from self._looked_at(row, work_of(row.channel), write.due)

    @write.register
    def _(self, write: KeepRoomJob) -> Iterator[Line]:
        yield from self._row(write.job, write.job.booking)
        if write.moves:
            yield from self._looked_at(write.job, Work.ROOMS, write.due)

    def _row(self, row: LedgerRow, holder: str) -> Iterator[Line]:
        """Write a row of the ledger of a booking or a wish, and whether a person has to see to it."""
        fields, keys = {**fields_of(row), "wanted": str(ms(wanted_by(row)))}, self._keys
        yield ["HSETNX", keys.notice(row.id), "retry_key", self._of_this_epoch(fields.pop("retry_key"))]
        yield ["HSET", keys.notice(row.id), *(part for field in fields.items() for part in field)]
        yield ["SADD", keys.notices_of(holder), row.id]
        if is_trouble(row):
            yield ["ZADD", keys.troubles, str(ms(row.due)), row.id]
        else:
            yield ["ZREM", keys.troubles, row.id]

    def _looked_at(self, row: LedgerRow, work: Work, due: datetime | None) -> Iterator[Line]:
        """Let a row be looked at at a moment, None = never again."""
        keys = self._keys
        yield ["ZREM", keys.ready(work), row.id]
        if due:
            yield ["ZADD", keys.due(work), str(ms(due)), row.id]
            yield ["ZADD", keys.planned, str(ms(row.due)), row.id]
        else:
            yield ["ZREM", keys.due(work), row.id]
            yield ["ZREM", keys.planned, row.id]

    def _of_this_epoch(self, retry_key: str) -> str:
        """Give the key under which something new goes out.

        After a restore the same booking may get the same notice anew; under the former key LINE would not bring it.
        """
        return str(uuid5(EPOCHS, f"{self._epoch} {retry_key}"))

    @write.register
    def _(self, write: Gather) -> Iterator[Line]:
        yield ["HSET", self._keys.gathering, "v", str(write.version), "last", str(ms(write.at))]

    @write.register
    def _(self, write: KeepReply) -> Iterator[Line]:
        reply = replace(write.reply, retry_key=self._of_this_epoch(write.reply.retry_key))
        key = self._keys.reply(reply.id)
        sealed = self._cipher.seal(f"reply:{reply.id}", adapter(PendingReply).dump_json(reply))
        yield ["HSET", key, "step", reply.step.value, "sealed", sealed]
        yield ["EXPIRE", key, str(TALK_SECONDS)]
        yield ["ZADD", self._keys.due_replies, str(ms(reply.due)), reply.id]
        queue = self._keys.replies_of(self.hashed(reply.user))
        yield ["QUEUE", queue, str(ms(reply.due)), reply.id]
        yield ["EXPIRE", queue, str(TALK_SECONDS)]

    @write.register
    def _(self, write: DropReply) -> Iterator[Line]:
        yield ["DEL", self._keys.reply(write.id)]
        yield ["ZREM", self._keys.due_replies, write.id]
        if write.user:
            yield ["ZREM", self._keys.replies_of(self.hashed(write.user)), write.id]

    @write.register
    def _(self, write: LetOthersPass) -> Iterator[Line]:
        yield ["ZREM", self._keys.replies_of(self.hashed(write.user)), write.id]

    @write.register
    def _(self, write: LookAgain) -> Iterator[Line]:
        yield ["ZADD", self._keys.due_replies, "XX", str(ms(write.due)), write.id]

    @write.register
    def _(self, write: ForgetBooking) -> Iterator[Line]:
        booking, keys = write.booking, self._keys
        yield from self._held(replace(booking, state=State.EXPIRED))
        yield from self._without_rows(write.notices)
        yield ["DEL", keys.booking(booking.id), keys.notices_of(booking.id), keys.history(booking.id)]
        yield ["HDEL", keys.numbers, booking.number]
        yield ["ZREM", keys.bookings, booking.id]
        yield ["ZREM", keys.expiring, booking.id]
        yield ["ZREM", keys.confirmed, booking.id]
        yield ["ZREM", keys.day_notes, booking.id]
        for held in booking.hosting:
            yield from self.write(LetGoHost(booking.id, held))
        yield ["ZREM", keys.offered, booking.id]
        yield from (["SREM", word, booking.id] for word in self._found(words_of(booking)))

    def _without_rows(self, notices: Sequence[str]) -> Iterator[Line]:
        """Delete rows of the ledger."""
        keys = self._keys
        for notice in notices:
            yield ["DEL", keys.notice(notice)]
            yield from (["ZREM", one(work), notice] for work in LEDGER for one in (keys.due, keys.ready))
            yield from (["ZREM", one, notice] for one in (keys.planned, keys.troubles))
            yield ["SREM", keys.gathering_rows, notice]

    @write.register
    def _(self, write: KeepStaffMessage) -> Iterator[Line]:
        message, keys = write.message, self._keys
        who = self.hashed(message.user)
        kept = (keys.staff_messages, keys.staff_messages_of(who))
        waiting = (keys.open_staff_messages, keys.open_staff_messages_of(who))
        if write.forget:
            yield ["DEL", keys.staff_message(message.id), keys.notices_of(message.id)]
            yield from self._without_rows(write.rows)
            yield from (["ZREM", one, message.id] for one in (*kept, *waiting))
            return
        readable, sealed = split(message, f"staff-message:{message.id}", self._cipher)
        fields = ["v", str(message.version), "open", readable, "sealed", sealed]
        yield ["HSET", keys.staff_message(message.id), *fields]
        yield from (["ZADD", one, str(ms(message.since)), message.id] for one in kept)
        for one in waiting:
            yield ["ZADD", one, str(ms(message.since)), message.id] if message.is_open else ["ZREM", one, message.id]

    @write.register
    def _(self, write: Record) -> Iterator[Line]:
        entry = json.dumps(adapter(type(write.entry)).dump_python(write.entry, mode="json"), ensure_ascii=False)
        at, line = str(ms(write.entry.at)), signed_entry(entry, self._signed)
        yield ["CHAIN", self._keys.audit, self._keys.audit_head, line, self._keys.audit_times, at]
        if write.entry.booking:
            yield ["RPUSH", self._keys.history(write.entry.booking), entry]
            yield ["EXPIRE", self._keys.history(write.entry.booking), str(HISTORY_SECONDS)]

    @write.register
    def _(self, write: KeepSeal) -> Iterator[Line]:
        fields = sealed(write.seal, self._signed)
        yield ["HSET", self._keys.audit_seal, *(part for field in fields.items() for part in field)]

    @write.register
    def _(self, write: Count) -> Iterator[Line]:
        yield ["HINCRBY", self._keys.counters, write.name, "1"]

    @write.register
    def _(self, write: CountOfDay) -> Iterator[Line]:
        life = max(0, round((write.until - self._now()).total_seconds())) + AFTER_THE_DAY
        for key in self._of_day(write.day, write.user, write.number_key):
            yield ["HINCRBY", key, write.act.value, "1"]
            yield ["EXPIRE", key, str(life)]

    @write.register
    def _(self, write: KeepStaff) -> Iterator[Line]:
        staff = write.staff
        readable, sealed = split(staff, f"staff:{staff.id}", self._cipher)
        yield ["HSET", self._keys.staff(staff.id), "v", str(staff.version), "open", readable, "sealed", sealed]
        yield ["HSET", self._keys.staff_names, self.hashed(staff.name), staff.id]

    @write.register
    def _(self, write: KeepFailures) -> Iterator[Line]:
        readable = adapter(SignInFailures).dump_json(write.failures).decode()
        yield ["HSET", self._keys.staff_failures(write.staff), "v", str(write.failures.version), "open", readable]

    @write.register
    def _(self, write: SettleTrouble) -> Iterator[Line]:
        yield ["ZREM", self._keys.troubles, write.notice]

    @write.register
    def _(self, write: KeepSchedule) -> Iterator[Line]:
        readable = adapter(Schedule).dump_json(write.schedule).decode()
        yield ["HSET", self._keys.schedule, "v", str(write.schedule.version), "open", readable]

    @write.register
    def _(self, write: KeepTerms) -> Iterator[Line]:
        terms = write.terms
        head = adapter(Terms).dump_json(replace(terms, text="")).decode()
        yield ["HSET", self._keys.terms_texts, terms.version, terms.text]
        yield ["HSET", self._keys.terms_heads, terms.version, head]

    @write.register
    def _(self, write: HoldHost) -> Iterator[Line]:
        held, keys = write.hosting, self._keys
        start, end = ms(held.start), ms(held.end)
        yield ["HSET", keys.host(self.hashed(held.host)), f"{write.booking} {start}", f"{start} {end}"]
        if held.meeting:
            yield ["HSET", keys.meetings, self.hashed(held.meeting), write.booking]

    @write.register
    def _(self, write: LetGoHost) -> Iterator[Line]:
        held, keys = write.hosting, self._keys
        yield ["HDEL", keys.host(self.hashed(held.host)), f"{write.booking} {ms(held.start)}"]
        if held.meeting:
            yield ["HDEL", keys.meetings, self.hashed(held.meeting)]

    @write.register
    def _(self, write: NoteMenus) -> Iterator[Line]:
        for user in write.users:
            yield ["SET", self._keys.menu(self.hashed(user)), write.menu, "EX", str(MENU_SECONDS)]

    @write.register
    def _(self, write: KeepStyle) -> Iterator[Line]:
        key = self._keys.style(self.hashed(write.user))
        yield ["SET", key, "easy", "EX", str(STYLE_SECONDS)] if write.easy else ["DEL", key]

    @write.register
    def _(self, write: KeepWish) -> Iterator[Line]:
        wish, keys = write.wish, self._keys
        readable, sealed = split(wish, f"wish:{wish.id}", self._cipher)
        yield ["HSET", keys.wish(wish.id), "v", str(wish.version), "open", readable, "sealed", sealed]
        yield self._placed((f"wish:{wish.id}", wish.offered))
        number = number_of(write.earlier) if write.earlier else ""
        if number and number != number_of(wish):
            yield ["DELIF", self._keys.waits_by_number(self.hashed(number)), wish.id]
        yield from self._on_the_list(wish, write.due) if wish.is_live and write.due else self._off_the_list(wish)
        if write.forget:
            yield ["DEL", keys.wish(wish.id)]

    def _on_the_list(self, wish: WaitingWish, due: datetime) -> Iterator[Line]:
        life = str(WISH_SECONDS)
        yield ["ZADD", self._keys.wishes, str(ms(wish.since)), wish.id]
        yield ["ZADD", self._keys.due_wishes, str(ms(due)), wish.id]
        yield ["EXPIRE", self._keys.wish(wish.id), life]
        yield from (["SET", key, wish.id, "EX", life] for key in self._waits(wish.user, number_of(wish)))

    def _off_the_list(self, wish: WaitingWish) -> Iterator[Line]:
        yield ["ZREM", self._keys.wishes, wish.id]
        yield ["ZREM", self._keys.due_wishes, wish.id]
        yield ["EXPIRE", self._keys.wish(wish.id), str(TALK_SECONDS)]
        yield from (["DELIF", key, wish.id] for key in self._waits(wish.user, number_of(wish)))

    def _waits(self, user: str, number: str) -> list[str]:
        by_number = [self._keys.waits_by_number(self.hashed(number))] if number else []
        return [self._keys.waits_by_user(self.hashed(user)), *by_number]

    @write.register
    def _(self, write: KeepRefusal) -> Iterator[Line]:
        refusal, keys = write.refusal, self._keys
        until = str(ms(refusal.until)) if refusal.until else FOREVER
        refused = [(keys.refused(hashed), f"{until} {refusal.id}") for hashed in refusal.who]
        if write.forget or not refusal.is_in_force(self._now()):
            yield from (["DELIF", key, value] for key, value in refused)
        else:
            yield from (["SET", key, value, *self._life(refusal)] for key, value in refused)
        if write.forget:
            yield ["DEL", keys.refusal(refusal.id)]
            yield ["ZREM", keys.refusals, refusal.id]
            return
        readable, sealed = split(refusal, f"refusal:{refusal.id}", self._cipher)
        yield ["HSET", keys.refusal(refusal.id), "v", str(refusal.version), "open", readable, "sealed", sealed]
        yield ["ZADD", keys.refusals, str(ms(refusal.since)), refusal.id]

    def _life(self, refusal: Refusal) -> list[str]:
        """Let what refuses end by itself a day after it is over; without an end, it stays until it is lifted."""
        if refusal.until is None:
            return []
        return ["EX", str(round((refusal.until - self._now()).total_seconds()) + TALK_SECONDS)]

    @write.register
    def _(self, write: KeepReleasedPlace) -> Iterator[Line]:
        yield self._placed((f"rest:{write.place.id}", write.place.start))
        yield [
            "HSET",
            self._keys.released_places,
            write.place.id,
            adapter(ReleasedPlace).dump_json(write.place).decode(),
        ]

    @write.register
    def _(self, write: DropReleasedPlace) -> Iterator[Line]:
        yield self._placed((f"rest:{write.id}", None))
        yield ["HDEL", self._keys.released_places, write.id]


def work_of(channel: Channel) -> Work:
    """Give the kind of work that sending a notice is."""
    return Work.MAIL if channel in (Channel.STAFF_MAIL, Channel.MAIL) else Work.NOTICES


def number_of(wish: WaitingWish) -> str:
    """Give the job-seeker number of who waits in its form for comparing, "" when it is not known."""
    return wish.answers["number"].key if "number" in wish.answers else ""

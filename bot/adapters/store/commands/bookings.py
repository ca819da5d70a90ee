"""Spells a booking: its record, the places, user and number that it holds, what it is found by."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from itertools import zip_longest

from bot.adapters.redis.clock import ms
from bot.adapters.store.commands.ledger import without_rows
from bot.adapters.store.commands.spelling import Line, Spelling, guard_lines, write_lines
from bot.adapters.store.forms import COMPACT
from bot.adapters.store.records import plain
from bot.booking.day_notes import open_notes
from bot.booking.lookup import person_key, words_of
from bot.booking.model import ASKED, Booking, State
from bot.booking.offers import MOST_TIMES
from bot.booking.rooms.rooms import typed_meeting
from bot.booking.schedule.opening import DAY, at
from bot.booking.staff.arranging import is_to_arrange
from bot.booking.staff.assigning import counsellors_of
from bot.booking.staff.corrections import Mark
from bot.ports.bookings import (
    BookingIs,
    CounsellorIsFree,
    CountOfDay,
    ForgetBooking,
    ForgetOwnCounsellor,
    FreshShareLeft,
    KeepBooking,
    KeepOwnCounsellor,
    NoMoreAsked,
    NoOpenBooking,
    NoteAssigned,
    NumberIsFree,
    OwnCounsellorIs,
    SlotHasRoom,
    WithinADay,
)
from bot.ports.rooms import LetGoHost

AFTER_THE_DAY = 3600  # seconds
OWN_KEPT = 400 * 24 * 3600  # seconds


@guard_lines.register
def _(guard: SlotHasRoom, spelling: Spelling) -> Iterator[Line]:
    start = str(ms(guard.start))
    yield ["fewer_between", spelling.keys.slots, start, start, str(guard.places)]


@guard_lines.register
def _(guard: CounsellorIsFree, spelling: Spelling) -> Iterator[Line]:
    length = ms(guard.end) - ms(guard.start)
    before, after = f"({ms(guard.start) - length}", f"({ms(guard.end)}"
    yield ["fewer_between", spelling.keys.counsellor(guard.counsellor), before, after, str(guard.most)]


@guard_lines.register
def _(guard: FreshShareLeft, spelling: Spelling) -> Iterator[Line]:
    first, after = ms(at(guard.day, time.min)), ms(at(guard.day + DAY, time.min))
    yield ["fewer_between", spelling.keys.fresh_slots, str(first), f"({after}", str(guard.most)]


@guard_lines.register
def _(guard: NoOpenBooking, spelling: Spelling) -> Iterator[Line]:
    now = str(ms(spelling.now()))
    if guard.user:
        yield ["over", spelling.keys.open_by_user(spelling.hashed(guard.user)), now, guard.beside]
    if guard.number_key:
        yield ["over", spelling.keys.open_by_number(spelling.hashed(guard.number_key)), now, guard.beside]


@guard_lines.register
def _(guard: WithinADay, spelling: Spelling) -> Iterator[Line]:
    for key in _of_day(spelling, guard.day, guard.user, guard.number_key):
        yield ["less", key, guard.act.value, str(guard.most)]


@guard_lines.register
def _(guard: NumberIsFree, spelling: Spelling) -> Iterator[Line]:
    yield ["no_field", spelling.keys.numbers, guard.number]


@guard_lines.register
def _(guard: BookingIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.booking(guard.id), "v", str(guard.version)]


def _of_day(spelling: Spelling, day: date, *who: str) -> list[str]:
    """Name the counters of a day; nothing joins them to a person's other keys or days, so erasing leaves them."""
    return [spelling.keys.done_on_day(spelling.hashed(f"{day} {one}")) for one in who if one]


@guard_lines.register
def _(guard: NoMoreAsked, spelling: Spelling) -> Iterator[Line]:
    yield ["fewer_between", spelling.keys.expiring, "-inf", "+inf", str(guard.count + 1)]


@write_lines.register
def _(write: KeepBooking, spelling: Spelling) -> Iterator[Line]:
    booking, keys = write.booking, spelling.keys
    readable, sealed = spelling.parted_booking(booking, f"booking:{booking.id}")
    version, edition = str(booking.version), str(booking.edition)
    fields = ["v", version, "edition", edition, "open", readable, "sealed", sealed]
    yield ["HSET", keys.booking(booking.id), *fields]
    yield ["HSET", keys.numbers, booking.number, booking.id]
    yield from _indexed(spelling, booking)
    words = [spelling.hashed(word) for word in sorted(words_of(booking))]
    if spelling.form >= COMPACT:
        yield ["FIND", keys.found(""), booking.id, *words]
    else:
        yield from (["SADD", keys.found(word), booking.id] for word in words)
    yield from _no_more(spelling, write.earlier, booking)
    yield from _held(spelling, booking)
    yield from _counsellors(spelling, write.earlier, booking)
    if booking.state not in ASKED:
        yield ["ZREM", keys.expiring, booking.id]
    elif write.expires:
        yield ["ZADD", keys.expiring, str(ms(write.expires)), booking.id]


def _indexed(spelling: Spelling, booking: Booking) -> Iterator[Line]:
    for index, moment in _indexes(spelling, booking):
        yield ["ZADD", index, str(ms(moment)), booking.id] if moment else ["ZREM", index, booking.id]


def _indexes(spelling: Spelling, booking: Booking) -> Iterator[tuple[str, datetime | None]]:
    """Give each index of bookings with the moment at which this one stands in it, None where it does not belong.

    Of that in which requests run out, the commit tells the moment.
    """
    keys, start, held = spelling.keys, booking.start, booking.places
    yield keys.bookings, start
    yield keys.confirmed, start if booking.state is State.CONFIRMED else None
    yield keys.day_notes, start if open_notes(booking) else None
    yield keys.to_call, start if booking.is_live and Mark.PHONE.value in booking.marks else None
    yield keys.to_arrange, start if is_to_arrange(booking) else None
    yield keys.fresh_slots, start if booking.fresh and held else None
    yield keys.offered, max(held) if booking.state is State.OFFERED and held else None


def _counsellors(spelling: Spelling, earlier: Booking | None, booking: Booking) -> Iterator[Line]:
    """Hold the counsellor of each time that a booking holds; let go who held one before."""
    held = set(_names_held(booking))
    for counsellor, name, _ in {*_names_held(earlier or booking), (booking.counsellor, booking.id, 0)}:
        if counsellor and (counsellor, name) not in {one[:2] for one in held}:
            yield ["ZREM", spelling.keys.counsellor(counsellor), name]
    for counsellor, name, start in sorted(held):
        yield ["ZADD", spelling.keys.counsellor(counsellor), str(start), name]


def _names_held(booking: Booking) -> Iterator[tuple[str, str, int]]:
    """Give each counsellor whom a booking holds, the name under which, and when, in ms."""
    for name, (start, counsellor) in zip(_names(booking), counsellors_of(booking), strict=False):
        if counsellor:
            yield counsellor, name, ms(start)


def _names(booking: Booking) -> list[str]:
    """Give the names under which a booking holds its places."""
    return [booking.id, *(f"{booking.id}/{place}" for place in range(2, MOST_TIMES + 1))]


@guard_lines.register
def _(guard: OwnCounsellorIs, spelling: Spelling) -> Iterator[Line]:
    yield ["field", spelling.keys.own_counsellor(spelling.hashed(guard.who)), "v", str(guard.version)]


@write_lines.register
def _(write: KeepOwnCounsellor, spelling: Spelling) -> Iterator[Line]:
    for hashed in map(spelling.hashed, write.own.names):
        sealed = spelling.sealed(f"own-counsellor:{hashed}", plain(write.own))
        yield ["HSET", spelling.keys.own_counsellor(hashed), "v", str(write.own.version), "sealed", sealed]
        yield ["EXPIRE", spelling.keys.own_counsellor(hashed), str(OWN_KEPT)]


@write_lines.register
def _(write: ForgetOwnCounsellor, spelling: Spelling) -> Iterator[Line]:
    yield ["DEL", spelling.keys.own_counsellor(spelling.hashed(write.who))]


@write_lines.register
def _(write: NoteAssigned, spelling: Spelling) -> Iterator[Line]:
    yield ["HSET", spelling.keys.counsellors_last, write.counsellor, str(ms(write.at))]


def _lost(spelling: Spelling, booking: str, words: Iterable[str]) -> Iterator[Line]:
    """Let a booking be found no more under words, in whichever form it is."""
    if hashes := [spelling.hashed(word) for word in sorted(words)]:
        yield ["LOSE", spelling.keys.found(""), booking, *hashes]


def _no_more(spelling: Spelling, earlier: Booking | None, booking: Booking) -> Iterator[Line]:
    """Let go the words, the number and the user that a booking had before and has no more."""
    if earlier is None:
        return
    yield from _lost(spelling, booking.id, words_of(earlier) - words_of(booking))
    number = person_key(earlier)
    if number and number != person_key(booking):
        held = f"{ms(earlier.open_until)} {earlier.id}"
        yield ["DELIF", spelling.keys.open_by_number(spelling.hashed(number)), held]
    if earlier.user and earlier.user != booking.user:
        held = f"{ms(earlier.open_until)} {earlier.id}"
        yield ["DELIF", spelling.keys.open_by_user(spelling.hashed(earlier.user)), held]


def _held(spelling: Spelling, booking: Booking) -> Iterator[Line]:
    """Hold the places, each under a name of its own, the user and the number of a live booking; let go all others."""
    held = f"{ms(booking.open_until)} {booking.id}"
    yield spelling.placed(*zip_longest(_names(booking), booking.places))
    command = "HOLD" if is_under_way(booking, spelling.now()) else "DELIF"
    yield from ([command, holder, held] for holder in keys_of_person(spelling, booking))


def is_under_way(booking: Booking, moment: datetime) -> bool:
    """Say whether a person counts as having an open booking by this one."""
    return booking.is_live and booking.open_until > moment


def keys_of_person(spelling: Spelling, booking: Booking) -> list[str]:
    """Name the keys that say of a booking's user and number that they have an open one."""
    number, keys = person_key(booking), spelling.keys
    of_user = [keys.open_by_user(spelling.hashed(booking.user))] if booking.user else []
    return of_user + ([keys.open_by_number(spelling.hashed(number))] if number else [])


@write_lines.register
def _(write: ForgetBooking, spelling: Spelling) -> Iterator[Line]:
    booking, keys = write.booking, spelling.keys
    yield from _held(spelling, replace(booking, state=State.EXPIRED))
    yield from without_rows(spelling, write.notices)
    yield ["DEL", keys.booking(booking.id), keys.notices_of(booking.id), keys.settled(booking.id)]
    yield ["DEL", keys.history(booking.id)]
    yield ["HDEL", keys.numbers, booking.number]
    yield from (["ZREM", index, booking.id] for index, _ in _indexes(spelling, booking))
    yield ["ZREM", keys.expiring, booking.id]
    for held in filter(None, (*booking.hosting, typed_meeting(booking))):
        yield from write_lines(LetGoHost(booking.id, held), spelling)
    yield from _counsellors(spelling, booking, replace(booking, state=State.EXPIRED))
    yield from _lost(spelling, booking.id, words_of(booking))


@write_lines.register
def _(write: CountOfDay, spelling: Spelling) -> Iterator[Line]:
    life = max(0, round((write.until - spelling.now()).total_seconds())) + AFTER_THE_DAY
    for key in _of_day(spelling, write.day, write.user, write.number_key):
        yield ["HINCRBY", key, write.act.value, "1"]
        yield ["EXPIRE", key, str(life)]

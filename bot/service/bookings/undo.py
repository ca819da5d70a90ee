"""What staff take back: an answer within the moments before it is sent, an outcome, a mark."""

from datetime import datetime

from bot.booking.lookup import person_key
from bot.booking.model import Booking, Channel, Kind, Notice, NoticeState
from bot.booking.notices.troubles import OURS
from bot.booking.offers import runs_out
from bot.booking.staff.corrections import Mark, reopen, undo_outcome, with_mark
from bot.errors import ConflictError, RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, KeepBooking, NoOpenBooking
from bot.ports.services import Services
from bot.ports.store import Guard, Write
from bot.service.bookings.results import corrected
from bot.service.bookings.steps import find
from bot.service.conflicts import meaning
from bot.service.notices.ledger import keep_all, planned, still_waiting, void_rows
from bot.service.rooms.hosts import host_writes
from bot.service.waitlist import released_places

STAFF_ONLY = OURS - {Channel.ROOM}  # opening a room is part of the answer
ANSWERS = frozenset({Kind.DETAILS, Kind.DECLINED, Kind.OFFERED, Kind.ROOM_OPEN, Kind.ROOM_CHANGE})


def take_back_answer(services: Services, name: str, actor: str, version: int) -> Booking:
    """Take back a confirmation or refusal that has not been sent: the request waits for an answer again."""
    before, now = _of_version(services, name, version), services.clock.now()
    if not waiting_answer(services.store.notices(before.id), before, now):
        raise RefusedError("already_sent")
    after = reopen(before)
    void = void_rows(services, after)
    place, taken = _place(services, before, after, now)
    guards = (BookingIs(before.id, before.version), *still_waiting(void), *place)
    fresh = planned(services, after, now)
    again = (row for row in fresh if row.kind is Kind.STAFF_EXPIRING or row.channel is Channel.ROOM)
    hosts = host_writes(before, after)
    kept = KeepBooking(after, runs_out(after, services.office))
    writes: tuple[Write, ...] = (kept, *hosts, *void, *keep_all(again), *taken)
    return _commit(services, guards, writes, after, Entry(now, actor, "answer_taken_back", after.id))


def take_back_outcome(services: Services, name: str, actor: str, version: int) -> Booking:
    """Take back "attended" or "no-show"."""
    before, now = _of_version(services, name, version), services.clock.now()
    after = undo_outcome(before)
    void = void_rows(services, after)
    place, _ = _place(services, before, after, now)
    guards = (BookingIs(before.id, before.version), *still_waiting(void), *place)
    entry = Entry(now, actor, "outcome_taken_back", after.id, before.state.value)
    writes = (KeepBooking(after), *void, *corrected(services, before, after, now))
    return _commit(services, guards, writes, after, entry)


def set_mark(services: Services, name: str, mark: Mark, actor: str, version: int, *, on: bool) -> Booking:
    """Note on a booking that the seeker is here, is late, or is to be telephoned; or take the note away."""
    before = _of_version(services, name, version)
    after = with_mark(before, mark, on=on)
    entry = Entry(services.clock.now(), actor, f"{'marked' if on else 'unmarked'}_{mark.value}", after.id)
    return _commit(services, (BookingIs(before.id, before.version),), (KeepBooking(after),), after, entry)


def waiting_answer(rows: tuple[Notice, ...], booking: Booking, now: datetime) -> Notice | None:
    """Give the row that carries the answer, while its time to be sent has not come."""
    ours = (row for row in rows if row.edition == booking.edition and row.channel not in STAFF_ONLY and now < row.due)
    return next((row for row in ours if row.kind in ANSWERS and row.state is NoticeState.WAITING), None)


def _place(
    services: Services, before: Booking, after: Booking, now: datetime
) -> tuple[tuple[Guard, ...], tuple[Write, ...]]:
    """Ask that a booking which held nothing may hold its place and its person again."""
    if after.end <= now and not before.is_live:
        return (), ()
    guards, writes = released_places.taken_back(services, before, after)
    person = () if before.is_live else (NoOpenBooking(after.user, person_key(after)),)
    return (*guards, *person), writes


def _of_version(services: Services, name: str, version: int) -> Booking:
    found = find(services, name)
    if found.version != version:
        raise RefusedError("changed_meanwhile", id=found.number)
    return found


def _commit(
    services: Services, guards: tuple[Guard, ...], writes: tuple[Write, ...], after: Booking, entry: Entry
) -> Booking:
    try:
        services.store.commit(guards, (*writes, Record(entry)))
    except ConflictError as conflict:
        raise RefusedError(meaning(conflict).undo, id=after.number) from None
    return after

"""The one way to change a booking: all that a commit asks, writes and plans when a booking becomes another.

Who changes a booking says what it was and what it will be, who does it, and how it is named. What follows stands here.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.booking.lookup import person_key
from bot.booking.model import ASKED, WITH_OUTCOME, Booking, State
from bot.booking.notices.notice import Channel, Kind
from bot.booking.notices.troubles import is_for_staff
from bot.booking.offers import runs_out
from bot.booking.rooms.job import notices_among
from bot.booking.schedule.opening import places_at
from bot.ports.audit import Entry, Record
from bot.ports.bookings import BookingIs, KeepBooking, NoOpenBooking, NumberIsFree, SlotHasRoom
from bot.ports.context import RequestContext
from bot.ports.events import StoreHasRoom
from bot.ports.health import Count
from bot.ports.office import ScheduleIs
from bot.ports.privacy import NotRefused
from bot.service.bookings.booking_change import BookingChange, Places
from bot.service.bookings.results import corrected
from bot.service.commit import Commit
from bot.service.counsellors.assigning import given, held_again
from bot.service.notices.ledger import keep_all, planned, still_waiting, void_rows
from bot.service.rooms.hosts import host_writes
from bot.service.rooms.typed_meetings import meeting_for_itself
from bot.service.waitlist.released_places import released, taken_back

OWN_STEPS = frozenset({Kind.STAFF_REQUEST, Kind.STAFF_TAKEN, Kind.STAFF_CANCELLED})


def commit_of(context: RequestContext, change: BookingChange) -> Commit:
    """Give all that a change asks and writes."""
    after, assigned = assigned_to(context, change)
    change = replace(change, after=after)
    record = _record(context, change) + _notices(context, change)
    if not change.is_by_command:
        record += meeting_for_itself(context, change.before, after, change.now)
    return record + _places(context, change) + assigned + _person(change) + _told(change)


def runs_out_at(booking: Booking, expires: datetime) -> Commit:
    """Have a booking that stays as it is run out at another moment than was written."""
    return Commit((BookingIs(booking.id, booking.version),), (KeepBooking(booking, expires, booking),))


def assigned_to(context: RequestContext, change: BookingChange) -> tuple[Booking, Commit]:
    """Give the booking of a change with its counsellor, and what must hold for that."""
    takes_back = change.before and change.places is Places.TAKEN_BACK
    return held_again(context, change) if takes_back else given(context, change)


def _record(context: RequestContext, change: BookingChange) -> Commit:
    """Write the booking on what was read, with its hosts' times and the moment at which it runs out unanswered."""
    before, after = change.before, change.after
    expires = runs_out(after, context.office) if after.state in ASKED and change.voids_notices else None
    if before is None:
        return Commit((NumberIsFree(after.number),), (KeepBooking(after, expires), *host_writes(None, after)))
    kept = KeepBooking(after, expires, before)
    return Commit((BookingIs(before.id, before.version),), (kept, *host_writes(before, after)))


def _notices(context: RequestContext, change: BookingChange) -> Commit:
    """Close the rows that are void, unless one is on its way, and plan those that follow."""
    before, after, now = change.before, change.after, change.now
    if not change.voids_notices:
        return Commit()
    void = void_rows(context, after) if before else ()
    had_outcome = before is not None and before.state in WITH_OUTCOME
    undone = corrected(context, before, after, now) if before and had_outcome and after.state is State.CONFIRMED else ()
    own = OWN_STEPS if change.is_by_staff else frozenset()  # staff need not hear of what they did
    rows = [row for row in planned(context, after, now) if row.kind not in own and change.plans(row)]
    by_line = (row for row in notices_among(rows) if row.channel is Channel.LINE)
    told = next(by_line, None) if change.by_reply else None
    earliest = now + change.delay  # of what can't be undone: what the seeker hears, what is done at Zoom
    others = (row for row in rows if row is not told)
    fresh = (row if is_for_staff(row) else replace(row, due=max(row.due, earliest)) for row in others)
    return Commit(still_waiting(void), (*void, *undone, *keep_all(fresh)), told)


def _places(context: RequestContext, change: BookingChange) -> Commit:
    """Ask that the places are left which it comes to hold, and that nobody closed them; let go what it gives up.

    That it runs out asks for the opening hours by which it does, too: others would have it run out later.
    """
    before, after = change.before, change.after
    held, length = before.places if before else (), after.end - after.start
    fresh = [start for start in after.places if start not in held and start + length > change.now]
    by_hours = bool(fresh) or after.state is State.EXPIRED
    open_days = Commit((ScheduleIs(context.office.schedule.version),) if by_hours else ())
    match change.places:
        case Places.FREE:
            return open_days + _free(context, change, fresh)
        case Places.KEPT:
            return open_days
        case Places.TAKEN_BACK:
            return taken_back(context, before or after, fresh)
        case Places.COUNTED:
            return Commit()


def _free(context: RequestContext, change: BookingChange, starts: Sequence[datetime]) -> Commit:
    before, after = change.before, change.after
    begins = bool(starts) and (before is None or after.state is State.OFFERED)
    free = tuple(SlotHasRoom(start, places_at(context.office, start)) for start in starts)
    kept_back = released(context, before, after, change.now, change.delay) if before else ()
    return Commit((StoreHasRoom(), *free) if begins else free, kept_back)


def _person(change: BookingChange) -> Commit:
    """Ask that the person has no other open booking, and, for a new one or under another number, is not refused."""
    before, after = change.before, change.after
    who = (after.user, person_key(after))
    if before is None:
        return Commit((NotRefused(*who), NoOpenBooking(*who, change.beside)))
    if person_key(after) != person_key(before):
        # Nobody may be refused, by the account, the number so far or the new one, which has no other open booking.
        refused = (NotRefused(after.user, person_key(before)), NotRefused("", person_key(after)))
        return Commit((*refused, NoOpenBooking("", person_key(after))))
    comes_back = after.is_live and not before.is_live and after.open_until > change.now
    return Commit((NoOpenBooking(*who),) if comes_back else ())


def _told(change: BookingChange) -> Commit:
    entry = Entry(change.now, change.actor, change.action, change.after.id, change.detail)
    records = (Record(entry),) if change.action else ()
    counts = (Count(change.count),) if change.count else ()
    return Commit((), (*records, *_given(change), *counts))


def _given(change: BookingChange) -> tuple[Record, ...]:
    """Note the counsellor whom a step gave to a booking that stood before; who is asked for alone is noted with it."""
    before, after = change.before, change.after
    if not before or change.counsellor or after.counsellor in ("", before.counsellor):
        return ()
    return (Record(Entry(change.now, change.actor, "counsellor_given", after.id, after.counsellor)),)

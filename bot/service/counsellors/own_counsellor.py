"""The own counsellor of a person: set and ended by staff, found by LINE user and by number."""

from collections.abc import Iterable
from dataclasses import replace

from bot.booking.lookup import person_key
from bot.booking.model import Booking
from bot.booking.staff.own_counsellor import OwnCounsellor, becomes
from bot.errors import RefusedError
from bot.ports.audit import Entry, Record
from bot.ports.bookings import ForgetOwnCounsellor, KeepOwnCounsellor, OwnCounsellorIs
from bot.ports.context import Process
from bot.service.conflicts import tried


def own_of(process: Process, *, user: str = "", number: str = "") -> OwnCounsellor:
    """Give the own counsellor of a person: the newest of what is known of the user and of the number."""
    return _newest(_records(process, (user, number)).values(), user, number)


def _records(process: Process, names: Iterable[str]) -> dict[str, OwnCounsellor | None]:
    """Read what is known under each name of a person."""
    return {who: process.store.own_counsellor(who) for who in names if who}


def _newest(found: Iterable[OwnCounsellor | None], user: str, number: str) -> OwnCounsellor:
    newest = max(filter(None, found), key=lambda one: one.version, default=OwnCounsellor(user, number))
    return replace(newest, user=user or newest.user, number=number or newest.number)


def own_in_chat(process: Process, user: str, number: str) -> OwnCounsellor:
    """Give the own counsellor of who writes; what is known of another LINE user by the same number is not told."""
    found = (process.store.own_counsellor(who) for who in (user, number) if who)
    ours = (one for one in found if one and one.user in ("", user))
    return max(ours, key=lambda one: one.version, default=OwnCounsellor(user, number))


def own_for(process: Process, booking: Booking) -> str:
    """Give the id of the own counsellor of who has a booking, "" for none."""
    return own_of(process, user=booking.user, number=person_key(booking)).counsellor


def set_own(
    process: Process, counsellor: str, actor: str, *, user: str = "", number: str = "", reason: str = ""
) -> OwnCounsellor:
    """Give a person another own counsellor, or none; RefusedError says why it can't be."""
    if user and not number:
        newest = max(process.store.bookings_of(user), key=lambda one: one.created, default=None)
        number = person_key(newest) if newest else ""
    known = _records(process, (user, number))
    further = set(_newest(known.values(), user, number).names) - known.keys()  # the other name of who was given by one
    known |= _records(process, further)
    before, now = _newest(known.values(), user, number), process.clock.now()
    after = becomes(before, counsellor, actor, now, reason)
    action = "own_counsellor_set" if counsellor else "own_counsellor_ended"
    entry = Entry(now, actor, action, detail=counsellor or before.counsellor)
    guards = tuple(OwnCounsellorIs(who, one.version if one else 0) for who, one in known.items())
    if not tried(process.store, guards, (KeepOwnCounsellor(after), Record(entry))):
        raise RefusedError("own_changed")
    return after


def forget_own(process: Process, who: Iterable[str]) -> None:
    """Forget who counselled whom, under the given values."""
    process.store.commit((), tuple(ForgetOwnCounsellor(one) for one in who if one))

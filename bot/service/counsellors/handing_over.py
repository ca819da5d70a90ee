"""Handing over bookings: one to a certain counsellor, and those of a person whose own counsellor becomes another.

Each booking is one commit. Its seeker is told once: with the numbers of the new host's room, or, where the office lets
seekers read names, that another counsellor will be there; where neither changes, nothing.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.booking.lookup import by_person
from bot.booking.model import Booking, State
from bot.booking.notices.notice import Channel, Kind, NoticeState
from bot.booking.notices.reminders import handed_over_notice
from bot.booking.rooms.rooms import in_its_time
from bot.booking.staff.assigning import holds_counsellor
from bot.booking.staff.own_counsellor import OwnCounsellor
from bot.errors import ConflictError, RefusedError
from bot.ports.console import ConsoleStore
from bot.ports.context import RequestContext
from bot.ports.notices import KeepNotice
from bot.service.bookings.booking_change import AT_ONCE, BookingChange
from bot.service.bookings.change import commit_of
from bot.service.bookings.steps import UNKNOWN_VERSION, find, tried_again
from bot.service.commit import Commit
from bot.service.conflicts import tried_for_staff
from bot.service.counsellors.assigning import check_free
from bot.service.counsellors.own_counsellor import own_of, set_own
from bot.service.notices.ledger import keep_all, still_waiting, voided
from bot.service.rooms.confirm_with_room import with_first_free
from bot.service.rooms.hosts import Whose


def hand_over(
    context: RequestContext,
    name: str,
    counsellor: str,
    actor: str,
    version: int = UNKNOWN_VERSION,
    *,
    delay: timedelta = AT_ONCE,
) -> Booking:
    """Let another counsellor hold a booking; RefusedError says why it can't be."""

    def attempt(before: Booking, now: datetime) -> Booking | None:
        _check(context, before, counsellor, now)
        after = replace(before, counsellor=counsellor, before=None, version=before.version + 1)
        change = BookingChange(before, after, actor, "handed_over", now, counsellor, delay=delay, counsellor=counsellor)
        with suppress(ConflictError):
            return find(context, before.id) if _committed(context, change) else None
        return None

    return tried_again(context, name, version, attempt)


def _check(context: RequestContext, booking: Booking, counsellor: str, now: datetime) -> None:
    if not holds_counsellor(booking) or booking.end <= now:
        raise RefusedError("not_hand_over", id=booking.number)
    if booking.counsellor == counsellor:
        raise RefusedError("handed_over_already")
    check_free(context, counsellor, booking.start, booking.id)


def _committed(context: RequestContext, change: BookingChange) -> bool:
    """Write it, with another host where the room is on the wrong one; say whether nobody was faster."""
    after = change.after
    if context.rooms and after.state is State.CONFIRMED and _is_on_the_wrong_host(context, after):
        with_first_free(context, context.rooms, replace(change, after=_without_room(after)))
        return True
    commit = commit_of(context, change) + _told(context, change)
    return tried_for_staff(context.store, *commit.parts)


def _is_on_the_wrong_host(context: RequestContext, booking: Booking) -> bool:
    mine = in_its_time(booking)
    return mine is not None and not Whose.of(booking, context.office.schedule.counsellors).fits(mine.host)


def _without_room(booking: Booking) -> Booking:
    """Let a room be opened anew; the numbers that were told before are void."""
    return replace(booking, room=None, edition=booking.edition + 1)


def _told(context: RequestContext, change: BookingChange) -> Commit:
    """Tell the seeker of a confirmed booking once, where seekers read names; a row that still waits gives way to it."""
    booking = change.after
    if not context.office.counsellor_names or booking.state is not State.CONFIRMED:
        return Commit()
    way = Channel.LINE if booking.user else Channel.TELEPHONE
    rows = [row for row in context.store.notices(booking.id) if row.kind is Kind.HANDED_OVER]
    old = tuple(KeepNotice(voided(row)) for row in rows if row.state is NoticeState.WAITING)
    row = handed_over_notice(booking, change.now + change.delay, way)
    return Commit(still_waiting(old), (*old, *keep_all([row])))


def hand_over_person(
    context: RequestContext,
    console: ConsoleStore,
    counsellor: str,
    actor: str,
    *,
    user: str = "",
    number: str = "",
    reason: str = "",
) -> tuple[OwnCounsellor, Sequence[Booking]]:
    """Give a person another own counsellor, with the bookings to come that the one so far holds; give those that stay.

    A booking stays where the new one is not there or not free at its time. Who has that counsellor already, but
    bookings with the one before, was handed over in part: that is ended.
    """
    own, stay = own_of(context, user=user, number=number), list[Booking]()
    if own.counsellor == counsellor and _held(context, console, own, _former(own)):
        after, before = own, _former(own)
    else:
        after, before = set_own(context, counsellor, actor, user=user, number=number, reason=reason), own.counsellor
    for one in _held(context, console, after, before) if counsellor else ():
        try:
            hand_over(context, one.id, counsellor, actor)
        except RefusedError:
            stay.append(one)
    return after, stay


def _former(own: OwnCounsellor) -> str:
    """Give the one who was it before, "" for none."""
    return own.earlier[-1].counsellor if own.counsellor and own.earlier else ""


def _held(context: RequestContext, console: ConsoleStore, own: OwnCounsellor, counsellor: str) -> list[Booking]:
    """Give the bookings to come of a person that a counsellor holds."""
    theirs = _live(context, console, own) if counsellor else []
    return [one for one in theirs if one.counsellor == counsellor and holds_counsellor(one)]


def _live(context: RequestContext, console: ConsoleStore, own: OwnCounsellor) -> list[Booking]:
    by_user = context.store.bookings_of(own.user) if own.user else []
    by_number = console.found_each([by_person(own.number)])[0] if own.number else []
    now = context.clock.now()
    return [one for one in {one.id: one for one in (*by_user, *by_number)}.values() if one.is_live and one.end > now]

"""Plans the ledger's rows that follow from a booking's new state."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.booking.model import ABOUT_PERSON, EVERY_EDITION, Booking, Channel, Kind, Notice, NoticeState, State
from bot.booking.notices.mails import mail_plans
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import RESULTS, Plan, notice, plans, staff_plans
from bot.booking.opening import cut_off
from bot.booking.rooms.rooms import LATE, room_plans
from bot.ports.notices import KeepNotice, NoticeLeaseIs
from bot.ports.services import Services
from bot.ports.store import Guard
from bot.service.bookings.results import ways_of_result

# Who applied by telephone or at the counter was told there; nobody is called only to be reminded.
SAID_ALREADY = frozenset({Kind.RECEIVED, Kind.DAY_BEFORE, Kind.SOON})


def planned(services: Services, booking: Booking, now: datetime) -> tuple[Notice, ...]:
    """Give the rows for the seeker and for staff, all still waiting."""
    wanted = plans(booking, services.office, now)
    ours = [notice(booking, plan, way) for plan in wanted for way in _way(services, booking, plan)]
    ours += [notice(booking, plan, Channel.MAIL) for plan in mail_plans(booking, wanted) if services.mail]
    ways = staff_channels(services)
    theirs = [notice(booking, plan, way) for plan in staff_plans(booking, services.office, now) for way in ways]
    if confirms_itself(services, booking):
        theirs = [replace(row, due=max(row.due, now + LATE)) for row in theirs]  # only when that came to nothing
    return (*ours, *theirs, *_at_zoom(services, booking, now))


def confirms_itself(services: Services, booking: Booking) -> bool:
    """Say whether a request is confirmed without a person."""
    return booking.state is State.REQUESTED and services.office.confirmation == "auto" and services.rooms is not None


def _at_zoom(services: Services, booking: Booking, now: datetime) -> tuple[Notice, ...]:
    """Give the rows about the rooms that the booking needs, or does not need any more."""
    wanted = [Plan(*plan) for plan in room_plans(booking, now)]
    if confirms_itself(services, booking):
        wanted.append(Plan(Kind.ROOM_OPEN, now, cut_off(services.office, booking.start)))
    return tuple(notice(booking, plan, Channel.ROOM) for plan in wanted)


def _way(services: Services, booking: Booking, plan: Plan) -> tuple[Channel, ...]:
    """Give the way to the seeker: LINE where he is known there; what he must hear is told by telephone otherwise."""
    if plan.kind in RESULTS:
        return ways_of_result(services, booking, plan.kind)
    if booking.user:
        return (Channel.LINE,)
    return () if plan.kind in SAID_ALREADY else (Channel.TELEPHONE,)


def void_rows(services: Services, booking: Booking) -> tuple[KeepNotice, ...]:
    """Close the rows of earlier editions that are still open."""
    return tuple(KeepNotice(voided(row), None) for row in _void(services, booking))


def still_waiting(writes: Iterable[KeepNotice]) -> tuple[Guard, ...]:
    """Ask that none of the rows to be closed was leased meanwhile; a leased one is checked by who sends it."""
    return tuple(NoticeLeaseIs(write.notice.id, "") for write in writes)


def _void(services: Services, booking: Booking) -> list[Notice]:
    rows = services.store.notices(booking.id)
    waiting = (row for row in rows if row.state is NoticeState.WAITING and row.edition != booking.edition)
    ours = (row for row in waiting if row.edition != ABOUT_PERSON)
    return [row for row in ours if row.edition != EVERY_EDITION or not booking.is_live]


def voided(row: Notice, reason: Reason = Reason.SUPERSEDED) -> Notice:
    """Close a row that is of no use any more."""
    return replace(row, state=NoticeState.EXPIRED, reason=reason, lease="")


def staff_channels(services: Services) -> tuple[Channel, ...]:
    """Give the ways by which staff hear of requests here."""
    mail = (Channel.STAFF_MAIL,) if services.mail and services.staff.mail_to else ()
    return (*mail, *((Channel.STAFF_GROUP,) if services.staff.group else ()))


def keep_all(rows: Iterable[Notice]) -> tuple[KeepNotice, ...]:
    """Write rows, each to be looked at when it is due."""
    return tuple(KeepNotice(row, row.due) for row in rows)

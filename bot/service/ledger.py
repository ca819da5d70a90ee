"""Plans the ledger's rows that follow from a booking's new state."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking, Channel, Notice, NoticeState
from bot.booking.reminders import notice, plans, staff_plans
from bot.ports import Guard, KeepNotice, NoticeLeaseIs, Services


def planned(services: Services, booking: Booking, now: datetime) -> tuple[Notice, ...]:
    """Give the rows for the seeker and for staff, all still waiting."""
    ours = [notice(booking, plan, Channel.LINE) for plan in plans(booking, services.office, now)]
    ways = staff_channels(services)
    theirs = [notice(booking, plan, way) for plan in staff_plans(booking, services.office, now) for way in ways]
    return (*ours, *theirs)


def void_rows(services: Services, booking: Booking) -> tuple[KeepNotice, ...]:
    """Close the rows of earlier editions that are still open."""
    return tuple(KeepNotice(voided(row), None) for row in _void(services, booking))


def still_waiting(writes: Iterable[KeepNotice]) -> tuple[Guard, ...]:
    """Ask that none of the rows to be closed was leased meanwhile; a leased one is checked by who sends it."""
    return tuple(NoticeLeaseIs(write.notice.id, "") for write in writes)


def _void(services: Services, booking: Booking) -> list[Notice]:
    rows = services.store.notices(booking.id)
    return [row for row in rows if row.state is NoticeState.WAITING and row.edition != booking.edition]


def voided(row: Notice, reason: str = "superseded") -> Notice:
    """Close a row that is of no use any more."""
    return replace(row, state=NoticeState.EXPIRED, reason=reason, lease="")


def staff_channels(services: Services) -> tuple[Channel, ...]:
    """Give the ways by which staff hear of requests here."""
    mail = (Channel.STAFF_MAIL,) if services.mail and services.staff.mail_to else ()
    return (*mail, *((Channel.STAFF_GROUP,) if services.staff.group else ()))


def keep_all(rows: Iterable[Notice]) -> tuple[KeepNotice, ...]:
    """Write rows, each to be looked at when it is due."""
    return tuple(KeepNotice(row, row.due) for row in rows)

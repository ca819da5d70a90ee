"""Plans the ledger's rows that follow from a booking's new state."""

from collections.abc import Iterable
from datetime import datetime

from bot.booking.model import Booking, Channel, Notice
from bot.booking.reminders import notice, plans, staff_plans
from bot.ports import KeepNotice, Services


def planned(services: Services, booking: Booking, now: datetime) -> tuple[Notice, ...]:
    """Give the rows for the seeker and for staff, all still waiting."""
    ours = [notice(booking, plan, Channel.LINE) for plan in plans(booking, services.office, now)]
    ways = staff_channels(services)
    theirs = [notice(booking, plan, way) for plan in staff_plans(booking, services.office, now) for way in ways]
    return (*ours, *theirs)


def staff_channels(services: Services) -> tuple[Channel, ...]:
    """Give the ways by which staff hear of requests here."""
    mail = (Channel.STAFF_MAIL,) if services.mail and services.staff.mail_to else ()
    return (*mail, *((Channel.STAFF_GROUP,) if services.staff.group else ()))


def keep_all(rows: Iterable[Notice]) -> tuple[KeepNotice, ...]:
    """Write rows, each to be looked at when it is due."""
    return tuple(KeepNotice(row, row.due) for row in rows)

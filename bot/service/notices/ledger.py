"""Writes the ledger's rows that follow from a booking's new state, and closes those that hold no more."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.booking.model import Booking, Channel, Notice, NoticeState
from bot.booking.notices import choosing
from bot.booking.notices.choosing import Ways, notices_for
from bot.booking.notices.reasons import Reason
from bot.booking.notices.reminders import RESULTS
from bot.booking.notices.use import superseded
from bot.ports.notices import KeepNotice, NoticeLeaseIs
from bot.ports.services import Services
from bot.ports.store import Guard


def planned(services: Services, booking: Booking, now: datetime) -> tuple[Notice, ...]:
    """Give the rows for the seeker, for staff and for Zoom, all still waiting."""
    told = services.store.notices(booking.id) if booking.state.value in RESULTS else ()
    return notices_for(booking, services.office, ways(services), told, now)


def ways(services: Services) -> Ways:
    """Give the ways by which this office tells people."""
    has_mail = services.mail is not None
    by_mail = (Channel.STAFF_MAIL,) if has_mail and services.staff.mail_to else ()
    to_group = (Channel.STAFF_GROUP,) if services.staff.group else ()
    return Ways(has_mail, (*by_mail, *to_group), services.rooms is not None)


def confirms_itself(services: Services, booking: Booking) -> bool:
    """Say whether a request is confirmed without a person."""
    return choosing.confirms_itself(booking, services.office, ways(services))


def void_rows(services: Services, booking: Booking) -> tuple[KeepNotice, ...]:
    """Close the rows of earlier editions that are still open."""
    return tuple(KeepNotice(voided(row), None) for row in superseded(services.store.notices(booking.id), booking))


def still_waiting(writes: Iterable[KeepNotice]) -> tuple[Guard, ...]:
    """Ask that none of the rows to be closed was leased meanwhile; a leased one is checked by who sends it."""
    return tuple(NoticeLeaseIs(write.notice.id, "") for write in writes)


def voided(row: Notice, reason: Reason = Reason.SUPERSEDED) -> Notice:
    """Close a row that is of no use any more."""
    return replace(row, state=NoticeState.EXPIRED, reason=reason, lease="")


def keep_all(rows: Iterable[Notice]) -> tuple[KeepNotice, ...]:
    """Write rows, each to be looked at when it is due."""
    return tuple(KeepNotice(row, row.due) for row in rows)

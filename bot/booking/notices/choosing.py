"""Which notices, and which work at Zoom, follow from a booking's new state, and by which ways they go. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.booking.model import Booking, State
from bot.booking.notices.mails import mail_plans
from bot.booking.notices.notice import Channel, Kind, Notice
from bot.booking.notices.reminders import RESULTS, notice, plans, staff_plans
from bot.booking.notices.results import ways_of_result
from bot.booking.office import Office
from bot.booking.rooms.job import RoomJob, RoomTask, room_job
from bot.booking.rooms.rooms import ROOM_LATE_AFTER, room_jobs
from bot.booking.schedule.opening import cut_off

# Who applied by telephone or at the counter was told there; nobody is called only to be reminded.
SAID_ALREADY = frozenset({Kind.RECEIVED, Kind.DAY_BEFORE, Kind.SOON})


@dataclass(frozen=True)
class Ways:
    """By which ways an office tells people, and whether it opens rooms at Zoom."""

    mail: bool = False
    staff: tuple[Channel, ...] = ()
    zoom: bool = False


def notices_for(
    booking: Booking, office: Office, ways: Ways, told: Sequence[Notice], now: datetime
) -> tuple[Notice, ...]:
    """Give the rows for the seeker and for staff, all still waiting; `told` are those there were before."""
    return (
        *_to_seeker(booking, office, ways, told, now),
        *_to_staff(booking, office, ways, now),
    )


def confirms_itself(booking: Booking, office: Office, ways: Ways) -> bool:
    """Say whether a request is confirmed without a person."""
    return booking.state is State.REQUESTED and office.confirmation == "auto" and ways.zoom


def _to_seeker(booking: Booking, office: Office, ways: Ways, told: Sequence[Notice], now: datetime) -> list[Notice]:
    wanted = plans(booking, office, now)
    rows = [notice(booking, plan, way) for plan in wanted for way in _way_to_seeker(booking, plan.kind, ways, told)]
    return rows + [notice(booking, plan, Channel.MAIL) for plan in mail_plans(booking, wanted) if ways.mail]


def _way_to_seeker(booking: Booking, kind: Kind, ways: Ways, told: Sequence[Notice]) -> tuple[Channel, ...]:
    """Give the way to the seeker: LINE where he is known there; what he must hear is told by telephone otherwise."""
    if kind in RESULTS:
        return ways_of_result(booking, told, kind, has_mail=ways.mail)
    if booking.user:
        return (Channel.LINE,)
    return () if kind in SAID_ALREADY and not _tells_of_a_move(booking, kind) else (Channel.TELEPHONE,)


def _tells_of_a_move(booking: Booking, kind: Kind) -> bool:
    return kind is Kind.RECEIVED and booking.moved_from is not None


def _to_staff(booking: Booking, office: Office, ways: Ways, now: datetime) -> list[Notice]:
    rows = [notice(booking, plan, way) for plan in staff_plans(booking, office, now) for way in ways.staff]
    if confirms_itself(booking, office, ways):
        return [replace(row, due=max(row.due, now + ROOM_LATE_AFTER)) for row in rows]  # only when that came to nothing
    return rows


def jobs_for(booking: Booking, office: Office, ways: Ways, now: datetime) -> tuple[RoomJob, ...]:
    """Give the work at Zoom for the rooms that the booking needs, or does not need any more."""
    jobs = room_jobs(booking, now)
    if confirms_itself(booking, office, ways):
        return (*jobs, room_job(booking, RoomTask.OPEN, now, cut_off(office, booking.start)))
    return jobs

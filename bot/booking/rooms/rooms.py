"""Which room a booking needs at Zoom, and which of those it holds are of no use any more. Pure."""

from datetime import datetime, timedelta

from bot.booking.model import Booking, Channel, Hosting, Kind, Notice, NoticeState, State
from bot.booking.notices.reasons import Reason

LATE = timedelta(minutes=10)  # after that the seeker is told that the room follows
LOUD = 5  # tries that failed before a person is asked for help
GRACE = timedelta(seconds=30)  # an opening that is under way ends within this
OTHERWISE = (  # how an open room may differ from what was asked; the worst comes first
    "zoom_recording",
    "zoom_waiting_room",
    "zoom_before_host",
    "zoom_entry",
    "zoom_shared",
    "zoom_time",
)
MET = frozenset({State.CONFIRMED, State.ATTENDED, State.NO_SHOW})


def in_its_time(booking: Booking) -> Hosting | None:
    """Give the host's time in which the consultation is to take place."""
    return next((one for one in booking.hosting if one.start == booking.start), None)


def awaits_room(booking: Booking) -> bool:
    """Say whether a room is to be opened for it at Zoom."""
    return booking.state is State.CONFIRMED and not booking.room and in_its_time(booking) is not None


def useless(booking: Booking) -> tuple[Hosting, ...]:
    """Give the hosts' times that it holds and does not need."""
    mine = in_its_time(booking) if booking.state in MET else None
    ours = mine and (booking.room.meeting_id == mine.meeting if booking.room else awaits_room(booking))
    return tuple(one for one in booking.hosting if not (ours and one == mine))


def to_change(booking: Booking) -> Hosting | None:
    """Give what it has open at Zoom with the host of its time, so that no new room is needed."""
    mine = in_its_time(booking)
    same = (one for one in booking.hosting if mine and one.host == mine.host and one.meeting)
    return next(same, None)


def room_plans(booking: Booking, now: datetime) -> tuple[tuple[Kind, datetime, datetime | None], ...]:
    """Give what is to be done at Zoom, when, and until when it is of use."""
    if awaits_room(booking):
        return ((Kind.ROOM_CHANGE if to_change(booking) else Kind.ROOM_OPEN, now, booking.end),)
    spare = useless(booking)
    if not spare:
        return ()
    return ((Kind.ROOM_CLOSE, now if all(one.meeting for one in spare) else now + GRACE, None),)


def is_otherwise(row: Notice) -> bool:
    """Say whether a room was opened, but Zoom made it otherwise than was asked."""
    return row.channel is Channel.ROOM and row.state is NoticeState.ACCEPTED and row.reason in OTHERWISE


def is_stuck(row: Notice) -> bool:
    """Say whether a person has to see to a room."""
    if row.state in (NoticeState.WAITING, NoticeState.LEASED):
        return row.attempts >= LOUD
    if is_otherwise(row):
        return True
    failed = row.state in (NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN)
    return row.channel is Channel.ROOM and (failed or row.reason is Reason.TOO_LATE)

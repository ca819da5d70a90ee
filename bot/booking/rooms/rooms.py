"""Which room a booking needs at Zoom, and which of those it holds are of no use any more. Pure."""

from datetime import datetime, timedelta

from bot.booking.model import WITH_OUTCOME, Booking, Hosting, Room, State
from bot.booking.notices.notice import PENDING_STATES, NoticeState
from bot.booking.notices.reasons import Reason
from bot.booking.rooms.job import RoomJob, RoomTask, room_job
from bot.booking.text import compatible

ROOM_LATE_AFTER = timedelta(minutes=10)  # after that the seeker is told that the room follows
LOUD = 5  # tries that failed before a person is asked for help
OPENING_GRACE = timedelta(seconds=30)  # an opening that is under way ends within this
OTHERWISE = (  # how an open room may differ from what was asked; the worst comes first
    "zoom_recording",
    "zoom_waiting_room",
    "zoom_before_host",
    "zoom_entry",
    "zoom_shared",
    "zoom_time",
)
MET = WITH_OUTCOME | {State.CONFIRMED}


def room_as_typed(meeting_id: str, passcode: str, join_url: str) -> Room:
    """Give a room as staff typed it: in half width, its number without what people put between digits."""
    digits = "".join(part for part in compatible(meeting_id) if part not in " -")
    return Room(digits, compatible(passcode).strip(), join_url.strip())


def typed_meeting(booking: Booking) -> Hosting | None:
    """Give the time for which a confirmed booking holds a meeting that staff typed, as if that were a host."""
    room = booking.room
    if booking.state is not State.CONFIRMED or not room or room.meeting_id in {one.meeting for one in booking.hosting}:
        return None
    return Hosting(f"meeting {room.meeting_id}", booking.start, booking.end)


def in_its_time(booking: Booking) -> Hosting | None:
    """Give the host's time in which the consultation is to take place.

    Of two hosts, as where another counsellor takes it over: who has its room, or else is to open it.
    """
    told = booking.room.meeting_id if booking.room else ""
    ours = sorted((one for one in booking.hosting if one.start == booking.start), key=lambda one: one.meeting != told)
    return next(iter(ours), None)


def awaits_room(booking: Booking) -> bool:
    """Say whether a room is to be opened for it at Zoom."""
    return booking.state is State.CONFIRMED and not booking.room and in_its_time(booking) is not None


def needed(booking: Booking) -> Hosting | None:
    """Give the host's time that it needs: its room is there and is the one that was told, or is still to be opened."""
    mine = in_its_time(booking)
    if not mine or booking.state not in MET:
        return None
    is_ours = booking.room.meeting_id == mine.meeting if booking.room else awaits_room(booking)
    return mine if is_ours else None


def useless(booking: Booking) -> tuple[Hosting, ...]:
    """Give the hosts' times that it holds and does not need."""
    return tuple(one for one in booking.hosting if one != needed(booking))


def to_change(booking: Booking) -> Hosting | None:
    """Give what it has open at Zoom with the host of its time, and keeps, so that no new room is needed."""
    mine = in_its_time(booking)
    same = (one for one in booking.hosting if mine and one.host == mine.host and one.meeting and not one.closing)
    return next(same, None)


def room_jobs(booking: Booking, now: datetime) -> tuple[RoomJob, ...]:
    """Give what is to be done at Zoom, when, and until when it is of use."""
    if awaits_room(booking):
        kind = RoomTask.CHANGE if to_change(booking) else RoomTask.OPEN
        return (room_job(booking, kind, now, booking.end),)
    spare = useless(booking)
    if not spare:
        return ()
    due = now if all(one.meeting for one in spare) else now + OPENING_GRACE
    return (room_job(booking, RoomTask.CLOSE, due, None),)


def is_otherwise(job: RoomJob) -> bool:
    """Say whether a room was opened, but Zoom made it otherwise than was asked."""
    return job.state is NoticeState.ACCEPTED and job.reason in OTHERWISE


def is_stuck(job: RoomJob) -> bool:
    """Say whether a person has to see to a room."""
    if job.state in PENDING_STATES:
        return job.attempts >= LOUD
    failed = job.state in (NoticeState.UNDELIVERABLE, NoticeState.UNKNOWN)
    return failed or is_otherwise(job) or job.reason is Reason.TOO_LATE

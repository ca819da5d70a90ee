"""What waits for a human hand, each with a deadline; another source of tasks is one more function."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.booking.day_notes import open_notes
from bot.booking.lifecycle import NO_SHOW_AFTER
from bot.booking.limits.refusal import TELLS
from bot.booking.model import Booking, State
from bot.booking.notices.mails import twin
from bot.booking.notices.notice import Kind, Notice, NoticeState
from bot.booking.notices.reminders import is_too_late
from bot.booking.notices.results import OUTCOMES
from bot.booking.notices.troubles import is_made_up_for, is_past_help, may_be_called_about
from bot.booking.offers import answer_by, latest_end
from bot.booking.rooms.job import LedgerRow, notices_among
from bot.booking.rooms.rooms import is_otherwise
from bot.booking.schedule.opening import DAY, nothing_ahead
from bot.booking.staff.calls import call_again
from bot.errors import SealError
from bot.ports.console import ConsoleStore, Waiting
from bot.ports.context import Process, RequestContext
from bot.service.bookings.attendance import is_inside
from bot.service.counsellors.unheld import parted, unheld

NEAR_END = timedelta(hours=2)
LATE = timedelta(minutes=15)
STAYS = timedelta(minutes=30)  # after its end, for which a consultation may still go on


@dataclass(frozen=True)
class Task:
    """One thing to do. `kind` names the words that say what; it is done when its cause is gone.

    row  the notice that did not arrive, or what Zoom did not do, where that is the cause
    count  of how many bookings it is, of which this is the first, where they are gathered
    """

    kind: str
    booking: Booking
    since: datetime
    deadline: datetime
    row: LedgerRow | None = None
    count: int = 0

    @property
    def id(self) -> str:
        """Name the task: by its notice, or by its kind and its booking."""
        return self.row.id if self.row else f"{self.kind}.{self.booking.id}"


Source = Callable[[RequestContext, ConsoleStore, datetime], Iterator[Task]]


def requests_near_their_end(context: RequestContext, console: ConsoleStore, now: datetime) -> Iterator[Task]:
    """Give the requests that are to be answered within two hours; some go on to wait after that."""
    for one in console.requests(until=latest_end(context.office, now + NEAR_END)):
        ends = answer_by(one, context.office)
        if ends - now <= NEAR_END:
            yield Task("request", one, one.created, ends)


def outcomes_missing(context: Process, console: ConsoleStore, now: datetime) -> Iterator[Task]:
    """Give the consultations whose outcome nobody has noted."""
    for one in outcomes_due(context, console, now):
        yield Task("outcome", one, one.end, one.start + DAY)


def outcomes_due(process: Process, console: ConsoleStore, now: datetime) -> list[Booking]:
    """Give the consultations that are over without an outcome; not those in whose room somebody still is."""
    before = now - timedelta(minutes=process.files.office.minutes)
    inside = {one.id for one in _going_on(console, before)}
    return [one for one in console.without_outcome(before) if one.id not in inside]


def _going_on(console: ConsoleStore, before: datetime) -> list[Booking]:
    """Give the consultations whose end has come just now, and that are not over yet."""
    ended = console.without_outcome(before, before - STAYS)
    told = console.histories([one.id for one in ended])
    return [one for one, history in zip(ended, told, strict=True) if is_inside(history)]


def to_call(_: Process, console: ConsoleStore, now: datetime) -> Iterator[Task]:
    """Give the bookings whose seeker is to be telephoned, since it was noted last."""
    found = console.to_call()
    for one, history in zip(found, console.histories([one.id for one in found]), strict=True):
        noted = [entry.at for entry in history if entry.action == "marked_phone"]
        yield Task("phone", one, noted[-1] if noted else one.created, max(one.first_start, now + LATE))


def to_arrange(process: Process, console: ConsoleStore, now: datetime) -> Iterator[Task]:
    """Give the consultations ahead for which an interpreter or a signer is to be ordered."""
    for one in console.to_arrange(now - timedelta(minutes=process.files.office.minutes)):
        yield Task("arrange", one, one.created, one.first_start)


def to_hand_over(context: RequestContext, console: ConsoleStore, now: datetime) -> Iterator[Task]:
    """Give the consultations ahead that no counsellor can hold as they stand."""
    singles, nobodys = parted(unheld(context, console, now))
    for one in console.bookings([each.id for each in (*singles, *nobodys[:1])]):
        gathered = bool(nobodys) and one.id == nobodys[0].id
        yield Task("counsellors" if gathered else "counsellor", one, one.created, one.start, count=len(nobodys))


def words_of_the_day(_: Process, console: ConsoleStore, __: datetime) -> Iterator[Task]:
    """Give the bookings whose seeker wrote that he is absent, late or in trouble."""
    for one in console.day_notes():
        since = open_notes(one)[-1].at
        yield Task("day_note", one, since, max(since, one.first_start) + NO_SHOW_AFTER)


def open_troubles(process: Process, console: ConsoleStore, now: datetime) -> list[LedgerRow]:
    """Give what did not arrive or was not done at Zoom, and where a call or a hand still helps."""
    length = timedelta(minutes=process.files.office.minutes)
    left = [row for row in console.troubles() if not is_past_help(row, length, now)]
    told = sorted({row.booking for row in notices_among(left) if row.edition > 0})
    rows = console.notices_of(told) if told else {}
    return [row for row in left if not is_made_up_for(row, rows.get(row.booking, ()))]


def troubles(process: Process, console: ConsoleStore, now: datetime) -> Iterator[Task]:
    """Give what no notice could tell and Zoom did not do; a call helps as long as the notice would have."""
    for row in open_troubles(process, console, now):
        one = _readable(process, row.booking)
        if one:
            kind = "notice" if isinstance(row, Notice) else "room_otherwise" if is_otherwise(row) else "room"
            yield Task(kind, one, row.due, call_by(row, one), row)


def late(process: Process, console: ConsoleStore, now: datetime) -> Iterator[Task]:
    """Give what is still tried long after its time, as LINE is down or its month used up; a call may be faster."""
    for row in late_rows(console, now):
        one = _readable(process, row.booking)
        if one:
            yield Task("late", one, row.due, call_by(row, one), row)


def _readable(process: Process, booking: str) -> Booking | None:
    """Find a booking; one that can't be opened must not hide the other tasks."""
    try:
        return process.store.booking(booking)
    except (SealError, ValueError):
        return None


def late_rows(console: ConsoleStore, now: datetime) -> list[Notice]:
    """Give the rows that should have been sent a quarter of an hour ago, but for those that went the other way."""
    tried = [row for row in console.overdue(now - LATE) if may_be_called_about(row) and not is_too_late(row, now)]
    rows = console.notices_of(sorted({row.booking for row in tried}))
    others = [(row, twin(row, rows[row.booking])) for row in tried]
    return [row for row, other in others if not other or other.state is not NoticeState.ACCEPTED]


def call_by(row: LedgerRow, booking: Booking) -> datetime:
    """Give until when a call helps: what is about the consultation until it starts, its result for longer."""
    latest = row.latest or booking.start
    if booking.state is State.OFFERED:
        return latest  # the time asked for is none any more
    return latest if row.kind in OUTCOMES | TELLS | {Kind.MESSAGE_ANSWERED} else min(latest, booking.start)


SOURCES: tuple[Source, ...] = (
    *(words_of_the_day, to_call, to_arrange, to_hand_over),
    *(requests_near_their_end, outcomes_missing, troubles, late),
)


def tasks(
    context: RequestContext, console: ConsoleStore, now: datetime, sources: tuple[Source, ...] = SOURCES
) -> list[Task]:
    """Give all tasks: first what ends within two hours, then what is overdue, then the others; each by its deadline."""
    found = (task for source in sources for task in source(context, console, now))
    return sorted(found, key=lambda task: (_turn(task, now), _wanted(task, now), task.id))


def _turn(task: Task, now: datetime) -> int:
    """Give the place among the three groups."""
    left = _wanted(task, now) - now
    if left <= timedelta(0):
        return 1
    return 0 if left <= NEAR_END else 2


def _wanted(task: Task, now: datetime) -> datetime:
    """Give when a task is to be done: by its deadline, or when the seeker asked to be called again."""
    return call_again(task.booking, task.since, now) or task.deadline


def waiting(context: RequestContext, console: ConsoleStore, now: datetime) -> Waiting:
    """Count what waits for staff."""
    hosts = len(context.rooms.aside()) if context.rooms else 0
    before = now - timedelta(minutes=context.files.office.minutes)
    counted = console.waiting(before, latest_end(context.office, now + NEAR_END))
    outcomes = counted.outcomes - len(_going_on(console, before)) if counted.outcomes else 0
    left = len(open_troubles(context, console, now)) if counted.troubles else 0
    singles, nobodys = parted(unheld(context, console, now))
    late, held_by_nobody = len(late_rows(console, now)), len(singles) + bool(nobodys)
    pressing = len(list(requests_near_their_end(context, console, now))) if counted.pressing else 0
    more = {"pressing": pressing, "troubles": left, "late": late, "hosts": hosts, "counsellors": held_by_nobody}
    return replace(counted, outcomes=outcomes, shut=int(nothing_ahead(context.office, now)), **more)

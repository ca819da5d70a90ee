"""Which notices tell the outcome that staff noted, by which way, and what follows when it is taken back. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.booking.model import Booking
from bot.booking.notices.notice import Channel, Kind, Notice, NoticeState
from bot.booking.notices.push_count import mail_or_push, push_is_left
from bot.booking.notices.reminders import RESULTS, Plan, correction, notice

OUTCOMES = RESULTS | {Kind.OUTCOME_CORRECTED}
BY_CHANCE_READ = frozenset({NoticeState.ACCEPTED, NoticeState.UNKNOWN, NoticeState.LEASED})


def ways_of_result(booking: Booking, rows: Iterable[Notice], kind: Kind, *, has_mail: bool) -> tuple[Channel, ...]:
    """Give the way of a result; of a no-show a person calls when nothing else is possible, the others may be lost."""
    way = mail_or_push(booking, rows, has_mail=has_mail)
    if way:
        return (way,)
    return () if kind in (Kind.ATTENDED, Kind.EXCUSED) else (Channel.TELEPHONE,)


def told_of(before: Booking, rows: Iterable[Notice]) -> list[Notice]:
    """Give the rows that tell the outcome of a booking."""
    return [row for row in rows if row.kind in RESULTS and row.edition == before.edition]


def corrections(
    before: Booking, after: Booking, rows: Sequence[Notice], now: datetime, *, has_mail: bool
) -> tuple[Notice, ...]:
    """Give what tells that an outcome was taken back, if its text may have arrived."""
    if not any(map(may_have_arrived, told_of(before, rows))):
        return ()
    ways = ways_of_result(after, rows, Kind(before.state.value), has_mail=has_mail)
    return tuple(notice(after, correction(now), way) for way in ways)


def push_instead(row: Notice, booking: Booking, rows: Iterable[Notice], now: datetime) -> Notice | None:
    """Give the row that brings by LINE a result whose mail came back, if a push is left for it."""
    ours = row.kind in OUTCOMES and row.channel is Channel.MAIL
    if not ours or row.edition != booking.edition or not push_is_left(booking, rows):
        return None
    return notice(booking, Plan(row.kind, now, row.latest), Channel.LINE)


def may_have_arrived(row: Notice) -> bool:
    """Say whether the seeker may have read it. A leased one may be under way at this moment."""
    return row.state in BY_CHANCE_READ or (row.state is NoticeState.WAITING and row.first_attempt is not None)


def has_nothing_to_correct(row: Notice, rows: Iterable[Notice]) -> bool:
    """Say whether a correction is of no use, because the result before it never set out after all."""
    if row.kind is not Kind.OUTCOME_CORRECTED:
        return False
    return not any(one.kind in RESULTS and one.edition == row.edition - 1 and one.attempts for one in rows)

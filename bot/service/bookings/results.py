"""What a seeker reads of the outcome that staff noted, by which way, and what follows when it is taken back."""

from datetime import datetime

from bot.booking.model import Booking, Channel, Kind, Notice, NoticeState, State
from bot.booking.notices.reminders import RESULTS, Plan, correction, notice
from bot.ports.notices import KeepNotice, SettleTrouble
from bot.ports.services import Services
from bot.ports.store import Write
from bot.service.notices.push_count import mail_or_push, push_is_left

OUTCOMES = RESULTS | {Kind.OUTCOME_CORRECTED}
BY_CHANCE_READ = frozenset({NoticeState.ACCEPTED, NoticeState.UNKNOWN, NoticeState.LEASED})


def ways_of_result(services: Services, booking: Booking, kind: Kind) -> tuple[Channel, ...]:
    """Give the way of a result; of a no-show a person calls when nothing else is possible, thanks may be lost."""
    way = mail_or_push(services, booking)
    if way:
        return (way,)
    return () if kind is Kind.ATTENDED else (Channel.TELEPHONE,)


def corrected(services: Services, before: Booking, after: Booking, now: datetime) -> tuple[Write, ...]:
    """Give what is written when an outcome is taken back: a correction if its text may have arrived, no call for it."""
    told = [row for row in services.store.notices(before.id) if _tells(row, before)]
    settled = tuple(SettleTrouble(row.id) for row in told)
    if not any(may_have_arrived(row) for row in told):
        return settled
    ways = ways_of_result(services, after, Kind.ATTENDED if before.state is State.ATTENDED else Kind.NO_SHOW)
    rows = (notice(after, correction(now), way) for way in ways)
    return (*settled, *(KeepNotice(row, row.due) for row in rows))


def push_instead(row: Notice, booking: Booking, rows: tuple[Notice, ...], now: datetime) -> Notice | None:
    """Give the row that brings by LINE a result whose mail came back, if a push is left for it."""
    ours = row.kind in OUTCOMES and row.channel is Channel.MAIL
    if not ours or row.edition != booking.edition or not push_is_left(booking, rows):
        return None
    return notice(booking, Plan(row.kind, now, row.latest), Channel.LINE)


def may_have_arrived(row: Notice) -> bool:
    """Say whether the seeker may have read it. A leased one may be under way at this moment."""
    return row.state in BY_CHANCE_READ or (row.state is NoticeState.WAITING and row.first_attempt is not None)


def has_nothing_to_correct(services: Services, row: Notice) -> bool:
    """Say whether a correction is of no use, because the result before it never set out after all."""
    if row.kind is not Kind.OUTCOME_CORRECTED:
        return False
    before = (one for one in services.store.notices(row.booking) if one.kind in RESULTS)
    return not any(one.edition == row.edition - 1 and one.attempts for one in before)


def _tells(row: Notice, booking: Booking) -> bool:
    return row.kind in RESULTS and row.edition == booking.edition

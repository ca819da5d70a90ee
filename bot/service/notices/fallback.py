"""When LINE does not bring a notice: mail in its place; when neither does, a person's task."""

from datetime import datetime, timedelta

from bot.booking.model import Booking, is_entered_by_staff
from bot.booking.notices.mails import is_carried, mail_instead, twin
from bot.booking.notices.notice import PENDING_STATES, Channel, Kind, Notice
from bot.booking.notices.reasons import Reason
from bot.booking.notices.results import OUTCOMES, push_instead
from bot.booking.notices.troubles import came_to_nothing, is_trouble
from bot.errors import ConflictError, SendError
from bot.ports.context import Process
from bot.ports.notices import KeepNotice, SettleTrouble, StillPending
from bot.service.commit import Commit
from bot.service.conflicts import Why, meaning
from bot.service.notices.alarms import nearly_used

TRIES = 5  # to end a row while the other way ends, too; what is not written is tried again when the lease is over
FORGETS_STRANGERS = timedelta(days=7)  # LINE brings a push to who is no friend for so long after his last words
SPARED = OUTCOMES | {Kind.DAY_BEFORE, Kind.TERMS_CHANGE, Kind.MESSAGE_ANSWERED}


def aftermath(process: Process, row: Notice, booking: Booking | None, now: datetime) -> Commit:
    """Give what is written beside a seeker's row that came to nothing.

    A trouble that the other way carries is nobody's task, as long as that one is as it was read: where both end at the
    same moment, neither may leave it to the other. Where both came to nothing, it is one task for a person.
    """
    if not booking or row.channel not in (Channel.LINE, Channel.MAIL) or not came_to_nothing(row):
        return Commit()
    rows = process.store.notices(row.booking)
    other = twin(row, rows)
    if other and is_carried(other, booking):
        pending = (StillPending(other.id, other.state),) if other.state in PENDING_STATES else ()
        return Commit(pending, (SettleTrouble(row.id),))
    if other:
        return Commit((), (SettleTrouble(other.id),) if is_trouble(row) else ())
    mail = mail_instead(row, booking, now) if process.mail else None
    instead = mail or push_instead(row, booking, rows, now)
    return Commit((), (KeepNotice(instead, instead.due), SettleTrouble(row.id))) if instead else Commit()


def tried_with_aftermath(process: Process, ended: Commit, row: Notice, booking: Booking | None) -> bool:
    """Write the end of a row with what follows from how the other way stands by then; say whether it was written."""
    for _ in range(TRIES):
        try:
            process.store.commit(*(ended + aftermath(process, row, booking, process.clock.now())).parts)
        except ConflictError as conflict:
            if meaning(conflict).why is not Why.CHANGED:
                return False
        else:
            return True
    return False


def by_mail_at_once(process: Process, row: Notice, booking: Booking | None, now: datetime) -> Notice | None:
    """Give the row for mail that need not wait for LINE's next month, None when mail can't bring it."""
    if not booking or not process.mail or row.channel is not Channel.LINE:
        return None
    return None if twin(row, process.store.notices(row.booking)) else mail_instead(row, booking, now)


def spared_by_mail(process: Process, row: Notice, booking: Booking, now: datetime) -> Notice | None:
    """Give the row for mail in place of a push that can be done without, while the month runs short."""
    if row.channel is not Channel.LINE or not process.mail or not nearly_used(process, booking, now):
        return None
    return by_mail_at_once(process, row, booking, now) if row.kind in SPARED else None


def refuse_who_left(process: Process, booking: Booking, now: datetime) -> None:
    """Raise SendError for who blocked us or never was a friend: LINE would answer 200 and bring nothing."""
    if not booking.reachable:
        raise SendError(Reason.NOT_REACHABLE, permanent=True)
    wrote_lately = now - booking.created <= FORGETS_STRANGERS and not is_entered_by_staff(booking)
    if not wrote_lately and not process.line.knows(booking.user):
        raise SendError(Reason.NO_FRIEND, permanent=True)

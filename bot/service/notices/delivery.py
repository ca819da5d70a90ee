"""Hands a notice to LINE or to the mail server; SendError says why it did not arrive."""

from bot.booking.model import Booking, Channel, Notice
from bot.booking.notices.mails import address
from bot.booking.notices.reasons import Reason
from bot.booking.waiting import WaitingWish
from bot.errors import SendError
from bot.messages.notices.staff import group_messages, staff_mail
from bot.messages.notices.waitlist import waitlist_messages
from bot.ports.context import Process, RequestContext
from bot.ports.notices import Mail
from bot.service.events.reader_style import as_read_by
from bot.service.notices.contents import mail_of, messages_of
from bot.service.notices.fallback import refuse_who_left


def deliver(context: RequestContext, row: Notice, about: Booking | WaitingWish) -> None:
    """Send a row about a booking, or about a wish on the waiting list, by its way."""
    if isinstance(about, WaitingWish):
        words = as_read_by(context, about.user).words
        context.line.push(about.user, waitlist_messages(row.kind, about, words), row.retry_key)
        return
    match row.channel:
        case Channel.LINE:
            refuse_who_left(context, about, context.clock.now())
            spoken = as_read_by(context, about.user)
            context.line.push(about.user, messages_of(spoken, row, about), row.retry_key)
        case Channel.MAIL:
            _mail_seeker(as_read_by(context, about.user), row, about)
        case Channel.STAFF_GROUP:
            context.line.push(context.staff.group, group_messages(row, about, context.words), row.retry_key)
        case Channel.STAFF_MAIL:
            subject, body = staff_mail(row, about, context.words, context.office)
            _server(context, Reason.NO_MAIL_SERVER).send(context.staff.mail_to, subject, body, row.retry_key)
        case Channel.TELEPHONE:
            raise SendError(Reason.BY_TELEPHONE, permanent=True)


def _mail_seeker(context: RequestContext, row: Notice, booking: Booking) -> None:
    to = address(booking)
    if not to:
        raise SendError(Reason.NO_MAIL, permanent=True)
    server = _server(context, Reason.NO_MAIL)
    subject, body, calendar = mail_of(context, row, booking)
    server.send((to,), subject, body, row.retry_key, calendar)


def _server(process: Process, reason: Reason) -> Mail:
    if not process.mail:
        raise SendError(reason, permanent=True)
    return process.mail

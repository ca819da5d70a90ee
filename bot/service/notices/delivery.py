"""Hands a notice to LINE or to the mail server; SendError says why it did not arrive."""

from bot.booking.model import Booking
from bot.booking.notices.mails import address
from bot.booking.notices.notice import Channel, Notice
from bot.booking.notices.reasons import Reason
from bot.booking.notices.troubles import OURS
from bot.booking.staff.staff_message import StaffMessage
from bot.booking.waitlist import WaitingWish
from bot.errors import SendError
from bot.messages.notices.staff import group_messages, staff_mail, webhook_text
from bot.messages.notices.staff_message import answer_messages
from bot.messages.notices.waitlist import waitlist_messages
from bot.ports.context import Process, RequestContext
from bot.ports.notices import Mail
from bot.service.events.reader_style import as_read_by
from bot.service.notices.contents import mail_of, messages_of
from bot.service.notices.fallback import refuse_who_left


def deliver(context: RequestContext, row: Notice, about: Booking | WaitingWish | StaffMessage) -> None:
    """Send a row about a booking, a wish on the waiting list, or a message of who has no booking, by its way."""
    if row.channel is Channel.TELEPHONE:
        raise SendError(Reason.BY_TELEPHONE, permanent=True)
    if row.channel in OURS and not isinstance(about, WaitingWish):
        _tell_staff(context, row, about)
        return
    match about:
        case WaitingWish():
            spoken = as_read_by(context, about.user)
            messages = waitlist_messages(row.kind, about, spoken.words, spoken.office)
            context.line.push(about.user, messages, row.retry_key)
        case StaffMessage():
            if not context.line.knows(about.user):  # nothing else says whether LINE reaches who has no booking
                raise SendError(Reason.NO_FRIEND, permanent=True)
            spoken = as_read_by(context, about.user)
            context.line.push(about.user, answer_messages(about.answer, spoken.words, spoken.office), row.retry_key)
        case Booking() if row.channel is Channel.MAIL:
            _mail_seeker(as_read_by(context, about.user), row, about)
        case Booking():
            refuse_who_left(context, about, context.clock.now())
            spoken = as_read_by(context, about.user)
            context.line.push(about.user, messages_of(spoken, row, about), row.retry_key)


def _tell_staff(context: RequestContext, row: Notice, about: Booking | StaffMessage) -> None:
    if row.channel is Channel.STAFF_GROUP:
        context.line.push(
            context.staff.group, group_messages(row, about, context.words, context.public_url), row.retry_key
        )
        return
    if row.channel is Channel.STAFF_WEBHOOK:
        if not context.webhook:
            raise SendError(Reason.NO_MAIL_SERVER)
        context.webhook.post(webhook_text(row, about, context.words, context.public_url))
        return
    subject, body = staff_mail(row, about, context.words, context.office)
    _server(context, Reason.NO_MAIL_SERVER).send(context.staff.mail_to, subject, body, row.retry_key)


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

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
from bot.service.notices.contents import mail_of, messages_of
from bot.service.notices.fallback import refuse_who_left

About = Booking | WaitingWish | StaffMessage  # what a notice tells of; the last where there is no booking


def reader(row: Notice, about: About) -> str:
    """Give the seeker who reads a row, "" where staff do."""
    return about.user if isinstance(about, WaitingWish) or row.channel not in OURS else ""


def deliver(context: RequestContext, row: Notice, about: About) -> None:
    """Send a row by its way; the words of the context are those that its reader reads."""
    if row.channel is Channel.TELEPHONE:
        raise SendError(Reason.BY_TELEPHONE, permanent=True)
    match about:
        case WaitingWish():
            messages = waitlist_messages(row.kind, about, context.words, context.office)
            context.line.push(about.user, messages, row.retry_key)
        case _ if row.channel in OURS:
            _tell_staff(context, row, about)
        case StaffMessage():
            if not context.line.knows(about.user):  # nothing else says whether LINE reaches who has no booking
                raise SendError(Reason.NO_FRIEND, permanent=True)
            context.line.push(about.user, answer_messages(about.answer, context.words, context.office), row.retry_key)
        case Booking() if row.channel is Channel.MAIL:
            _mail_seeker(context, row, about)
        case Booking():
            refuse_who_left(context, about, context.clock.now())
            context.line.push(about.user, messages_of(context, row, about), row.retry_key)


def _tell_staff(context: RequestContext, row: Notice, about: Booking | StaffMessage) -> None:
    if row.channel is Channel.STAFF_GROUP:
        context.line.push(
            context.staff.group, group_messages(row, about, context.words, context.public_url), row.retry_key
        )
        return
    if row.channel is Channel.STAFF_WEBHOOK:
        if not context.webhook:
            raise SendError(Reason.NO_STAFF_WEBHOOK, permanent=True)
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

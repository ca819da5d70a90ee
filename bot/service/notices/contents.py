"""Brings together what the words of a notice take, in the style that its reader reads; the words are in messages."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.booking.model import Booking
from bot.booking.notices.calendar_file import CalendarFile
from bot.booking.notices.mails import has_calendar
from bot.booking.notices.notice import Kind, Notice
from bot.booking.notices.reasons import Reason
from bot.booking.notices.subjects import SubjectKind
from bot.errors import SendError
from bot.messages.calendar import calendar_help
from bot.messages.notices.booking import Wording, as_words, booking_messages
from bot.messages.notices.mail import Told, seeker_mail, without_buttons, without_line
from bot.messages.notices.refusal import refusal_messages
from bot.messages.notices.staff_message import answer_messages
from bot.messages.notices.terms import terms_messages
from bot.ports.context import Process, RequestContext
from bot.service.bookings.calendar_link import calendar_of, calendar_url
from bot.service.privacy.refusals import running, told_by

Messages = Sequence[Mapping[str, Any]]


def messages_of(context: RequestContext, row: Notice, booking: Booking) -> Messages:
    """Give the LINE messages of a row to a seeker; SendError where there is nothing left to tell."""
    if row.subject_kind is SubjectKind.TERMS:
        return coming_terms_messages(context, row.subject_id)
    if row.subject_kind is SubjectKind.STAFF_MESSAGE:
        message = context.store.staff_message(row.subject_id)
        if not message:
            raise SendError(Reason.NOTHING_TO_TELL, permanent=True)
        return answer_messages(message.answer, context.words, context.office)
    if row.subject_kind is SubjectKind.REFUSAL:
        refusal = told_by(context, row)
        if not refusal:
            raise SendError(Reason.NOTHING_TO_TELL, permanent=True)
        return refusal_messages(refusal, context.words, context.office)
    return seeker_messages(context, row.kind, booking, row.first_attempt)


def seeker_messages(context: RequestContext, kind: Kind, booking: Booking, at: datetime | None = None) -> Messages:
    """Give the LINE messages of a kind, worded for the moment of the first try, None = now."""
    if kind is Kind.TERMS_CHANGE:
        return coming_terms_messages(context, context.terms[-1].version)
    now = at or context.clock.now()
    calendar, is_refused = calendar_url(context, booking), _is_refused(context, kind, booking)
    wording = Wording(context.words, context.office, now, calendar, is_refused)
    return booking_messages(kind, booking, wording)


def coming_terms_messages(context: RequestContext, version: str) -> Messages:
    """Give the LINE messages that tell of a version of the terms; versions are never taken away."""
    terms = next(one for one in context.terms if one.version == version)
    return terms_messages(terms, context.words, context.office, context.public_url)


def mail_of(context: RequestContext, row: Notice, booking: Booking) -> tuple[str, str, CalendarFile | None]:
    """Give subject, body and calendar file of a row for mail to a seeker."""
    text, is_refused = words_without_buttons(context, row, booking), _is_refused(context, row.kind, booking)
    carries = has_calendar(row.kind, booking)
    told = Told(row.kind, booking, text, is_refused, calendar_help(booking, context.words) if carries else "")
    subject, body = seeker_mail(told, context.words)
    return subject, body, calendar_of(context, booking, row.first_attempt or context.clock.now()) if carries else None


def words_without_buttons(context: RequestContext, row: Notice, booking: Booking) -> str:
    """Give the words of a row to a seeker for where there are no buttons: a mail, a call."""
    words = context.words.once(without_buttons)
    in_words = replace(context, words=words if booking.user else words.once(without_line))
    return as_words(messages_of(in_words, row, booking))


def _is_refused(process: Process, kind: Kind, booking: Booking) -> bool:
    """Say whether the person is refused, for the one kind that says so."""
    return kind is Kind.NO_SHOW and running(process, booking) is not None

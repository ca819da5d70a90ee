"""Mail to seekers: which template, which values, with or without the calendar file."""

from datetime import datetime

from bot.booking.model import AGREED, Booking, Kind, Notice, State
from bot.booking.notices.mails import address, has_calendar, is_moved
from bot.booking.notices.reasons import Reason
from bot.dialogue.reading import has_web_address, say_when
from bot.errors import SendError
from bot.messages.calendar import calendar_file
from bot.messages.mail import NAMES, mail_text
from bot.ports.services import Services
from bot.service.privacy.refusals import running


def send_seeker_mail(services: Services, row: Notice, booking: Booking, text: str) -> None:
    """Send the mail of a row; `text` is what LINE would say, for the kinds without words of their own.

    Who reads やさしい日本語 gets all of it in those words.
    """
    to = address(booking)
    if not services.mail or not to:
        raise SendError(Reason.NO_MAIL, permanent=True)
    subject, body = mail_text(_template(services, row.kind, booking), values(services, booking, text))
    at = row.first_attempt or services.clock.now()
    calendar = the_calendar(services, booking, at) if has_calendar(row.kind, booking) else b""
    services.mail.send((to,), subject, body, row.retry_key, calendar)


def _template(services: Services, kind: Kind, booking: Booking) -> str:
    if services.words.easy:
        return "easy"
    if kind is Kind.NO_SHOW and running(services, booking):
        return "refused"  # not that he may book as ever
    return template(kind, booking)


def template(kind: Kind, booking: Booking) -> str:
    """Name the template of a kind."""
    if kind is Kind.DETAILS:
        return "changed" if booking.room and booking.room.version > 1 else "confirmation"
    if is_moved(kind, booking):
        return "moved"
    if kind is Kind.RECEIVED and AGREED in booking.marks:
        return "notice"
    return kind.value if kind.value in NAMES else "notice"


def values(services: Services, booking: Booking, text: str) -> dict[str, object]:
    """Give what a template may name."""
    room = booking.room
    return {
        **services.words.common,
        "name": _called(services, booking),
        "number": booking.number,
        "when": say_when(booking.start),
        "meeting_id": room.meeting_id if room else "",
        "passcode": room.passcode if room else "",
        "version": room.version if room else "",
        "join_url": room.join_url if room else "",
        "reason": booking.reason if booking.state in (State.CANCELLED_BY_OFFICE, State.DECLINED) else "",
        "by_office": booking.state is State.CANCELLED_BY_OFFICE,
        "is_agreed": AGREED in booking.marks,
        "text": text,
    }


def _called(services: Services, booking: Booking) -> str:
    """Give the name that a mail opens with; one that mail programs make a link of is not repeated in our name."""
    name = booking.answers["name"].value if "name" in booking.answers else ""
    return services.words("notices.unnamed") if not name or has_web_address(name) else name


def the_calendar(services: Services, booking: Booking, at: datetime) -> bytes:
    """Give the calendar file of a booking."""
    return calendar_file(booking, services.office, services.words, services.public_url, at)

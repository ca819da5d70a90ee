"""The appointment as a calendar file (RFC 5545, 5546): published, private, the same UID whatever becomes of it.

It is published and not sent as a request: a request asks the calendar to answer by mail, which nobody waits for.
The library is imported for the first file: it takes a tenth of a second, and most processes make none.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.booking.model import WITH_OUTCOME, Booking, State
from bot.booking.notices.calendar_file import CalendarFile
from bot.booking.office import Office
from bot.dialogue.words import Words

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

TOKYO = ZoneInfo("Asia/Tokyo")  # by its name, which a calendar wants to read
GONE = "CANCELLED"
STATUS = {State.REQUESTED: "TENTATIVE", State.CONFIRMED: "CONFIRMED"}


def calendar_file(
    booking: Booking, office: Office, words: Words, public_url: str, at: datetime, address: str = ""
) -> CalendarFile:
    """Give the file as of a moment. It holds no number, name or passcode: calendars are shared.

    address  the office's for mail; an organizer must have one, so that "" becomes one that nobody can have
    """
    status = status_of(booking)
    method = "CANCEL" if status == GONE else "PUBLISH"
    event = _event()
    event.add("uid", f"{booking.id}@{urlsplit(public_url).hostname or office.id}")
    event.add("sequence", booking.edition)
    event.add("dtstamp", at)
    event.add("organizer", _organizer(office, address))
    event.add("dtstart", booking.start.astimezone(TOKYO))
    event.add("dtend", booking.end.astimezone(TOKYO))
    event.add("summary", words("calendar.summary"))
    event.add("description", words("calendar.description", {"number": booking.number}))
    event.add("location", words("calendar.location"))
    event.add("class", "PRIVATE")
    event.add("status", status)
    file = _calendar()
    file.add("method", method)
    file.add_component(event)
    file.add_missing_timezones()
    return CalendarFile(file.to_ical(), method)


def feed_file(bookings: Sequence[Booking], office: Office, words: Words, public_url: str, at: datetime) -> bytes:
    """Give the consultations of a counsellor as a calendar; of each no more than its number and what it is about."""
    feed = _calendar()
    feed.add("x-wr-calname", words("console.feed.calendar", {"said": office.name}))
    for booking in bookings:
        event = _event()
        event.add("uid", f"feed-{booking.id}@{urlsplit(public_url).hostname or office.id}")
        event.add("sequence", booking.edition)
        event.add("dtstamp", at)
        event.add("dtstart", booking.start.astimezone(TOKYO))
        event.add("dtend", booking.end.astimezone(TOKYO))
        event.add("summary", words("console.feed.summary", {"number": booking.number, "said": _about(booking, words)}))
        event.add("class", "PRIVATE")
        event.add("status", status_of(booking))
        feed.add_component(event)
    feed.add_missing_timezones()
    content: bytes = feed.to_ical()
    return content


def _about(booking: Booking, words: Words) -> str:
    """Name what a consultation is about, as it was chosen."""
    purpose = booking.answers.get("purpose")
    key = f"book.purpose.option.{purpose.value if purpose else ''}"
    return words(key) if key in words else ""


def _calendar() -> "Calendar":
    from icalendar import Calendar

    file = Calendar()
    file.add("prodid", "-//Madoguchi//JA")
    file.add("version", "2.0")
    return file


def _event() -> "Event":
    from icalendar import Event

    return Event()


def status_of(booking: Booking) -> str:
    """Say how an appointment stands in a calendar; one whose place was let go for others to choose from is gone."""
    if booking.state is State.OFFERED and booking.start in booking.places:
        return "TENTATIVE"
    return "CONFIRMED" if booking.state in WITH_OUTCOME else STATUS.get(booking.state, GONE)


def calendar_help(booking: Booking, words: Words) -> str:
    """Say what the file does that a mail carries."""
    return words(f"calendar.help.{status_of(booking).lower()}")


def _organizer(office: Office, address: str) -> "vCalAddress":
    from icalendar import vCalAddress

    organizer = vCalAddress(f"mailto:{address or f'no-reply@{office.id}.invalid'}")
    organizer.params["cn"] = office.name
    return organizer

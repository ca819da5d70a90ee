"""The appointment as a calendar file (RFC 5545, 5546): published, private, the same UID whatever becomes of it."""

from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from bot.booking.model import WITH_OUTCOME, Booking, State
from bot.booking.office import Office
from bot.dialogue.words import Words

TOKYO = ZoneInfo("Asia/Tokyo")  # by its name, which a calendar wants to read
STATUS = {State.REQUESTED: "TENTATIVE", State.OFFERED: "TENTATIVE", State.CONFIRMED: "CONFIRMED"}


def calendar_file(booking: Booking, office: Office, words: Words, public_url: str, at: datetime) -> bytes:
    """Give the file as of a moment. It holds no number, name or passcode: calendars are shared."""
    event = Event()
    event.add("uid", f"{booking.id}@{urlsplit(public_url).hostname or office.id}")
    event.add("sequence", booking.edition)
    event.add("dtstamp", at)
    event.add("dtstart", booking.start.astimezone(TOKYO))
    event.add("dtend", booking.end.astimezone(TOKYO))
    event.add("summary", words("calendar.summary"))
    event.add("description", words("calendar.description", {"number": booking.number}))
    event.add("location", words("calendar.location"))
    event.add("class", "PRIVATE")
    event.add("status", "CONFIRMED" if booking.state in WITH_OUTCOME else STATUS.get(booking.state, "CANCELLED"))
    file = Calendar()
    file.add("prodid", "-//Madoguchi//JA")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add_component(event)
    file.add_missing_timezones()
    written: bytes = file.to_ical()
    return written

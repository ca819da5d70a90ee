"""What the notices say to staff: one line to their LINE group, with nothing personal in it, or a mail."""

from datetime import datetime

from bot.booking.model import AGREED, Booking, State
from bot.booking.notices.gathering import gathered_kinds
from bot.booking.notices.notice import Kind, Notice
from bot.booking.offers import answer_by
from bot.booking.office import Office
from bot.booking.schedule.opening import TOKYO
from bot.booking.staff.staff_message import StaffMessage
from bot.dialogue.turn import Say
from bot.dialogue.words import Words
from bot.dialogue.words.dates import say_when
from bot.messages.flex import Message
from bot.messages.line import render


def group_messages(row: Notice, about: Booking | StaffMessage, words: Words, public_url: str) -> list[Message]:
    """Give the LINE messages to the group: what there is to do, when it came, where to look; or how many of each."""
    if row.gathers:
        return render((_gathered(row, about, words, public_url),), words)
    return render((Say("notices.staff_told.one", {"text": _told(row, about, words, public_url)}),), words)


def _gathered(row: Notice, about: Booking | StaffMessage, words: Words, public_url: str) -> Say:
    counts = [words(f"notices.staff_gathered.{kind}", {"count": count}) for kind, count in gathered_kinds(row).items()]
    items = {"items": "\n".join(counts), "place": _place(about, public_url)}
    if isinstance(about, StaffMessage):
        return Say("notices.staff_group.gathered_messages", items)
    values = {**items, "number": about.number, "when": _when(about, row.start)}
    return Say("notices.staff_group.gathered", values)


def webhook_text(row: Notice, about: Booking | StaffMessage, words: Words, public_url: str) -> str:
    """Give the text for the staff's chat: as for the LINE group, and of which consultation; nothing personal."""
    told = {"number": about.number, "when": _when(about)} if isinstance(about, Booking) else {}
    return _told(row, about, words, public_url, words("notices.staff_told.which", told) if told else "")


def _told(row: Notice, about: Booking | StaffMessage, words: Words, public_url: str, which: str = "") -> str:
    """Say what there is to do, of which consultation, when it came, and where."""
    text = words(f"notices.staff_group.{_name(row)}")
    return "\n".join(filter(None, (text, which, _came(row, about, words), _place(about, public_url))))


def _came(row: Notice, about: Booking | StaffMessage, words: Words) -> str:
    """Say when somebody asked, or when else it came; "" where nobody did anything."""
    if row.kind is Kind.STAFF_LAPSED:
        return ""
    is_request = isinstance(about, Booking) and row.kind in (Kind.STAFF_REQUEST, Kind.STAFF_EXPIRING)
    since = about.created if isinstance(about, Booking) and is_request else row.due
    return words(f"notices.staff_told.{'asked' if is_request else 'came'}", {"when": say_when(since.astimezone(TOKYO))})


def _place(about: Booking | StaffMessage, public_url: str) -> str:
    return f"{public_url}/staff/{'' if isinstance(about, Booking) else 'messages'}"


def staff_mail(row: Notice, about: Booking | StaffMessage, words: Words, office: Office) -> tuple[str, str]:
    """Give subject and body of a mail to staff."""
    waits_on = row.kind is Kind.STAFF_EXPIRING and isinstance(about, Booking) and AGREED in about.marks
    key = f"notices.staff_mail.{_name(row)}{'_agreed' if waits_on else ''}"
    values = _of_booking(about, office) if isinstance(about, Booking) else {}
    return words(f"{key}.subject", values), words(f"{key}.body", values)


def _of_booking(booking: Booking, office: Office) -> dict[str, str]:
    return {
        "number": booking.number,
        "when": _when(booking),
        "cut_off": say_when(answer_by(booking, office).astimezone(TOKYO)),
    }


def _when(booking: Booking, start: datetime | None = None) -> str:
    """Say when a consultation is, or all the times that are offered for it."""
    offered = booking.places if booking.state is State.OFFERED else ()
    return "・".join(map(say_when, offered)) or say_when(start or booking.start)


def _name(row: Notice) -> str:
    return row.kind.value.removeprefix("staff_")

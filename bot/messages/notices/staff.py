"""What the notices say to staff: one line to their LINE group, with nothing personal in it, or a mail."""

from bot.booking.model import Booking, Notice
from bot.booking.notices.gathering import gathered_kinds
from bot.booking.offers import runs_out
from bot.booking.office import Office
from bot.booking.opening import TOKYO
from bot.booking.staff.staff_message import StaffMessage
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Say
from bot.dialogue.words import Words
from bot.messages.flex import Message
from bot.messages.line import render


def group_messages(row: Notice, about: Booking | StaffMessage, words: Words) -> list[Message]:
    """Give the LINE messages to the group; of several, how many there are, and the number of what is nearest."""
    return render((_gathered(row, about, words) if row.gathers else Say(f"notices.staff_group.{_name(row)}"),), words)


def _gathered(row: Notice, about: Booking | StaffMessage, words: Words) -> Say:
    counts = [words(f"notices.staff_gathered.{kind}", {"count": count}) for kind, count in gathered_kinds(row).items()]
    items = {"items": "\n".join(counts)}
    if isinstance(about, StaffMessage):
        return Say("notices.staff_group.gathered_messages", items)
    values = {**items, "number": about.number, "when": say_when(row.start or about.start)}
    return Say("notices.staff_group.gathered", values)


def webhook_text(row: Notice, about: Booking | StaffMessage, words: Words, public_url: str) -> str:
    """Give the text for the staff's chat: what there is to do, of which consultation, and where; nothing personal."""
    text = words(f"notices.staff_group.{_name(row)}")
    told = {"number": about.number, "when": say_when(about.start)} if isinstance(about, Booking) else {}
    which = words("notices.staff_webhook.which", told) if told else ""
    place = f"{public_url}/staff/{'' if told else 'messages'}"
    return "\n".join(filter(None, (text, which, place)))


def staff_mail(row: Notice, about: Booking | StaffMessage, words: Words, office: Office) -> tuple[str, str]:
    """Give subject and body of a mail to staff."""
    key = f"notices.staff_mail.{_name(row)}"
    values = _of_booking(about, office) if isinstance(about, Booking) else {}
    return words(f"{key}.subject", values), words(f"{key}.body", values)


def _of_booking(booking: Booking, office: Office) -> dict[str, str]:
    return {
        "number": booking.number,
        "when": say_when(booking.start),
        "cut_off": say_when(runs_out(booking, office).astimezone(TOKYO)),
    }


def _name(row: Notice) -> str:
    return row.kind.value.removeprefix("staff_")

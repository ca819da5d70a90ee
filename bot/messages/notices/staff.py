"""What the notices say to staff: one line to their LINE group, with nothing personal in it, or a mail."""

from bot.booking.model import Booking, Notice
from bot.booking.notices.gathering import gathered_kinds
from bot.booking.offers import runs_out
from bot.booking.office import Office
from bot.booking.opening import TOKYO
from bot.dialogue.reading import say_when
from bot.dialogue.turn import Say
from bot.dialogue.words import Words
from bot.messages.line import Message, render


def group_messages(row: Notice, booking: Booking, words: Words) -> list[Message]:
    """Give the LINE messages to the group; of several, how many there are, and the number of what is nearest."""
    return render((_gathered(row, booking, words) if row.gathers else Say(f"notices.staff_group.{_name(row)}"),), words)


def _gathered(row: Notice, booking: Booking, words: Words) -> Say:
    counts = [words(f"notices.staff_gathered.{kind}", {"count": count}) for kind, count in gathered_kinds(row).items()]
    values = {"items": "\n".join(counts), "number": booking.number, "when": say_when(row.start or booking.start)}
    return Say("notices.staff_group.gathered", values)


def staff_mail(row: Notice, booking: Booking, words: Words, office: Office) -> tuple[str, str]:
    """Give subject and body of a mail to staff."""
    key = f"notices.staff_mail.{_name(row)}"
    values = {
        "number": booking.number,
        "when": say_when(booking.start),
        "cut_off": say_when(runs_out(booking, office).astimezone(TOKYO)),
    }
    return words(f"{key}.subject", values), words(f"{key}.body", values)


def _name(row: Notice) -> str:
    return row.kind.value.removeprefix("staff_")

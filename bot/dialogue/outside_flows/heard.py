"""What a text comes to that is no answer to an open question."""

from dataclasses import dataclass

from bot.booking.model import DayNote
from bot.dialogue.incoming import Incoming
from bot.dialogue.reading import contains_my_number
from bot.dialogue.route import Command
from bot.dialogue.turn import Facts, NoteTry, Say


@dataclass(frozen=True)
class Heard:
    """What is said, with at most a note for staff; or the command that is done, with the day and time that were named.

    With neither, the open question only comes back.
    """

    says: tuple[Say, ...] = ()
    effect: NoteTry | None = None
    command: Command | None = None
    when: str = ""


def note_of(incoming: Incoming, facts: Facts, about: str, detail: str = "") -> DayNote:
    """Make the note of a text; a number that must not be kept is left out with all the rest."""
    text = "" if contains_my_number(incoming.text) else incoming.text.strip()
    return DayNote(min(incoming.at, facts.now), about, detail, text, message_id=incoming.message_id)

"""Which of the words that work anywhere a text is, if any. The words stand in messages_ja/commands.toml."""

import re
from enum import StrEnum

from bot.booking.text import compatible
from bot.dialogue.words import Words


class Command(StrEnum):
    """What a seeker can ask for at any point."""

    BOOK = "book"
    STATUS = "status"
    CHANGE = "change"
    CANCEL = "cancel"
    BACK = "back"
    QUIT = "quit"
    RESTART = "restart"
    RESUME = "resume"
    HELP = "help"
    PHONE = "phone"
    RECORD = "record"
    LATE = "late"
    JOIN = "join"
    READY = "ready"
    THANKS = "thanks"
    ERASE = "erase"
    WAIT = "wait"
    LEAVE = "leave"
    TAKE = "take"
    DECLINE = "decline"
    EASY = "easy"
    ORDINARY = "ordinary"


# The order in which a wish inside a longer sentence is looked for: 「予約を変更したい」 is about changing.
IN_A_SENTENCE = (
    Command.EASY,
    Command.ORDINARY,
    Command.LATE,
    Command.LEAVE,
    Command.WAIT,
    Command.CANCEL,
    Command.CHANGE,
    Command.STATUS,
    Command.PHONE,
    Command.BOOK,
)
STYLES = frozenset({Command.EASY, Command.ORDINARY})
_READING = re.compile(r"\([^()]*\)$")  # a reading or an explanation after the word, as on the buttons
_EDGES = re.compile(r"^[\s「『]++|(?<![\s。．.!！?？、」』])[\s。．.!！?？、」』]++$")


def command_of(text: str, words: Words) -> Command | None:
    """Give the command that a text is, word for word."""
    said = _folded(text)
    meant = {said, _READING.sub("", said)}
    return next((command for command in Command if meant & {*_spellings(command, words)}), None)


def wish_in(text: str, words: Words) -> Command | None:
    """Give the command that a sentence speaks of; for use only where no question is open."""
    said = _folded(text)
    for command in (*IN_A_SENTENCE, Command.THANKS):
        if any(word in said for word in _in_a_sentence(command, words)):
            return command
    return None


def style_in(text: str, words: Words) -> Command | None:
    """Give the style of words that a sentence asks for."""
    said = _folded(text)
    return next((style for style in STYLES if any(word in said for word in _in_a_sentence(style, words))), None)


def _in_a_sentence(command: Command, words: Words) -> tuple[str, ...]:
    """Give the words that tell a command; 「やさしく」 inside a sentence is no wish for other words."""
    return _said(command, words) if command in STYLES else (*_spellings(command, words), *_said(command, words))


def _said(command: Command, words: Words) -> tuple[str, ...]:
    key = f"commands.said.{command.value}"
    return tuple(words(key).split("|")) if key in words else ()


def _spellings(command: Command, words: Words) -> tuple[str, ...]:
    return tuple(words(f"commands.{command.value}").split("|"))


def _folded(text: str) -> str:
    return _EDGES.sub("", compatible(text).strip()).casefold()

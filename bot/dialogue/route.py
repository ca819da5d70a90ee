"""Which of the words that work anywhere a text is, if any. The words stand in messages_ja/commands.toml."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from bot.booking.text import compatible
from bot.dialogue.words import Words


class Command(StrEnum):
    """What a seeker can ask for at any point."""

    BOOK = "book"
    STATUS = "status"
    CHANGE = "change"
    CANCEL = "cancel"
    CHANGE_OR_CANCEL = "change_or_cancel"
    CORRECT = "correct"
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
    MESSAGE = "message"


LATELY = 32  # texts that are kept folded: what each event needs and what it means are asked by several
_ORDER = tuple(Command)
STYLES = frozenset({Command.EASY, Command.ORDINARY})
_READING = re.compile(r"\([^()]*\)$")  # a reading or an explanation after the word, as on the buttons
_EDGES = re.compile(r"^[\s「『]++|(?<![\s。．.!！?？、」』])[\s。．.!！?？、」』]++$")


def command_of(text: str, words: Words) -> Command | None:
    """Give the command that a text is, word for word."""
    said, commands = _folded(text), words.once(_commands)
    if not said.endswith(")"):  # as nearly always; each text is asked four times
        return commands.get(said)
    meant = (commands.get(said), commands.get(_READING.sub("", said)))
    return min(filter(None, meant), key=_ORDER.index, default=None)


def _commands(words: Words) -> Mapping[str, Command]:
    """Give the command that each word stands for; the first of those that share one."""
    spelt = ((one, command) for command in reversed(_ORDER) for one in words(f"commands.{command.value}").split("|"))
    return dict(spelt)


@lru_cache(LATELY)
def _folded(text: str) -> str:
    return _EDGES.sub("", compatible(text).strip()).casefold()

"""What the rules of the service forbid, in the words that staff read."""

from pathlib import Path

from bot.adapters.files.office_file import load_office
from bot.cli.environment import environment
from bot.errors import RefusedError
from bot.messages.catalogue import load_words
from bot.messages.error_words import ANYWHERE, IN_CONSOLE, error_in_words
from bot.settings import from_environ


def in_words(error: RefusedError) -> str:
    """Put an error into words."""
    settings = from_environ(environment())
    words = load_words(load_office(Path(settings.office_file)), own=settings.own_texts)
    return error_in_words(words, error, ANYWHERE, IN_CONSOLE)

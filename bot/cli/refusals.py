"""What the rules of the service forbid, in the words that staff read."""

from pathlib import Path

from bot.adapters.files.office_file import load_office
from bot.cli.environment import environment
from bot.errors import RefusedError
from bot.messages.catalogue import load_words
from bot.settings import from_environ


def in_words(error: RefusedError) -> str:
    """Put a refusal into words."""
    settings = from_environ(environment())
    words = load_words(load_office(Path(settings.office_file)), own=settings.own_texts)
    key = f"staff.{error.code}"
    key = key if key in words else f"console.refused.{error.code}"
    values = dict(error.values)
    if "state" in values:
        values["state"] = words(f"staff.state.{values['state']}")
    return words(key, values) if key in words else error.code

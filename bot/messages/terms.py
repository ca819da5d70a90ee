"""Loads the versions of the terms of use in messages_ja/terms/, each named after the day it takes effect."""

from importlib.resources.abc import Traversable

from bot.booking.office import Office
from bot.dialogue.terms import Terms
from bot.messages.catalogue import FOLDER, common_values


def load_terms(office: Office, folder: Traversable = FOLDER / "terms") -> tuple[Terms, ...]:
    """Read every version, oldest first, with the office's own data filled in."""
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    values = common_values(office)
    return tuple(Terms(file.name.removesuffix(".md"), file.read_text("utf-8").format_map(values)) for file in files)

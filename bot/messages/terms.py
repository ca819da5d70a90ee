"""Loads the versions of the terms of use in messages_ja/terms/, each named after the day it takes effect.

easy/ holds the editions in やさしい日本語 under the same names.
"""

from collections.abc import Mapping
from importlib.resources.abc import Traversable

from bot.booking.office import Office
from bot.dialogue.terms import Terms
from bot.messages.catalogue import FOLDER, common_values


def load_terms(office: Office, folder: Traversable = FOLDER / "terms") -> tuple[Terms, ...]:
    """Read every version, oldest first, with the office's own data filled in."""
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    values = common_values(office)
    return tuple(
        Terms(file.name.removesuffix(".md"), _filled(file, values), easy=_filled(folder / "easy" / file.name, values))
        for file in files
    )


def _filled(file: Traversable, values: Mapping[str, str]) -> str:
    """Give a text with the office's data, "" where there is no such file."""
    return file.read_text("utf-8").format_map(values) if file.is_file() else ""

"""Loads messages_ja/understanding/: the words by which a typed text is understood. An office adds files of its own."""

import tomllib
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.dialogue.understanding import Lexicon
from bot.errors import SettingsError
from bot.messages.texts import FOLDER, toml_files
from bot.messages.toml_file import read_toml

UNDERSTANDING = "understanding"


@cache
def shared_lexicon(own: Path | None = None) -> Lexicon:
    """Give the words of the office, read once for a process; who forks asks for them before."""
    return load_lexicon(own / UNDERSTANDING if own else None)


def load_lexicon(own: Path | None = None, folder: Traversable = FOLDER / UNDERSTANDING) -> Lexicon:
    """Read every *.toml of the folder in the order of the names, then those that an office adds in its `own`."""
    shipped = [tomllib.loads(file.read_text("utf-8")) for file in toml_files(folder)]
    if own is None:
        return Lexicon.of(shipped)
    added = [read_toml(file) for file in sorted(own.glob("*.toml"))]
    try:
        return Lexicon.of((*shipped, *added))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{own} の書き方を確かめてください: {error}") from None

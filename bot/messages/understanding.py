"""Loads messages_ja/understanding/: the words by which a typed text is understood. An office adds files of its own."""

import tomllib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.dialogue.understanding import Lexicon

FOLDER: Traversable = files("messages_ja") / "understanding"


@cache
def shared_lexicon() -> Lexicon:
    """Give the words of the office, read once for a process; who forks asks for them before."""
    return load_lexicon()


def load_lexicon(folder: Traversable = FOLDER) -> Lexicon:
    """Read every *.toml of the folder in the order of the names."""
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return Lexicon.of(tomllib.loads(file.read_text("utf-8")) for file in found)

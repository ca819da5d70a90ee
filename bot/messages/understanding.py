"""Loads messages_ja/understanding/: the words by which a typed text is understood. An office adds files of its own."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from itertools import chain
from pathlib import Path

from bot.dialogue.understanding import Label, Labelled, Lexicon, Stage
from bot.dialogue.understanding.lexicon import examples_in
from bot.errors import SettingsError
from bot.messages.learnt_file import unpacked
from bot.messages.texts import FOLDER, toml_files
from bot.messages.toml_file import read_toml, read_utf8

UNDERSTANDING = "understanding"
LEARNT = "learnt.json.gz"  # what `make learn` makes of the phrases that we ship
ANYWHERE = "*"  # in place of a stage


@cache
def shared_lexicon(own: Path | None = None) -> Lexicon:
    """Give the words of the office, read once for a process; who forks asks for them before."""
    return load_lexicon(own / UNDERSTANDING if own else None)


def load_lexicon(own: Path | None = None, folder: Traversable = FOLDER / UNDERSTANDING) -> Lexicon:
    """Read every *.toml of the folder in the order of the names, then those that an office adds in its `own`.

    What was learnt of our phrases is read; what an office adds is learnt now.
    """
    shipped = [tomllib.loads(file.read_text("utf-8")) for file in toml_files(folder)]
    learnt, _ = unpacked((folder / LEARNT).read_bytes())
    if own is None:
        return Lexicon.of(shipped).having_learnt(learnt)
    added = [read_toml(file) for file in sorted(own.glob("*.toml"))]
    try:
        examples = chain.from_iterable(map(examples_in, added))
        lines = chain.from_iterable(_phrases_in(file.name, read_utf8(file)) for file in sorted(own.glob("*.tsv")))
        return Lexicon.of((*shipped, *added)).having_learnt(learnt, chain(examples, lines))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"{own} の書き方を確かめてください: {error}") from None


def lists_of(folder: Traversable = FOLDER / UNDERSTANDING) -> Mapping[str, list[Labelled]]:
    """Give the labelled phrases of each file that we ship: the lines of *.tsv, and the examples of *.toml."""
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".tsv")), key=lambda file: file.name)
    lists = {file.name: list(_phrases_in(file.name, file.read_text("utf-8"))) for file in files}
    examples = {file.name: list(examples_in(tomllib.loads(file.read_text("utf-8")))) for file in toml_files(folder)}
    return {name: phrases for name, phrases in (lists | examples).items() if phrases}


def _phrases_in(name: str, content: str) -> Iterator[Labelled]:
    """Read lines of stage (or *), label and phrase, with a tab between them; # begins a remark."""
    for number, line in enumerate(content.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            stage, label, text = line.split("\t")
            yield Labelled(Label.of(label), text, None if stage == ANYWHERE else Stage(stage))
        except ValueError as error:
            raise ValueError(f"{name} {number}行目: {error}") from error

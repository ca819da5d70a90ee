"""The words by which intentions are known, prepared once from the tables of messages_ja/understanding/."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.dialogue.understanding.courtesy import Courtesy
from bot.dialogue.understanding.cues import Cue, CueReader
from bot.dialogue.understanding.folding import Spelling
from bot.dialogue.understanding.intentions import Intention
from bot.dialogue.understanding.meaning import Candidate
from bot.dialogue.understanding.nearest import Nearest

SPECIAL = frozenset({"spelling", "lists", "courtesy"})
Table = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One meaning: an intention, what it is about, a value, and its cues."""

    meant: Candidate
    value: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Lexicon:
    """All that texts are compared with."""

    spelling: Spelling
    courtesy: Courtesy
    entries: tuple[Entry, ...]
    nearest: Nearest

    @classmethod
    def of(cls, tables: Iterable[Table]) -> "Lexicon":
        """Prepare it; a later table adds to the earlier ones."""
        every = list(tables)
        spelling = Spelling.of(_merged(every, "spelling"))
        reader = CueReader(spelling, _merged(every, "lists"))
        courtesy = Courtesy.of({kind: _lines(text) for kind, text in _merged(every, "courtesy").items()}, spelling)
        sections = [section for table in every for section in _sections(table)]
        entries = tuple(Entry(meant, value, tuple(map(reader.read, cues))) for meant, value, cues, _ in sections)
        examples = [(meant, spelling.fold(line)) for meant, _, _, lines in sections for line in lines]
        return cls(spelling, courtesy, entries, Nearest.of(examples))


def _merged(tables: Iterable[Table], name: str) -> dict[str, str]:
    """Give a special table of all files; a list that stands in two is both."""
    found: dict[str, str] = {}
    for table in tables:
        for key, text in table.get(name, {}).items():
            between = "" if name == "spelling" else "|" if name == "lists" else "\n"
            found[key] = f"{found[key]}{between}{text}" if key in found and between else text
    return found


def _sections(table: Table) -> Iterator[tuple[Candidate, str, list[str], list[str]]]:
    for intention, section in table.items():
        if intention not in SPECIAL:
            for path, leaf in _leaves((), section):
                about, value = (*path, "", "")[:2]
                meant = Candidate(Intention(intention), about)
                yield meant, value, _lines(leaf.get("cues", "")), _lines(leaf.get("examples", ""))


def _leaves(path: tuple[str, ...], section: Table) -> Iterator[tuple[tuple[str, ...], Table]]:
    if "cues" in section or "examples" in section:
        yield path, section
    for name, inner in section.items():
        if isinstance(inner, Mapping):
            yield from _leaves((*path, name), inner)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

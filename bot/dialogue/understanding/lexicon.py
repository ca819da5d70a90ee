"""The words by which intentions are known, prepared once from the tables of messages_ja/understanding/."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.understanding.courtesy import Courtesy
from bot.dialogue.understanding.cues import Cue, CueReader
from bot.dialogue.understanding.folding import Sentence, Spelling, sentences_of
from bot.dialogue.understanding.intentions import Intention, Stage
from bot.dialogue.understanding.learning import with_more
from bot.dialogue.understanding.learnt import Label, Learnt, Phrase
from bot.dialogue.understanding.meaning import Candidate
from bot.dialogue.understanding.slips import Slips

SPECIAL = frozenset({"spelling", "lists", "courtesy", "slips"})
Table = Mapping[str, Any]


@dataclass(frozen=True)
class Labelled:
    """A phrase as somebody may write it, and what it means; said anywhere, or where the talk stands so."""

    label: Label
    text: str
    stage: Stage | None = None


@dataclass(frozen=True)
class Entry:
    """One meaning: an intention, what it is about, a value, and its cues."""

    meant: Candidate
    value: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True)
class Index:
    """All cues, found by how their first part can begin, so that a text is compared with few of them."""

    cues: tuple[tuple[Entry, Cue], ...]
    by_head: Mapping[str, tuple[int, ...]]
    by_whole: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Index":
        """Prepare it."""
        cues = tuple((entry, cue) for entry in entries for cue in entry.cues)
        heads, wholes = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
        for place, (_, cue) in enumerate(cues):
            for whole in cue.whole:
                wholes[whole].append(place)
            for head in cue.parts[0].heads if cue.parts and not cue.whole else ():
                heads[head].append(place)
        return cls(cues, _fixed(heads), _fixed(wholes))

    def near(self, folded: str) -> list[tuple[Entry, Cue]]:
        """Give the cues that may stand in a sentence, in the order of the lists."""
        keys = {folded[place : place + size] for size in (1, 2) for place in range(len(folded))}
        places = {place for key in keys for place in self.by_head.get(key, ())}
        return [self.cues[place] for place in sorted(places)]

    def being(self, *wholes: str) -> list[tuple[Entry, Cue]]:
        """Give the cues that a whole text is, written in one of these ways."""
        places = {place for whole in wholes for place in self.by_whole.get(whole, ())}
        return [self.cues[place] for place in sorted(places)]


def _fixed(lists: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(places) for key, places in lists.items()}


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All that texts are compared with."""

    spelling: Spelling
    courtesy: Courtesy
    index: Index
    learnt: Learnt
    slips: Slips

    @classmethod
    def of(cls, tables: Iterable[Table]) -> "Lexicon":
        """Prepare it; a later table adds to the earlier ones."""
        every = list(tables)
        spelling = Spelling.of(_merged(every, "spelling"))
        reader = CueReader(spelling, _merged(every, "lists"))
        courtesy = Courtesy.of({kind: _lines(text) for kind, text in _merged(every, "courtesy").items()}, spelling)
        sections = [section for table in every for section in _sections(table)]
        entries = tuple(Entry(meant, value, tuple(map(reader.read, cues))) for meant, value, cues, _ in sections)
        slips = Slips.of(_merged(every, "slips"))
        return cls(spelling, courtesy, Index.of(entries), Learnt(), slips)

    def having_learnt(self, learnt: Learnt, phrases: Iterable[Labelled] = ()) -> "Lexicon":
        """Give it with what was learnt, and with some phrases more."""
        return replace(self, learnt=with_more(learnt, map(self.phrase_of, phrases)))

    def phrase_of(self, labelled: Labelled) -> Phrase:
        """Fold a phrase as texts are folded before they are compared."""
        return Phrase(labelled.label, self.core_of(sentences_of(labelled.text, self.spelling)), labelled.stage)

    def core_of(self, sentences: Iterable[Sentence]) -> str:
        """Give sentences as one text without polite words at its edges, as the second reader reads it."""
        return self.courtesy.core("".join(f"{one.folded}?" if one.has_mark else one.folded for one in sentences))


def examples_in(table: Table) -> Iterator[Labelled]:
    """Give the examples of a table, as labelled phrases that are said anywhere."""
    return (Labelled(Label(meant), line) for meant, _, _, lines in _sections(table) for line in lines)


def _merged(tables: Iterable[Table], name: str) -> dict[str, str]:
    """Give a special table of all files; a list that stands in two is both."""
    found: dict[str, str] = {}
    for table in tables:
        for key, text in table.get(name, {}).items():
            between = {"spelling": "", "lists": "|", "slips": "|"}.get(name, "\n")
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

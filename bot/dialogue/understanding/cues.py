"""Cues: what a sentence must hold to mean something. They are written one a line in messages_ja/understanding/.

キャンセル              the sentence holds the word
体調|具合~悪|よくな     one of the first, then one of the second, at most some particles between
ID|番号 + 教えて        both, in any order
遅れ + !返信|返事       the first, and none of the others
=大丈夫                 the text is this and polite words only
なの$                   the sentence ends with the word
@today|begun + 無理     only where the talk stands there
{cancel}~したい         a word of a named list
turned + 予約           only where it is negated, asked about or reported
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from bot.dialogue.understanding.folding import Spelling, fold_kana
from bot.dialogue.understanding.intentions import GROUPS, Stage

GAP = fold_kana(
    r"(?:の方|の人|の所|ところ|さん|さま|様|ば|し|は|を|が|の|に|も|で|と|へ|、|って|とか|お|ご|まだ|また|もう|一度|再度|ちょっと|少し|なんか|全然|ぜんぜん|から|より|だけ|は?どうしても|どう|して|ね){0,4}"
)
NAMED = re.compile(r"\{([a-z_]+)\}")
ANYWHERE = frozenset(Stage)
Span = tuple[int, int]


@dataclass(frozen=True)
class Part:
    """One thing that a sentence must hold: a word of each step, with at most some particles between."""

    steps: tuple[tuple[str, ...], ...]

    @property
    def heads(self) -> frozenset[str]:
        """Give the one or two characters it can begin with."""
        return frozenset(word[:2] for word in self.steps[0])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Give its pattern, made at its first use: to make all 1,900 at once took a quarter of a start."""
        return re.compile(GAP.join("(?:" + "|".join(map(_source, _longest_first(words))) + ")" for words in self.steps))

    def find(self, folded: str) -> Span | None:
        """Give where it stands first."""
        found = self.pattern.search(folded)
        return found.span() if found else None


@dataclass(frozen=True)
class Cue:
    """One line of a list of cues."""

    parts: tuple[Part, ...]
    without: tuple[Part, ...] = ()
    stages: frozenset[Stage] = ANYWHERE
    whole: frozenset[str] = frozenset()
    turned: bool = False

    def spans(self, folded: str, stage: Stage) -> list[tuple[Span, ...]]:
        """Give each place of its first part in a sentence, with those of the others; none when it does not apply."""
        if stage not in self.stages or self.whole:
            return []
        others = [part.find(folded) for part in self.parts[1:]]
        if not all(others) or any(part.find(folded) for part in self.without):
            return []
        rest = tuple(span for span in others if span)
        return [(found.span(), *rest) for found in self.parts[0].pattern.finditer(folded)]


@dataclass(frozen=True)
class CueReader:
    """Reads the lines."""

    spelling: Spelling
    lists: Mapping[str, str]

    @cached_property
    def _fold(self) -> Callable[[str], str]:
        return cache(self.spelling.fold)  # a list's words stand in many lines

    def read(self, line: str) -> Cue:
        """Read one line."""
        parts: list[Part] = []
        without: list[Part] = []
        stages, whole, turned = ANYWHERE, frozenset[str](), False
        for piece in filter(None, (piece.strip() for piece in line.split(" + "))):
            if piece == "turned":
                turned = True
            elif piece.startswith("@"):
                stages = _stages(piece[1:])
            elif piece.startswith("="):
                whole = frozenset(map(self._fold, self._words(piece[1:])))
            elif piece.startswith("!"):
                without.append(self._part(piece[1:]))
            else:
                parts.append(self._part(piece))
        return Cue(tuple(parts), tuple(without), stages, whole, turned)

    def _part(self, piece: str) -> Part:
        return Part(tuple(tuple(filter(None, map(self._fold, self._words(step)))) for step in piece.split("~")))

    def _words(self, step: str) -> list[str]:
        expanded = NAMED.sub(lambda name: self.lists[name[1]], step)
        return [word for word in expanded.split("|") if word]


def _source(word: str) -> str:
    """Give the pattern of a word; one that ends with "$" ends the sentence, but for its question mark."""
    return rf"{re.escape(word[:-1])}(?=\??$)" if word.endswith("$") else re.escape(word)


def _longest_first(words: tuple[str, ...]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


def _stages(names: str) -> frozenset[Stage]:
    found: set[Stage] = set()
    for name in names.split("|"):
        found |= GROUPS.get(name) or {Stage(name)}
    return frozenset(found)

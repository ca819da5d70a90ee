"""Polite words: set aside first, so that they swallow nothing; thanks is what is left when nothing else is said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.understanding.folding import Sentence, Spelling
from bot.dialogue.understanding.intentions import BOOKED, NONE_NEEDED, YES_OR_NO, Intention, Stage, Sureness
from bot.dialogue.understanding.meaning import NOT_UNDERSTOOD, Candidate, Meaning

# What can be taken from the edges of a text without a loss; the words of the other kinds answer.
EDGES = ("polite", "thanks", "greeting", "filler")
UNSURE = Meaning(sureness=Sureness.UNSURE, candidates=(Candidate(Intention.YES), Candidate(Intention.NO)))


@dataclass(frozen=True)
class Courtesy:
    """Polite and short words by kind, as they are compared, grouped by a character at the edge, the longest first."""

    kinds: Mapping[str, str]
    longest: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, tuple[str, ...]]
    tails: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, lists: Mapping[str, Sequence[str]], spelling: Spelling) -> "Courtesy":
        """Prepare the lists."""
        folded = ((spelling.fold(word), kind) for kind, words in lists.items() for word in words)
        kinds = {word: kind for word, kind in folded if word}
        edges = [word for word, kind in kinds.items() if kind in EDGES]
        return cls(kinds, _grouped(kinds, 0), _grouped(edges, 0), _grouped(edges, -1))

    def kinds_of(self, folded: str) -> frozenset[str]:
        """Give the kinds of the words that a text is made of wholly; nothing when there is anything else in it."""
        found, place = set(), 0
        while place < len(folded):
            word = next((one for one in self.longest.get(folded[place], ()) if folded.startswith(one, place)), "")
            if not word:
                return frozenset()
            found.add(self.kinds[word])
            place += len(word)
        return frozenset(found)

    def core(self, folded: str) -> str:
        """Give a text without the polite words at its edges; all of it when nothing else is there."""
        left = folded
        while left:
            head = next((word for word in self.heads.get(left[0], ()) if left.startswith(word)), "")
            rest = left[len(head) :]
            tail = next((word for word in self.tails.get(rest[-1:], ()) if rest.endswith(word)), "")
            if not head and not tail:
                return left
            left = rest[: len(rest) - len(tail)]
        return folded


def _grouped(words: Iterable[str], place: int) -> dict[str, tuple[str, ...]]:
    """Group words by their first or last character, the longest first."""
    found = defaultdict[str, list[str]](list)
    for word in sorted(words, key=len, reverse=True):
        found[word[place]].append(word)
    return {char: tuple(group) for char, group in found.items()}


def short_answer(sentences: Sequence[Sentence], courtesy: Courtesy, stage: Stage) -> Meaning | None:
    """Give what a text of polite words, yes or no means; None when it says anything else."""
    found = [courtesy.kinds_of(sentence.folded) for sentence in sentences]
    if not found or not all(found):
        return None
    kinds = frozenset[str]().union(*found) - {"filler"}
    if "refusal" in kinds:  # of what is asked at some questions only
        if stage not in YES_OR_NO:
            return None
        kinds = kinds - {"refusal"} | {"no"}
    if "day" in kinds and (stage not in BOOKED or kinds <= {"day", "polite"} or "no" in kinds):
        return None
    asks = any(sentence.has_mark or sentence.folded.endswith(("か", "かな")) for sentence in sentences)
    if asks and kinds - {"greeting", "polite", "thanks"}:
        return None
    return _answered(kinds, stage) or _polite(kinds)


def _answered(kinds: frozenset[str], stage: Stage) -> Meaning | None:
    says_no, fine = "no" in kinds, "fine" in kinds
    if stage in NONE_NEEDED and (kinds & {"none", "no"} or (fine and "yes" not in kinds)):
        return Meaning(Intention.NONE, stage.value)
    if says_no:
        return UNSURE if fine or "agree" in kinds else Meaning(Intention.NO)
    if "none" in kinds:
        return Meaning(Intention.NONE, stage.value)
    if "yes" in kinds or (stage in YES_OR_NO and kinds & {"agree", "fine"}):
        return Meaning(Intention.YES)
    return None


def _polite(kinds: frozenset[str]) -> Meaning:
    if kinds & {"thanks", "agree", "fine"}:
        return Meaning(Intention.THANKS)
    return Meaning(Intention.GREETING) if kinds & {"greeting", "polite"} else NOT_UNDERSTOOD

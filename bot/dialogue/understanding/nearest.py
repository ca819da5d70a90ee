"""The nearest examples by pieces of one to three characters: they offer candidates where no rule knows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import log, sqrt

from bot.dialogue.understanding.meaning import Candidate

LONGEST_COMPARED = 80  # characters that are looked at
Grams = Mapping[str, float]


@dataclass(frozen=True)
class Nearest:
    """The examples by the pieces that they hold, with the weight of each; those of one meaning stand together."""

    postings: Mapping[str, tuple[tuple[int, float], ...]]
    weights: Mapping[str, float]
    places: Mapping[Candidate, slice]

    @classmethod
    def of(cls, examples: Iterable[tuple[Candidate, str]]) -> "Nearest":
        """Fit it to the examples, folded as texts are."""
        texts: dict[Candidate, list[str]] = defaultdict(list)
        for candidate, text in examples:
            texts[candidate].append(text)
        counts = [_grams(text) for some in texts.values() for text in some]
        ends = accumulate(len(some) for some in texts.values())
        places = {one: slice(end - len(some), end) for (one, some), end in zip(texts.items(), ends, strict=True)}
        seen = Counter(gram for one in counts for gram in one)
        weights = {gram: log((1 + len(counts)) / (1 + number)) + 0.1 for gram, number in seen.items()}
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, one in enumerate(counts):
            for gram, weight in _weighted(one, weights).items():
                postings[gram].append((place, weight))
        return cls({gram: tuple(found) for gram, found in postings.items()}, weights, places)

    def ranked(self, folded: str) -> list[tuple[Candidate, float]]:
        """Give what a text may mean, the nearest first, each with its likeness from 0 to 1."""
        scores = [0.0] * max((one.stop for one in self.places.values()), default=0)
        for gram, weight in _weighted(_grams(folded[:LONGEST_COMPARED]), self.weights).items():
            for place, other in self.postings.get(gram, ()):
                scores[place] += weight * other
        best = ((candidate, max(scores[places])) for candidate, places in self.places.items())
        return sorted((one for one in best if one[1]), key=lambda one: -one[1])


def _grams(text: str) -> Counter[str]:
    edged = f"^{text}$"
    return Counter(edged[place : place + size] for size in (1, 2, 3) for place in range(len(edged) - size + 1))


def _weighted(counts: Mapping[str, int], weights: Mapping[str, float]) -> dict[str, float]:
    found = {gram: (1 + log(number)) * weights[gram] * len(gram) for gram, number in counts.items() if gram in weights}
    norm = sqrt(sum(weight * weight for weight in found.values())) or 1.0
    return {gram: weight / norm for gram, weight in found.items()}

"""The second reader, learnt from labelled phrases: how likely each meaning is, by pieces of one and two characters."""

import sys
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log, sqrt

from bot.dialogue.understanding.intentions import Intention, Stage
from bot.dialogue.understanding.meaning import Candidate

LONGEST_READ = 80  # characters that are looked at
SIZES = (1, 2)  # characters of a piece
OF_A_STAGE = 4.5  # the weight of the piece that stands for a stage
FIELD = 8  # bytes of a label in a row's number
FIXED = 1 << 8  # of a weight in such a field
LIFTED = 1 << 15  # steps by which all weights of a row are lifted, so that none is below 0
FINE = 1 << 32  # by which a piece's own weight is multiplied
NONE = "none"  # labels what is to be understood as nothing
TURNS = {"neg": "negated", "asked": "asked", "reported": "reported"}


@dataclass(frozen=True)
class Label:
    """What a phrase means, and what turns it: "negated", "asked", "reported"."""

    meant: Candidate
    turned: str = ""

    @classmethod
    def of(cls, written: str) -> "Label":
        """Read it as it is written before a phrase: "question.cost", "cancel!asked", "none"."""
        named, _, turn = written.partition("!")
        intention, _, about = named.partition(".")
        if turn and turn not in TURNS:
            raise ValueError(f"{written}: behind ! stands one of {', '.join(TURNS)}")
        meant = Candidate(Intention.UNKNOWN if intention == NONE else Intention(intention), about)
        return cls(meant, TURNS.get(turn, ""))

    @property
    def written(self) -> str:
        """Give it as it is written before a phrase."""
        named = NONE if self.meant.intention is Intention.UNKNOWN else self.meant.intention.value
        turn = next((f"!{short}" for short, turned in TURNS.items() if turned == self.turned), "")
        return f"{named}.{self.meant.about}{turn}" if self.meant.about else f"{named}{turn}"


@dataclass(frozen=True)
class Phrase:
    """A labelled phrase, folded as texts are; said anywhere, or where the talk stands so."""

    label: Label
    folded: str
    stage: Stage | None = None


@dataclass(frozen=True)
class Learnt:
    """For each piece a row of weights, one for each label, in steps of one size; and how rare the piece is."""

    labels: tuple[Label, ...] = ()
    rows: Mapping[str, Sequence[float]] = field(default_factory=dict)
    rarities: Mapping[str, float] = field(default_factory=dict)
    rarest: float = 1.0
    step: float = 1.0

    def ranked(self, folded: str, stage: Stage | None) -> list[tuple[Label, float]]:
        """Give what a text may mean, the likeliest first, each with its probability."""
        sums = self._sums(self.weighed(folded, stage))
        shares = shares_of(sums, self.step / (FINE * FIXED))
        order = sorted(range(len(sums)), key=sums.__getitem__, reverse=True)
        return [(self.labels[place], shares[place]) for place in order]

    def weighed(self, folded: str, stage: Stage | None) -> dict[str, float]:
        """Weigh the pieces of a text against each other; unknown ones take their share, so that less is certain."""
        every = {
            piece: (1 + log(number)) * self.rarities.get(piece, self.rarest)
            for piece, number in pieces_of(folded, stage).items()
        }
        norm = sqrt(sum(weight * weight for weight in every.values()))
        return {piece: weight / norm for piece, weight in every.items() if piece in self.rows}

    def _sums(self, weighed: Mapping[str, float]) -> Sequence[int]:
        """Add up the weights of all labels at once: those of a row are one number, with a field for each label.

        All are lifted by the same, which makes no label likelier than another.
        """
        number = sum(int(weight * FINE) * self._number_of(piece) for piece, weight in weighed.items())
        return array("Q", number.to_bytes(FIELD * len(self.labels), sys.byteorder))

    def _number_of(self, piece: str) -> int:
        number = self._numbers.get(piece)
        if number is None:
            fields = array("Q", [round((weight + LIFTED) * FIXED) for weight in self.rows[piece]])
            number = self._numbers[piece] = int.from_bytes(fields.tobytes(), sys.byteorder)
        return number

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {}


def shares_of(scores: Sequence[float], step: float) -> list[float]:
    """Make of the score of each label its probability."""
    top = max(scores, default=0.0)
    shares = [exp(step * (score - top)) for score in scores]
    whole = sum(shares)
    return [share / whole for share in shares]


def pieces_of(folded: str, stage: Stage | None) -> Counter[str]:
    """Take a text apart; where the talk stands is a piece, too."""
    edged = f"^{folded[:LONGEST_READ]}$"
    found = Counter(edged[place : place + size] for size in SIZES for place in range(len(edged) - size + 1))
    return found + Counter([f"@{stage}"] if stage else ())

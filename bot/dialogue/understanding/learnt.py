"""The second reader, learnt from labelled phrases: how likely each meaning is, by pieces of one and two characters."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt
from operator import add

from bot.dialogue.understanding.intentions import Intention, Stage
from bot.dialogue.understanding.meaning import Candidate

LONGEST_READ = 80  # characters that are looked at
SIZES = (1, 2)  # characters of a piece
OF_A_STAGE = 4.5  # the weight of the piece that stands for a stage
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
        shares = self.shares(self.weighed(folded, stage))
        order = sorted(range(len(shares)), key=shares.__getitem__, reverse=True)
        return [(self.labels[place], shares[place]) for place in order]

    def weighed(self, folded: str, stage: Stage | None) -> dict[str, float]:
        """Weigh the pieces of a text against each other; unknown ones take their share, so that less is certain."""
        every = {
            piece: (1 + log(number)) * self.rarities.get(piece, self.rarest)
            for piece, number in pieces_of(folded, stage).items()
        }
        norm = sqrt(sum(weight * weight for weight in every.values()))
        return {piece: weight / norm for piece, weight in every.items() if piece in self.rows}

    def shares(self, weighed: Mapping[str, float]) -> list[float]:
        """Give the probability of each label."""
        scores = [0.0] * len(self.labels)
        for piece, weight in weighed.items():
            scores = list(map(add, scores, map(weight.__mul__, self.rows[piece])))
        top = max(scores, default=0.0)
        shares = [exp(self.step * (score - top)) for score in scores]
        whole = sum(shares)
        return [share / whole for share in shares]


def pieces_of(folded: str, stage: Stage | None) -> Counter[str]:
    """Take a text apart; where the talk stands is a piece, too."""
    edged = f"^{folded[:LONGEST_READ]}$"
    found = Counter(edged[place : place + size] for size in SIZES for place in range(len(edged) - size + 1))
    return found + Counter([f"@{stage}"] if stage else ())

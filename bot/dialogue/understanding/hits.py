"""What the cues find in each sentence, with what turns its meaning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.dialogue.understanding.cues import Cue, Span
from bot.dialogue.understanding.folding import Sentence
from bot.dialogue.understanding.intentions import ASKS, EVENTS, ON_THE_DAY, Intention, Stage, rank
from bot.dialogue.understanding.lexicon import Entry, Lexicon
from bot.dialogue.understanding.meaning import Candidate
from bot.dialogue.understanding.scope import asks_plainly, is_asked, is_reported, negation

# Whose negation says nothing of what else stands in it.
DENIES_NOTHING = frozenset({Intention.BOOK, Intention.ANSWER})
# What only states something, and is negated by no word behind it.
STATED = frozenset({Intention.NONE, Intention.IN_TIME, Intention.DESPAIR})


@dataclass(frozen=True)
class Hit:
    """One cue found: what it means, where it stands, and what turns it; `of_here`: it stands for this stage alone."""

    meant: Candidate
    value: str
    spans: tuple[Span, ...]
    sentence: Sentence
    must_turn: bool = False
    of_here: bool = False
    negated_by: Span | None = None
    asked: bool = False
    reported: bool = False

    @property
    def size(self) -> int:
        """Give how many characters it rests on."""
        return sum(end - start for start, end in self.spans)

    @property
    def live(self) -> bool:
        """Say whether nothing turns it."""
        return self.negated_by is None and not self.asked and not self.reported


def hits_in(sentences: Sequence[Sentence], stage: Stage, lexicon: Lexicon) -> list[Hit]:
    """Give what is found in a text; the first to be heard stands first."""
    found: list[Hit] = []
    for sentence in sentences:
        every = list(_found(sentence, stage, lexicon))
        widest = [hit for hit in every if not any(_covers(other, hit, stage) for other in every)]
        turned = [hit for hit in map(_turned, widest) if not (hit.must_turn and hit.live) and not _is_idle(hit)]
        found += [hit for hit in turned if not _is_denied(hit, turned)]
    return sorted(found, key=lambda hit: (not hit.live, rank(hit.meant.intention, stage), not hit.of_here, -hit.size))


def near(sentences: Sequence[Sentence], lexicon: Lexicon) -> frozenset[Intention]:
    """Give the intentions of which a cue may stand in a text; no cue is looked for yet."""
    index, core = lexicon.index, lexicon.courtesy.core
    cues = (cue for one in sentences for cue in (*index.near(one.marked), *index.being(core(one.folded), one.folded)))
    return frozenset(entry.meant.intention for entry, _ in cues)


def _found(sentence: Sentence, stage: Stage, lexicon: Lexicon) -> Iterator[Hit]:
    """Give the best cue of each meaning that stands in a sentence."""
    best: dict[tuple[Candidate, str, int], Hit] = {}
    for entry, cue, spans in _matching(sentence, stage, lexicon):
        hit = Hit(entry.meant, entry.value, spans, sentence, cue.turned, cue.stages == {stage})
        key = (entry.meant, entry.value, spans[0][0])
        before = best.get(key)
        if not before or (hit.size, not hit.must_turn) > (before.size, not before.must_turn):
            best[key] = hit
    yield from best.values()


def _matching(sentence: Sentence, stage: Stage, lexicon: Lexicon) -> Iterator[tuple[Entry, Cue, tuple[Span, ...]]]:
    for entry, cue in lexicon.index.near(sentence.marked):
        for spans in cue.spans(sentence.marked, stage):
            yield entry, cue, spans
    core = lexicon.courtesy.core(sentence.folded)
    start = max(sentence.said.find(core), 0)
    for entry, cue in lexicon.index.being(core, sentence.folded):
        if stage in cue.stages:
            yield entry, cue, ((start, start + len(core)),)


def _covers(other: Hit, hit: Hit, stage: Stage) -> bool:
    """Say whether another hit rests on all of this one and on more: 「キャンセル料」 covers 「キャンセル」."""
    if other is hit or not all(
        _within((span,), one) or span in other.spans for span in hit.spans for one in [_over(other, span)]
    ):
        return False
    if stage in ON_THE_DAY and hit.meant.intention in EVENTS and other.meant.intention is Intention.QUESTION:
        return False  # what happens to somebody is told all the same
    if stage is Stage.PURPOSE and hit.meant.intention is Intention.ANSWER and other.meant.intention is Intention.BOOK:
        return False  # who asks for what he is booking names what for: 「話を聞いてほしい」
    if hit.meant.intention is Intention.ANSWER and other.meant.intention is Intention.QUESTION:
        return asks_plainly(hit.sentence)
    if other.size == hit.size:
        return rank(other.meant.intention, stage) < rank(hit.meant.intention, stage)
    return other.size > hit.size


def _over(other: Hit, span: Span) -> Span:
    return next((one for one in other.spans if one[0] <= span[0] and span[1] <= one[1]), (0, 0))


def _within(spans: Sequence[Span], span: Span) -> bool:
    return all(span[0] <= start and end <= span[1] for start, end in spans)


def _begins_in(spans: Sequence[Span], span: Span) -> bool:
    return all(span[0] <= start < span[1] for start, _ in spans)


def _is_denied(hit: Hit, turned: Sequence[Hit]) -> bool:
    """Say whether it begins in what denies another, or is an answer that is denied: 「面接の練習じゃなくて」."""
    answers = [one for one in turned if one.meant.intention is Intention.ANSWER and one.negated_by]
    same = any((one.meant, one.value) == (hit.meant, hit.value) for one in answers)
    return any(_begins_in(hit.spans, one.negated_by) for one in turned if one.negated_by and _denies(one, hit)) or (
        hit.live and same
    )


def _denies(other: Hit, hit: Hit) -> bool:
    """Say whether what negates another denies this: who does not stay away may be late, 「遅れて参加します」."""
    comes_late = (other.meant.intention, hit.meant.intention) == (Intention.ABSENT, Intention.LATE)
    return other.meant.intention not in DENIES_NOTHING and not comes_late


def _is_idle(hit: Hit) -> bool:
    """Say whether it states nothing, for it is only asked about: 「行けますか」."""
    return hit.meant.intention is Intention.IN_TIME and hit.asked


def _turned(hit: Hit) -> Hit:
    intention = hit.meant.intention
    if intention is Intention.NONE:
        return replace(hit, negated_by=negation(hit.sentence, hit.spans, intention))
    if intention in STATED:
        asked = intention is Intention.IN_TIME and is_asked(hit.sentence, hit.spans, intention)
        return replace(hit, asked=asked)
    if intention in ASKS or intention is Intention.ANSWER:
        return replace(
            hit,
            negated_by=negation(hit.sentence, hit.spans, intention)
            if intention in (Intention.HUMAN, Intention.ANSWER)
            else None,
            asked=intention is Intention.ANSWER and is_asked(hit.sentence, hit.spans, intention),
        )
    return replace(
        hit,
        negated_by=None if intention is Intention.EXCUSE else negation(hit.sentence, hit.spans, intention),
        asked=is_asked(hit.sentence, hit.spans, intention),
        reported=is_reported(hit.sentence, hit.spans, intention),
    )

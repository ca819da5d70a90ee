"""How the second reader learns: a phrase moves the weights of its pieces to its label as far as it was misread."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log
from operator import add
from zlib import crc32

from bot.dialogue.understanding.intentions import ASKING, Stage
from bot.dialogue.understanding.learnt import OF_A_STAGE, Learnt, Phrase, pieces_of, shares_of

RATES = (4.0, 3.0, 2.0, 1.0)  # how far each of the rounds over all phrases moves the weights
SOME_MORE = (2.0, 2.0, 2.0, 2.0, 2.0)  # the same for the few phrases that an office adds
FEWEST = 3  # phrases in which a piece must stand
SMALLEST = 0.004  # of a probability that was wrong; less moves nothing
QUESTIONS = sorted(ASKING)


def fitted(phrases: Sequence[Phrase]) -> Learnt:
    """Learn all phrases from nothing; what is said anywhere is learnt at an open question, too."""
    phrases = [*phrases, *(replace(one, stage=_some_question(one.folded)) for one in phrases if one.stage is None)]
    seen = Counter(piece for one in phrases for piece in pieces_of(one.folded, one.stage))
    rarities = {
        piece: OF_A_STAGE if piece[0] == "@" and len(piece) > 2 else log((1 + len(phrases)) / (1 + number)) + 0.3
        for piece, number in seen.items()
        if number >= FEWEST
    }
    labels = tuple(dict.fromkeys(one.label for one in phrases))
    fresh = Learnt(labels, {piece: [0.0] * len(labels) for piece in rarities}, rarities, log(1 + len(phrases)) + 0.3)
    return _taught(fresh, phrases, RATES)


def _some_question(folded: str) -> Stage:
    """Give for each text another open question: what only its own phrases stood for would be read into all texts."""
    return QUESTIONS[crc32(folded.encode()) % len(QUESTIONS)]


def with_more(learnt: Learnt, phrases: Iterable[Phrase]) -> Learnt:
    """Learn some phrases more, with what they hold of new labels and pieces."""
    more = list(phrases)
    if not more:
        return learnt
    labels = tuple(dict.fromkeys((*learnt.labels, *(one.label for one in more))))
    wider = [0.0] * (len(labels) - len(learnt.labels))
    pieces = dict.fromkeys(piece for one in more for piece in pieces_of(one.folded, one.stage))
    unknown = {piece: [0.0] * len(labels) for piece in pieces if piece not in learnt.rows}
    rows = {piece: [*row, *wider] for piece, row in learnt.rows.items()} | unknown
    rarities = {**learnt.rarities, **dict.fromkeys(unknown, learnt.rarest)}
    return _taught(replace(learnt, labels=labels, rows=rows, rarities=rarities), more, SOME_MORE)


def _taught(learnt: Learnt, phrases: Sequence[Phrase], rates: Iterable[float]) -> Learnt:
    """Go over the phrases once for each rate, in another order each time."""
    rows = {piece: list(row) for piece, row in learnt.rows.items()}
    moving, places = replace(learnt, rows=rows), {label: place for place, label in enumerate(learnt.labels)}
    weighed = [(moving.weighed(one.folded, one.stage), places[one.label], one.folded) for one in phrases]
    for number, rate in enumerate(rates):
        for pieces, right, _ in sorted(weighed, key=lambda one: crc32(f"{number}{one[2]}".encode())):
            scores = [0.0] * len(learnt.labels)
            for piece, weight in pieces.items():
                scores = list(map(add, scores, map(weight.__mul__, rows[piece])))
            wrong = shares_of(scores, learnt.step)
            wrong[right] -= 1
            moves = [(place, share * rate / learnt.step) for place, share in enumerate(wrong) if abs(share) > SMALLEST]
            for piece, weight in pieces.items():
                row = rows[piece]
                for place, move in moves:
                    row[place] -= weight * move
    return moving

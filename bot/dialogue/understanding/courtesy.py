"""Polite words: set aside first, so that they swallow nothing; thanks is what is left when nothing else is said."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.understanding.folding import Sentence, Spelling
from bot.dialogue.understanding.holding_back import is_forbidden, is_undecided
from bot.dialogue.understanding.intentions import BOOKED, NONE_NEEDED, ON_THE_DAY, YES_OR_NO, Intention, Stage, Sureness
from bot.dialogue.understanding.meaning import NOT_UNDERSTOOD, Candidate, Meaning

# What can be taken from the edges of a text without a loss; the words of the other kinds answer.
EDGES = ("polite", "thanks", "greeting", "calling", "filler")
OWN = "yes_"  # begins the kinds of words that are a yes to one question
OF_ALL = "all"  # 「全部」: a yes to the conditions, and with a no, one to every time that is offered
NONE_FITS = "none_fits"
TODAY = ("今日は", "本日は")
FINAL = frozenset({Stage.REVIEW, Stage.KNOWN, Stage.MOVING})  # where a day was chosen
REFUSED_AT = YES_OR_NO - {Stage.CANCELLING, Stage.MOVING}
ENDS_A_FLOW = ("yes_cancelling", "yes_moving")  # a yes at these cards; elsewhere they begin something
# Words that may be a yes, the vaguest last; what is told of a yes is the kind of its words, "" for a yes anywhere.
VAGUE = ("fine", "request", "agree", "good")
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
        return frozenset(self.kinds[word] for word in self._words_of(folded, 0, set()) or ())

    def _words_of(self, folded: str, place: int, dead: set[int]) -> list[str] | None:
        """Give the words from a place to the end, the longest first; `dead` are places from which none reach it."""
        if place == len(folded):
            return []
        for word in self.longest.get(folded[place], ()) if place not in dead else ():
            rest = self._words_of(folded, place + len(word), dead) if folded.startswith(word, place) else None
            if rest is not None:
                return [word, *rest]
        dead.add(place)
        return None

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


NO_WAVES = dict.fromkeys(map(ord, "〜~"))  # a vowel drawn out: 「ありがとう〜よろしく」
NOT_DRAWN = dict.fromkeys(map(ord, "〜~ー"))  # 「お願いしまーす」
MAY_BE_DRAWN = frozenset({"request", "thanks", "greeting", "calling", "polite", "filler"})

# No no, but that there is none: 「当てはまらないものはありません」.
NONE_THAT = re.compile(
    r"[いうるな](?:もの|項目|条件|点|ところ|所|こと|の)[はがも]?(?:特に|とくに|[一1]つも)?(?:な[いし]|ありません|ございません)"
)

MAKES_SURE = re.compile(r"よ[ねな]|やんね|っけ|つけ")  # 「明日ですよねよろしくお願いします」
ASKS = re.compile(r"か(?:な|も)?$")
# Where a yes does something, who only makes sure of it says none: 「それでいいですかね」, 「大丈夫ですよね」.
ASKS_FOR_IT = re.compile(
    r"(?:か(?:な|も|ね|い|しら|の)?|よ(?:ね|な)|(?:でしょ|だろ|やろ)う?)[あぁえぇのうー~〜]{0,3}[\s。、!！?？]{0,3}$"
)


def short_answer(sentences: Sequence[Sentence], courtesy: Courtesy, stage: Stage) -> Meaning | None:
    """Give what a text of polite words, yes or no means; None when it says anything else."""
    found = [_kinds_in(sentence, courtesy) for sentence in sentences]
    if not found or not all(found) or any(_says_more(*one, stage) for one in zip(sentences, found, strict=True)):
        return None
    if stage is Stage.ELIGIBLE and any(NONE_THAT.search(one.folded) for one in sentences):
        return None
    kinds = frozenset[str]().union(*found) - {"filler"}
    if "no" in kinds and any(one.folded.startswith(TODAY) for one in sentences):
        kinds = kinds - {"thanks"} | {"day"}  # 「今日は無理です」; elsewhere 「今日は」 is a word of thanks
    if "that_day" in kinds:
        kinds = kinds - {"that_day"} | {"yes_review" if stage in FINAL else "day"}
    if _means_something_else(kinds, stage):
        return None
    kinds = kinds - {"refusal"} | {"no"} if "refusal" in kinds else kinds
    tail = ASKS_FOR_IT if stage in YES_OR_NO else ASKS
    asks = any(sentence.has_mark or tail.search(sentence.folded) for sentence in sentences)
    if asks and kinds - {"greeting", "calling", "polite", "thanks"}:
        return None
    if stage is Stage.OFFERED and OF_ALL in kinds and kinds & {"no", "fits_not"}:
        return Meaning(Intention.NO, NONE_FITS)
    return _answered(kinds, stage) or _polite(kinds)


def _says_more(sentence: Sentence, kinds: frozenset[str], stage: Stage) -> bool:
    """Say whether words forbid, leave something open, or make sure of the day of a booking, and so are no courtesy."""
    makes_sure = stage in BOOKED and "day" in kinds and MAKES_SURE.search(sentence.folded)
    return bool(makes_sure) or is_forbidden(sentence.typed) or is_undecided(sentence.typed)


def _kinds_in(sentence: Sentence, courtesy: Courtesy) -> frozenset[str]:
    """Give the kinds of the words of a sentence; vowels may be drawn out in polite words: 「うーん」 is no 「うん」."""
    kinds = courtesy.kinds_of(sentence.folded.translate(NO_WAVES))
    drawn = courtesy.kinds_of(sentence.folded.translate(NOT_DRAWN))
    return kinds or (drawn if drawn <= MAY_BE_DRAWN else frozenset())


def _means_something_else(kinds: frozenset[str], stage: Stage) -> bool:
    """Say whether words that answer elsewhere mean something else here: on the day 「無理です」 is an absence."""
    says_day = "day" in kinds and (stage not in BOOKED or kinds <= {"day", "polite"} or "no" in kinds)
    fits_not = "fits_not" in kinds and not (stage is Stage.OFFERED and OF_ALL in kinds)
    refuses = "refusal" in kinds and stage not in REFUSED_AT
    cannot_come = kinds == {"no"} and (stage in ON_THE_DAY or stage is Stage.REASON)
    still_waits = stage is Stage.BEGUN and "awaited" in kinds and kinds <= {"awaited", "polite"}
    cannot_come = cannot_come or (stage in ON_THE_DAY and {"day", "none"} <= kinds)  # 「今日はなしで」
    is_heard = stage is Stage.BEGUN and "calling" in kinds  # 「もしもし」 asks whether one is heard
    elsewhere = any(kind in kinds and kind != f"{OWN}{stage}" for kind in ENDS_A_FLOW)
    return says_day or fits_not or refuses or cannot_come or still_waits or is_heard or elsewhere


def _answered(kinds: frozenset[str], stage: Stage) -> Meaning | None:
    says_no, fine, own = "no" in kinds, bool(kinds & {"fine", "good"}), _yes_of(kinds)
    says_yes = "yes" in kinds or bool(own)
    if stage in NONE_NEEDED and (kinds & {"none", "no"} or (fine and not says_yes)):
        return Meaning(Intention.NONE, stage.value)
    if says_no:
        return UNSURE if fine or kinds & {"agree", "request"} else Meaning(Intention.NO)
    if "none" in kinds:
        return Meaning(Intention.NONE, stage.value)
    if says_yes:
        return Meaning(Intention.YES, own)
    vague = [kind for kind in VAGUE if kind in kinds]
    return Meaning(Intention.YES, vague[0]) if vague and stage in YES_OR_NO else None


def _yes_of(kinds: frozenset[str]) -> str:
    """Name the questions whose own words of a yes are said: 「同意します」 is one to the terms."""
    own = {kind.removeprefix(OWN) for kind in kinds if kind.startswith(OWN)} | (
        {"eligible"} if OF_ALL in kinds else set()
    )
    return "|".join(sorted(own))


def _polite(kinds: frozenset[str]) -> Meaning | None:
    if {"named", "request"} <= kinds:  # 「通訳をお願いします」 asks for what it names
        return None
    if kinds & {"thanks", "awaited", *VAGUE}:
        return Meaning(Intention.THANKS)
    if kinds & {"greeting", "calling", "polite"}:
        return Meaning(Intention.GREETING)
    return None if "named" in kinds else NOT_UNDERSTOOD

"""Which meanings of one text count: each once, none that another replaces, no two acts that exclude each other."""

from collections.abc import Sequence

from bot.dialogue.understanding.hits import Hit
from bot.dialogue.understanding.intentions import RIVALS, Intention
from bot.dialogue.understanding.meaning import Candidate, Meaning

# Topics that are not meant where another one is: 「お金がなくて食べられない」 asks for no price.
REPLACES = {
    "hardship": ("cost", "benefit", "nerves", "place", "companion", "weary"),
    "weary": ("nerves",),
    "cut_off": ("late",),
    "english": ("languages",),
    "connection": ("device",),
    "continuing": ("conditions", "staff", "scope"),
    "which_support": ("another_way",),
    "may_i": ("scope", "how_to_use", "companion"),
    "privacy": ("scope",),
    "scope": ("go_ahead",),
    "enter_when": ("blame",),
    "until_when_move": ("how_to_use",),
    "languages": ("scope",),
    "job_search_activity": ("which_number",),
    "staff": ("privacy",),
    "send_documents": ("place",),
    "companion": ("place",),
    "no_address": ("place", "scope"),
    "after_cancelling": ("until_when_cancel", "how_to_use", "penalty"),
}
WORRIED_ABOUT = frozenset({Intention.STATUS, Intention.WHEN_DECIDED})
MOST_CANDIDATES = 4  # candidates


def once(meanings: Sequence[Meaning]) -> list[Meaning]:
    """Leave each thing once, as it was said first."""
    found: dict[tuple[Intention, str], Meaning] = {}
    for one in meanings:
        found.setdefault((one.intention, one.about), one)
    return list(found.values())


def without_the_vague(meanings: list[Meaning]) -> list[Meaning]:
    """Leave out what something more exact replaces.

    「変更」 beside the detail that is corrected, 「遅れそう」 beside 「間に合いました」.
    """
    told = {one.about for one in meanings if one.intention is Intention.QUESTION}
    replaced = {less for topic, others in REPLACES.items() if topic in told for less in others}
    if any(one.live and one.intention in WORRIED_ABOUT for one in meanings):
        replaced.add("nerves")  # 「ちゃんと届いてます？不安で」
    if any(one.intention is Intention.WHEN_DECIDED for one in meanings):
        replaced |= {"hours", "saturday"}  # 「土日にも返事は来ますか」
    meanings = [one for one in meanings if one.intention is not Intention.QUESTION or one.about not in replaced]
    exact = {one.about for one in meanings if one.intention is Intention.CORRECT and one.about}
    meanings = [one for one in meanings if not (exact and one.intention is Intention.CORRECT and not one.about)]
    in_time = any(one.intention is Intention.IN_TIME and one.about in ("", "entered") for one in meanings)
    meanings = [one for one in meanings if not (in_time and one.intention is Intention.LATE)]
    corrects = any(one.live and one.intention is Intention.CORRECT and one.values for one in meanings)
    return [one for one in meanings if not (corrects and one.intention is Intention.MOVE and not one.values)]


def contradicts(meaning: Meaning, hits: Sequence[Hit]) -> bool:
    """Say whether what is wanted in one place is not wanted in another."""
    return any(hit.meant.intention is meaning.intention and hit.negated_by for hit in hits)


def rivals(meanings: Sequence[Meaning]) -> tuple[Candidate, ...]:
    """Give the acts that are wanted at once and can't all be meant."""
    found = [Candidate(one.intention, one.about) for one in meanings if one.live and one.intention in RIVALS]
    return tuple(dict.fromkeys(found))[:MOST_CANDIDATES] if meanings[0].intention in RIVALS else ()

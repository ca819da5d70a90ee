"""Who says in the lobby that he does not hear, or can't call: he reads how it goes without a telephone."""

from bot.dialogue.common_buttons import BOOK, LEAVE_MESSAGE
from bot.dialogue.reading.calls import cannot_call, hears_not
from bot.dialogue.turn import Facts, Say
from bot.dialogue.understanding import Candidate, Intention, Meaning

# What is asked that this answers.
TOPICS = frozenset(
    {
        "another_way",
        "which_support",
        "how_to_use",
        "scope",
        "may_i",
        "languages",
        "telephone_form",
        "sound",
        "conditions",
    }
)
ANSWERED = frozenset({Intention.UNKNOWN, Intention.NONE, Intention.ANSWER, Intention.TROUBLE, Intention.HUMAN})


def not_by_telephone(text: str, meaning: Meaning, facts: Facts) -> Say | None:
    """Say what can be chosen in its place; None for who has or begins a booking, or says something else."""
    if facts.booking or facts.wish:
        return None
    options = (BOOK, LEAVE_MESSAGE)
    if hears_not(text) and _is_answered(meaning):
        return Say("lobby.hears_not", options=options)
    if cannot_call(text) and _is_sent_to_the_telephone(meaning):
        return Say("lobby.needs_no_call", options=options)
    return None


def _is_answered(meaning: Meaning) -> bool:
    if meaning.intention is Intention.QUESTION:
        return meaning.about in TOPICS
    return meaning.intention in ANSWERED or (meaning.intention is Intention.BOOK and not meaning.live)


def _is_sent_to_the_telephone(meaning: Meaning) -> bool:
    """Say whether the usual answer is that somebody may call, or that he was not understood."""
    likely = meaning.candidates[0] if meaning.candidates else Candidate(meaning.intention, meaning.about)
    asks_to_call = likely.intention is Intention.HUMAN or likely.about == "another_way"
    return asks_to_call or likely.intention in (Intention.UNKNOWN, Intention.NONE)

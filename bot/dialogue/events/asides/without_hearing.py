"""Who says in the lobby that he does not hear reads how he can take part; nobody sends him to the telephone."""

from bot.dialogue.common_buttons import BOOK, LEAVE_MESSAGE
from bot.dialogue.reading.calls import hears_not
from bot.dialogue.turn import Facts, Say
from bot.dialogue.understanding import Intention, Meaning

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


def without_hearing(text: str, meaning: Meaning, facts: Facts) -> Say | None:
    """Say that sign language or writing can be chosen; None for who has or begins a booking, or says something else."""
    if facts.booking or facts.wish or not hears_not(text):
        return None
    asks = meaning.intention is Intention.QUESTION and meaning.about in TOPICS
    asks = asks or (meaning.intention is Intention.BOOK and not meaning.live)
    if not asks and meaning.intention not in ANSWERED:
        return None
    return Say("lobby.hears_not", options=(BOOK, LEAVE_MESSAGE))

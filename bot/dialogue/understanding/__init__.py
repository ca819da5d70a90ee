"""What a typed text means: what is wanted, about what, with which values, how sure. bot.messages loads the words."""

from bot.dialogue.understanding.intentions import ACTING, Intention, Stage, Sureness
from bot.dialogue.understanding.learnt import Label, Learnt
from bot.dialogue.understanding.lexicon import Labelled, Lexicon
from bot.dialogue.understanding.meaning import Candidate, Meaning
from bot.dialogue.understanding.understand import Utterance, understand, understand_by_rules

__all__ = [
    "ACTING",
    "Candidate",
    "Intention",
    "Label",
    "Labelled",
    "Learnt",
    "Lexicon",
    "Meaning",
    "Stage",
    "Sureness",
    "Utterance",
    "understand",
    "understand_by_rules",
]

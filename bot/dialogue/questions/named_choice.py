"""The choice that a correction names: 「相談内容を面接の練習に」."""

import re

from bot.dialogue.understanding import Intention, Lexicon, Stage, understand

CHOICES = frozenset({"purpose", "support"})
TWO_PURPOSES = re.compile(r"面接.*(?:履歴書|職務経歴|書類)|(?:履歴書|職務経歴|書類).*面接", re.DOTALL)


def named_choice(text: str, question: str, lexicon: Lexicon) -> str:
    """Give the value that is named for a question, "" when none is, or more than one."""
    if question not in CHOICES:
        return ""
    told = understand(text, Stage(question), lexicon)
    named = [
        one for one in (told, *told.also) if one.intention is Intention.ANSWER and one.about == question and one.live
    ]
    value = named[0].values.get("value", "") if named else ""
    two = question == "purpose" and TWO_PURPOSES.search(text)
    return value if value != "hearing" and not two else ""

"""The choice that a correction names: 「相談内容を面接の練習に」."""

import re

from bot.dialogue.understanding import Intention, Lexicon, Stage, understand

CHOICES = frozenset({"purpose", "support"})
# Of the ways of help each by its words; of two that are named with 「と」 one is to be chosen.
HELPS = ("(?<!手話)(?<!手話の)通訳", "手話", "筆談|チャット", "付き添|つきそ|介助|ヘルパー")
TWO_AT_ONCE = re.compile(r"両方|どちらも|どっちも|と|も|、")
TWO_PURPOSES = re.compile(r"面接.*(?:履歴書|職務経歴|書類)|(?:履歴書|職務経歴|書類).*面接", re.DOTALL)


def names_two_helps(text: str) -> bool:
    """Say whether two ways of help are named at once, of which only one can be kept."""
    return sum(bool(re.search(words, text)) for words in HELPS) > 1 and bool(TWO_AT_ONCE.search(text))


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

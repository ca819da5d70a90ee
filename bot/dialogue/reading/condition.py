"""Which of the conditions somebody names by its letter, to say that it does not hold: 「エだけ違います」."""

import re

from bot.dialogue.reading.text import clean

LETTERS = dict(zip("アイウエオ", ("registered", "device", "continuing", "distance", "rules"), strict=True))
NAMED = re.compile(r"[(（「]?([アイウエオ])[)）」]?(.*)", re.DOTALL)
NOT = re.compile(
    r"(?:だけ|のみ)?[がはにも]?、?(?:まだ|違|ちが|な[いし]|ありませ|無理|むり|だめ|ダメ|×|いいえ|でき(?:な|ませ)|守れ(?:な|ませ)"
    r"|(?:当て|あて)はまら?(?:な|ませ|りませ)|該当し(?:な|ませ)|希望し(?:な|ませ)|満たし(?:て)?い?(?:な|ませ)|いら|いりませ|[?？]?$)"
)
ALL_BUT = re.compile(r"以外[がはなら、]{0,3}(?:全部|すべて|全て|他は)?[、は]?(?!.*(?:ない|ません|違|ちが))")


def condition_in(text: str) -> str:
    """Give the condition that is named by its letter and does not hold, "" where none or more than one is."""
    named = NAMED.fullmatch(clean(text))
    if not named:
        return ""
    return LETTERS[named[1]] if NOT.match(named[2]) or ALL_BUT.match(named[2]) else ""

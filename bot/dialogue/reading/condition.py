"""Which of the conditions somebody names by its letter or number, to say that it does not hold: 「エだけ違います」."""

import re

from bot.dialogue.reading.text import clean

CONDITIONS = ("registered", "device", "continuing", "distance", "rules")
LETTERS = {name: one for names in ("アイウエオ", "12345", "①②③④⑤") for name, one in zip(names, CONDITIONS, strict=True)}
NOT = (
    r"(?:だけ|のみ)?[がはにも]?、?(?:まだ|違|ちが|な[いし]|ありませ|無理|むり|だめ|ダメ|×|いいえ|でき(?:な|ませ)|守れ(?:な|ませ)"
    r"|ちょっと|微妙|怪し|あやし|(?:当て|あて)はまら?(?:な|ませ|りませ)|該当し(?:な|ませ)|希望し(?:な|ませ)|満たし(?:て)?い?(?:な|ませ)"
    r"|いら|いりませ)"
)
ONE = r"[(（「]?([アイウエオ1-5①-⑤])[)）」]?(?:番目?|つ目|つめ)?"
ALONE = re.compile(rf"{ONE}(?:だけ|のみ)?[?？]?")
NAMED = re.compile(rf"(?<![ァ-ヶー0-9])(?<![アイウエオ1-5①-⑤][と、,・や]){ONE}(?={NOT})")
ALL_BUT = re.compile(rf"{ONE}以外[がはなら、]{{0,3}}(?:全部|すべて|全て|他は)?[、は]?(?!.*(?:ない|ません|違|ちが))")


def condition_in(text: str) -> str:
    """Give the condition that is named by its letter or number and does not hold, "" for none or more than one."""
    plain = clean(text)
    one = ALONE.fullmatch(plain) or ALL_BUT.match(plain)
    named = {one[1]} if one else {found[1] for found in NAMED.finditer(plain)}
    return LETTERS[named.pop()] if len(named) == 1 else ""

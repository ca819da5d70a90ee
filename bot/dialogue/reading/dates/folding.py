"""The text that names a day or a time, folded so that one grammar reads it."""

import re

from bot.dialogue.reading.contact.digits import DASHES
from bot.dialogue.reading.text import fold, visible

ONES = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
UNIT = r"\s*(?:年|月(?!曜)|日|時|分|週|[かヶヵケ箇]月|じ|/|:)"
NUMERAL = "[〇零一二三四五六七八九十]++"
KANJI = re.compile(rf"(?<![〇零一二三四五六七八九十]){NUMERAL}(?={UNIT}|\s*[、,か・~〜-]\s*{NUMERAL}{UNIT})")
NTH = re.compile(r"(?<=第)[一二三四五](?=\s*の?[月火水木金土日週])")
WAVES = re.compile(r"[〜~∼〰→⇒]")
# ~ and ・ say more than a dash here.
DASHES_ONLY = re.sub("[~〜・]", "", DASHES)
DASH = re.compile(rf"(?<=[0-9])\s*[{DASHES_ONLY}]\s*(?=[0-9])")
# After a unit or between two dates no dash can be part of a date.
SPAN = re.compile(
    rf"(?:(?<=[時分半日じ)月火水木金土])\s*[-~{DASHES_ONLY}]|(?<=\d/\d|/\d\d)\s*-(?=\s*\d+/))\s*(?=[0-9午(月火水木金土])"
)
# Town names: 四日市, 三日月 …
TOWN = re.compile(r"(?<![一二三四五六七八九十廿])[一二三四五六七八九十廿]++日(?:市|町|月(?!曜))")
KANA_HOUR = re.compile(r"(じゅう)?(いち|に|さん|よ|ご|ろく|しち|なな|はち|く)?じ(?![ゃゅょめつ]|かい|かん)(はん)?")
KANA = {"いち": 1, "に": 2, "さん": 3, "し": 4, "よ": 4, "ご": 5, "ろく": 6, "しち": 7, "なな": 7, "はち": 8, "く": 9}
KANA_DAYS = {
    "ついたち": 1,
    "ふつか": 2,
    "みっか": 3,
    "よっか": 4,
    "むいか": 6,
    "ここのか": 9,
    "とおか": 10,
    "じゅうよっか": 14,
    "はつか": 20,
    "にじゅうよっか": 24,
}
# Days that have a name of their own, as month and day.
NAMED_DAYS = {
    "クリスマスイブ": "12月24日",
    "クリスマスイヴ": "12月24日",
    "クリスマス": "12月25日",
    "仕事納め": "12月28日",
    "御用納め": "12月28日",
    "大晦日": "12月31日",
    "元旦": "1月1日",
    "元日": "1月1日",
    "仕事始め": "1月4日",
    "御用始め": "1月4日",
}
NAMED_DAY = re.compile("|".join(sorted(NAMED_DAYS, key=len, reverse=True)))
# A date that is all in kana: 「ジュウニガツヨッカノゴゴサンジ」.
ALL_KATAKANA = re.compile(r"[ァ-ヶー\s0-9:/、。]+")
HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
KANA_DIGIT = "いち|に|さん|し|よ|ご|ろく|しち|なな|はち|く"
MONTH_IN_KANA = re.compile(rf"(?<![ぁ-ん])(じゅう)?({KANA_DIGIT})?がつ")
DAY_IN_KANA = re.compile(rf"(?<=月)\s?の?(に|さん)?(じゅう)?({KANA_DIGIT})?にち")
KANA_MONTH = re.compile(r"(?<=\d)\s?がつ(?=\s?\d)")
KANA_DAY = re.compile("|".join(sorted(KANA_DAYS, key=len, reverse=True)))
# 12/3１４時, 12/3二時: another width or script begins another number.
SEAM = re.compile(
    rf"(?<=\d/[0-9])(?=[０-９])|(?<=／[０-９])(?=[0-9])|(?<=\d/\d[0-9])(?=[０-９])"
    rf"|(?<=／[０-９][０-９])(?=[0-9])|(?<=[0-9０-９])(?={NUMERAL}{UNIT})"
)


def folded(text: str) -> str:
    """Fold width, case, dashes, blanks, and numerals that stand before a unit."""
    plain = WAVES.sub("~", fold(SEAM.sub(" ", visible(text))).lower())
    plain = TOWN.sub("", NAMED_DAY.sub(lambda named: NAMED_DAYS[named.group()], plain))
    plain = plain.translate(HIRAGANA) if ALL_KATAKANA.fullmatch(plain) else plain
    plain = DAY_IN_KANA.sub(_kana_day, MONTH_IN_KANA.sub(_kana_month, KANA_MONTH.sub("月", plain)))
    plain = NTH.sub(_numeral, KANJI.sub(_numeral, plain))
    plain = KANA_HOUR.sub(_kana_hour, plain)
    plain = KANA_DAY.sub(lambda kana: f"{KANA_DAYS[kana.group()]}日", plain)
    return re.sub(r"\s+", " ", SPAN.sub("~", DASH.sub("-", plain)))


def _numeral(match: re.Match[str]) -> str:
    kanji = match.group()
    if "十" not in kanji:
        return _positional(kanji, match.string[match.end() :].lstrip()[:1])
    tens, _, ones = kanji.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return kanji
    return str(ONES.get(tens, 1) * 10 + ONES.get(ones, 0))


def _positional(kanji: str, unit: str) -> str:
    digits = [str(ONES[char]) for char in kanji]
    # 二三日 is two or three; 一二月 is December.
    about = len(kanji) == 2 and ONES[kanji[0]] + 1 == ONES[kanji[1]] and unit in "日時週分"
    return ("~" if about else "").join(digits)


def _kana_month(match: re.Match[str]) -> str:
    ten, one = match.groups()
    return f"{(10 if ten else 0) + KANA.get(one, 0)}月" if ten or one else match.group()


def _kana_day(match: re.Match[str]) -> str:
    tens, ten, one = match.groups()
    if not ten and (tens or not one):
        return match.group()
    return f"{(KANA.get(tens, 1) * 10 if ten else 0) + KANA.get(one, 0)}日"


def _kana_hour(match: re.Match[str]) -> str:
    ten, one, half = match.groups()
    if not ten and not one:
        return match.group()
    seam = " " if match.string[: match.start()][-1:].isdigit() else ""
    return f"{seam}{(10 if ten else 0) + KANA.get(one, 0)}時{'半' if half else ''}"

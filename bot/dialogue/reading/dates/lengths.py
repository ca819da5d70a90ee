"""Lengths of time as they are written: with digits, with kanji or in kana, all in one form: 30分, 1時間, 2週間."""

import re

ONES = {char: value for value, char in enumerate("一二三四五六七八九", 1)}
UNITS = r"(?:分(?!か)|時間|日(?!本|曜)|週間|か月|ヶ月|カ月)"
KANJI = re.compile(
    rf"(?<![一二三四五六七八九十第])(?:([一二三四五六七八九])?(十)([一二三四五六七八九])?|([一二三四五六七八九]))(?={UNITS})"
)
HALF_AN_HOUR = re.compile("半時間|はんじかん|半刻")
ABOUT_AN_HOUR = re.compile(r"[小こ](?=(?:1|一|いち)(?:時間|じかん))")
KANA_ONES = {
    "いち": 1, "いっ": 1, "に": 2, "さん": 3, "よん": 4, "よ": 4, "ご": 5, "ろく": 6, "ろっ": 6,
    "しち": 7, "なな": 7, "はち": 8, "はっ": 8, "きゅう": 9, "く": 9,
}  # fmt: skip
ONE = "|".join(sorted(KANA_ONES, key=len, reverse=True))
KANA = re.compile(rf"(?:(に|さん|よん|ご)?(じゅう|じゅっ|じっ)({ONE})?|({ONE}))(ぷん|ふん(?!い)|じかん|しゅうかん)")
KANA_UNITS = {"ぷん": "分", "ふん": "分", "じかん": "時間", "しゅうかん": "週間"}
AFTER_DIGITS = re.compile(r"(?<=[0-9])(ぷん|ふん(?!い)|じかん|しゅうかん)")


def with_lengths(text: str) -> str:
    """Write the lengths of time in a text with digits: 「さんじゅっぷん」 and 「三十分」 as 30分, 「半時間」 too."""
    plain = ABOUT_AN_HOUR.sub("", HALF_AN_HOUR.sub("30分", text))
    plain = AFTER_DIGITS.sub(lambda unit: KANA_UNITS[unit[1]], KANA.sub(_of_kana, plain))
    return KANJI.sub(_of_kanji, plain)


def _of_kanji(match: re.Match[str]) -> str:
    tens, ten, ones, alone = match.groups()
    return str((ONES.get(tens, 1) * 10 if ten else 0) + ONES.get(ones or alone, 0))


def _of_kana(match: re.Match[str]) -> str:
    tens, ten, ones, alone, unit = match.groups()
    count = (KANA_ONES.get(tens, 1) * 10 if ten else 0) + KANA_ONES.get(ones or alone, 0)
    return f"{count}{KANA_UNITS[unit]}"

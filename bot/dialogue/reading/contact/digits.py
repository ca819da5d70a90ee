"""Digits and dashes as people type them, and My Number, which must never be kept."""

import re

from bot.dialogue.reading.text import fold

# NFKC turns only two of these into "-". 一, which also is the digit one, is looked at apart.
DASHES = "ー‐‑‒–—―−─━〜~⁃➖﹘・_˗〰╴"
BETWEEN = re.compile(rf"(?<=\d)\s*+(?:(?:[-{DASHES}の一／/]|ハイフン)\s*+)++(?=\d)")
KANJI = str.maketrans("〇○◯零一二三四五六七八九", "0000123456789")
# Digits as they are said, three or more in a row: 「ぜろはちぜろ」.
SPOKEN = {
    **dict.fromkeys(("ぜろ", "れい", "まる"), 0),
    "いち": 1,
    **dict.fromkeys(("にい", "にー", "に"), 2),
    "さん": 3,
    **dict.fromkeys(("よん", "しい", "しー"), 4),
    **dict.fromkeys(("ごう", "ごー", "ご"), 5),
    "ろく": 6,
    **dict.fromkeys(("なな", "しち"), 7),
    "はち": 8,
    **dict.fromkeys(("きゅう", "きゅー", "く"), 9),
}
WORD = f"(?:{'|'.join(SPOKEN)})"
SPOKEN_RUN = re.compile(rf"(?<![ぁ-んー]){WORD}(?:[、,\s・の-]?{WORD}){{2,}}(?=$|[^ぁ-ん]|の|です|で)")
HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ"))}
ZERO_AMONG = re.compile(
    r"(?:ゼロ|ぜろ)(?=(?:ゼロ|ぜろ)*[〇○◯零一二三四五六七八九0-9])|(?<=[〇○◯零一二三四五六七八九0-9])(?:ゼロ|ぜろ)(?![ぁ-んァ-ヶ])"
)
DIGITS = 12  # of My Number
KANJI_RUN = re.compile("[〇○◯零一二三四五六七八九]+")
MAY_BE_A_DIGIT = re.compile(r"[\d〇○◯零一二三四五六七八九ぁ-んァ-ヶー]")
# All in a row, in fours, or in other equal groups; after "+" it is a telephone number, and so may unlike dashes be
# when more digits stand in front.
TWELVE = re.compile(
    r"(?<![\d+])(?:\d{4}([ -]?)\d{4}\1\d{4}|(?<!\d[ -])\d{4}[ -]?\d{4}[ -]?\d{4}|\d{6}[ -]\d{6}"
    r"|(?:\d{3}[ -]){3}\d{3}|(?:\d\d[ -]){5}\d\d|(?:\d[ -]){11}\d)(?!\d)"
)


def with_digits(text: str) -> str:
    """Fold, turn every dash between digits into "-" and kanji digits into digits."""
    dashed = BETWEEN.sub("-", ZERO_AMONG.sub("0", _with_spoken_digits(fold(text))))
    mapped = KANJI_RUN.sub(lambda run: run.group().translate(KANJI), dashed)
    return BETWEEN.sub("-", mapped)


def _with_spoken_digits(plain: str) -> str:
    """Turn digits that are told in kana into digits; what parts them becomes a dash."""
    for run in reversed(list(SPOKEN_RUN.finditer(plain.translate(HIRAGANA)))):
        told = re.sub(WORD, lambda word: str(SPOKEN[word.group()]), run.group())
        plain = plain[: run.start()] + re.sub(r"[^0-9]", "-", told) + plain[run.end() :]
    return plain


def groups_in(text: str) -> list[str]:
    """Split at everything that is no digit."""
    return re.findall(r"\d+", text)


def is_my_number(digits: str) -> bool:
    """Check the last of twelve digits (総務省令第85号, 2014, article 5)."""
    if len(digits) != DIGITS:
        return False
    weighed = sum(
        int(digit) * (place + 1 if place <= 6 else place - 5) for place, digit in enumerate(reversed(digits[:11]), 1)
    )
    rest = weighed % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def contains_my_number(text: str) -> bool:
    """Say whether a text holds twelve digits in a row, or in equal groups, with a valid check digit."""
    if len(MAY_BE_A_DIGIT.findall(fold(text))) < DIGITS:  # nothing below makes two digits of one sign
        return False
    spaced = re.sub(r"[\s.,]+", " ", with_digits(text))
    return any(is_my_number("".join(groups_in(found.group()))) for found in TWELVE.finditer(spaced))

"""A typed answer to a list: its label, its number, or a piece that only one label has."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from bot.dialogue.reading.text import clean, fold

ORDINAL = re.compile(
    r"(?:no\.?|その|第|\()?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*(番目?|つ目|個目|つめ|\)|\.)?(?:の(?:方|ほう|やつ|もの|日|時間)?|方|ほう|やつ)?(?:で|を|かな)?"
)
FIRST = re.compile(r"(?:一番|いちばん)?(?:最初|さいしょ|上|うえ)の(?:方|ほう|やつ|もの|日|時間)?")  # the first row
SPOKEN = {"にばん": 2, "さんばん": 3, "よんばん": 4, "ごばん": 5}  # not いちばん, which also is "most"
KANJI = {digit: value for value, digit in enumerate("一二三四五六七八九十", 1)}
# What may stand around a label; more than this may turn its meaning round.
FILLER = re.compile(
    r"(?:私|わたし|では|じゃあ|はい|ええと|それ)?[はをがでにのも]*(?:(?:方|ほう)[はをがでに]*)?(?:いい|良い|よい|希望|選択|選び|お願い)?"
    r"(?:し|いたし|致し)?(?:ます|たい|です|と思います)*"
)
# 「いいです」 agrees, or declines; it is no beginning of 「いいえ」.
VAGUE = frozenset({"いい", "よい", "良い", "けっこう", "結構", "大丈夫", "それ", "これ", "どれ", "どれも"})


def read_choice(text: str, labels: Sequence[tuple[str, str]], also: Sequence[tuple[str, str]] = ()) -> str | None:
    """Find the value that a text names among (value, label), in the order shown; None when it names none or several.

    also  other labels of the same values, which stand in no place
    """
    said = _folded(clean(text)) or _folded(text)
    if not said:
        return None
    shown = [(value, _label(label)) for value, label in labels]
    every = [*shown, *((value, _label(label)) for value, label in also)]
    whole = _folded(text)
    exact = [value for value, label in every if label in (said, whole) or _bare_label(label) == said]
    if exact:
        return _only(exact)
    number = _number(text)
    if number:
        return _numbered(number, shown, every)
    return _only([value for value, label in every if _part_of(said, label)] or _named_in(said, every))


def _folded(text: str) -> str:
    return "".join(char for char in fold(text).casefold() if unicodedata.category(char)[0] in "LNM" or char in ":/")


@lru_cache(maxsize=1024)
def _label(label: str) -> str:
    return _folded(label)


@lru_cache(maxsize=1024)
def _bare_label(label: str) -> str:
    return _folded(clean(label))


def _only(values: Sequence[str]) -> str | None:
    return values[0] if len(set(values)) == 1 else None


def _number(text: str) -> tuple[int, bool] | None:
    """Give the number a text is, and whether it can only be a place in the list."""
    plain = fold(clean(text)).strip(" 。.)").casefold()
    if FIRST.fullmatch(plain.replace(" ", "")):
        return 1, True
    if plain.replace(" ", "").rstrip("め") in SPOKEN:
        return SPOKEN[plain.replace(" ", "").rstrip("め")], True
    match = ORDINAL.fullmatch(plain)
    if not match:
        return None
    digits = match[1]
    return (int(digits) if digits.isascii() else _from_kanji(digits)), bool(match[2])


def _from_kanji(digits: str) -> int:
    tens, ten, ones = digits.rpartition("十")
    if not ten:
        return KANJI[ones] if len(ones) == 1 else 0
    return (KANJI.get(tens, 0) if tens else 1) * 10 + KANJI.get(ones, 0)


def _numbered(
    number: tuple[int, bool], shown: Sequence[tuple[str, str]], every: Sequence[tuple[str, str]]
) -> str | None:
    place, is_place = number
    if not 1 <= place <= len(shown):
        return None
    value = shown[place - 1][0]
    # 「10」 under a list of times may be ten o'clock.
    others = [other for other, label in every if re.match(rf"0?{place}(?![0-9月日年/])", label)]
    return value if is_place or not others or set(others) == {value} else None


def _part_of(said: str, label: str) -> bool:
    """Say whether the text is a piece of the label, and cuts through no number."""
    if said not in label or len(said) < 2 or said in VAGUE or said.isdecimal():
        return False
    pieces = rf"(?<![0-9:/]){re.escape(said)}" if said[0].isdecimal() else re.escape(said)
    return bool(re.search(rf"{pieces}(?![0-9:/])" if said[-1].isdecimal() else pieces, label))


def _named_in(said: str, shown: Sequence[tuple[str, str]]) -> list[str]:
    named = []
    for value, label in shown:
        before, found, after = said.partition(label)
        if label and found and FILLER.fullmatch(before) and FILLER.fullmatch(after):
            named.append(value)
    return named

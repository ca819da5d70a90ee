"""求職番号: five digits, a dash, one to eight digits. No check digit and no list of offices is published."""

import re
from functools import lru_cache

import phonenumbers

from bot.dialogue.reading.contact.digits import contains_my_number, groups_in, is_my_number, with_digits
from bot.dialogue.reading.contact.lacking import lacks_another_thing
from bot.dialogue.reading.results import Retry, Value
from bot.dialogue.reading.text import LATELY, clean, fold

UPPER, LOWER = 5, 8
# A day, an age or how long something lasts; no piece of a number.
A_DAY = re.compile(
    r"\d\s?(?:年|月|日|歳|才|時間|時|分)|生まれ|(?<![\d:])\d{1,2}:\d{2}(?![\d:])|(?<!\d)(?:1[0-2]|0?[1-9])/[0-3]?\d(?!\d)"
)
HOW_MANY = re.compile(r"(?<!\d)\d{1,2}\s?[桁けケ](?:た|タ)?(?:の|で)")  # digits it has
LABELS = ("求職番号", "求職者番号", "求職登録番号", "登録番号", "番号", "求職票番号", "ハローワーク番号")
STRICT = re.compile(r"(?<![\d-])\d{5}-\d{1,8}(?!\s?[\d-])")
# With 一 for a dash, kanji digits make fourteen: 一三〇一〇一一二三四五六七八.
KANJI_ONE_AS_DASH = re.compile("([〇零一二三四五六七八九]{5})一([〇零一二三四五六七八九]{8})")
UNKNOWN = re.compile(
    r"(?:わか|分か|判|解)(?:ら|りませ|りかね)|分からん|不明|知(?:り|ら)|(?:持|も)って(?:い|お)?(?:ま[せへ]|りませ|な)|忘れ|わすれ"
    r"|(?:なく|失く|無く)し|紛失|覚えて|おぼえて|手元に|どっか(?:に|へ)?(?:いっ|行っ|やっ)|どこか(?:に|へ)(?:いっ|行っ|やっ|置い|しまっ)|どこに(?:いっ|行っ|やっ|しまっ|置い)|見つから|みつから|見当たら|みあたら"
    r"|(?:なく|無く)(?:なっ|なり)|(?:捨て|すて|破[っれ]|燃え|洗濯)(?:て|ちゃ|た)|(?:家|実家|うち|自宅|会社|職場|車)に(?:あ[りる]|置い|忘)|(?:番号|欄|カード|受付票)[^、。]{0,8}?(?:空白|空欄|書いて(?:い)?な|書かれて(?:い)?(?:な|ませ)|載って(?:い)?(?:な|ませ)|記載が?な)|取得して|登録して"
    r"|(?<!つもりは)ありません|ございません|未(?:取得|登録|定)"
    r"|(?:^|[はがもに、\s])(?:な|無)(?:い|し|かった)|unknown|don'?t (?:know|have)|not sure|^(?:none|no)$",
    re.IGNORECASE,
)


@lru_cache(LATELY)
def read_number(text: str) -> Value | Retry:
    """Read a job-seeker number: the value as 5-N, the key without the zeros in front of the lower part."""
    if contains_my_number(text):
        return Retry("my_number", final=True)
    said = clean(KANJI_ONE_AS_DASH.sub(r"\1-\2", fold(text)), *LABELS)
    if UNKNOWN.search(said) and not re.search(r"\d", said) and not lacks_another_thing("number", fold(text)):
        return Value("", "", "number_unknown")
    plain = with_digits(HOW_MANY.sub("", said))
    strict = STRICT.findall(plain)
    if A_DAY.search(plain) and not strict:
        return Retry("not_a_number")
    groups = groups_in(strict[0] if len(strict) == 1 else plain)
    reason = _why_not(groups, plain)
    digits = "".join(groups)
    return Retry(reason, final=is_my_number(digits)) if reason else _value(digits)


def _value(digits: str) -> Value:
    upper, lower = digits[:UPPER], digits[UPPER:]
    return Value(f"{upper}-{lower}", upper + (lower.lstrip("0") or "0"))


def _why_not(groups: list[str], plain: str) -> str:
    sizes, digits = [len(group) for group in groups], "".join(groups)
    if not digits:
        return "not_a_number"
    if len(sizes) == 2 and sizes[0] == UPPER:
        return "" if sizes[1] <= LOWER else "too_long"
    if is_my_number(digits) and sizes[0] != UPPER:  # which is written in fours
        return "my_number"
    if sizes == [4, 6, 1]:
        return "insured_number"
    if _is_telephone(groups, plain):
        return "looks_like_telephone"
    return _wrong_size(sizes) if len(groups) == 1 else _wrong_groups(groups)


def _is_telephone(groups: list[str], plain: str) -> bool:
    digits = "".join(groups)
    if "+" in plain or re.fullmatch("0[5-9]0[0-9]{8}", digits):
        return True
    if len(groups) == 1 and re.fullmatch("0[789]0[0-9]{7}", digits):  # of a mobile telephone, with one digit missing
        return True
    if len(groups) not in (1, 3) or not digits.startswith("0") or len(digits) not in (10, 11):
        return False
    # Written in three groups it is one even when a digit is wrong.
    return len(groups) == 3 or phonenumbers.is_valid_number(phonenumbers.parse(digits, "JP"))


def _wrong_size(sizes: list[int]) -> str:
    size = sizes[0]
    if size > UPPER + LOWER:
        return "too_long"
    if size > LOWER:
        return ""
    if size == UPPER:
        return "upper_part_only"
    return "lower_part_only" if size >= 4 else "too_short"


def _wrong_groups(groups: list[str]) -> str:
    sizes = [len(group) for group in groups]
    ends = [sum(sizes[: count + 1]) for count in range(len(groups))]
    if ends[-1] > UPPER + LOWER:
        return "too_long"
    if UPPER in ends[:-1]:
        is_a_date = max(sizes) == 2 and sizes[0] <= 2 and len(sizes) <= 4  # 「12 4 10 30」
        return "not_a_number" if is_a_date else ""
    return "too_short" if ends[-1] > UPPER else "not_a_number"

"""氏名: kept just as it was typed, for no form of normalising leaves every real name whole."""

import re
import unicodedata

from bot.booking.text import compatible
from bot.dialogue.reading.contact.web_address import has_web_address
from bot.dialogue.reading.results import Retry, Value
from bot.dialogue.reading.text import clean, half_width, visible

LONGEST = 60
LABELS = ("名前", "なまえ", "氏名", "姓名", "フルネーム", "本名", "name", "full name", "私", "わたし")
NEVER_TAKEN = frozenset({"looks_like_mail", "looks_like_url"})  # not even when they are typed twice
LABEL_ALONE = re.compile(r"[【「［\[]?お?(?:名前|なまえ|氏名|姓名|フルネーム)[】」］\]]?\s*[はが:：=＝]?")
# Planes 2 and 3 hold ideographs only; Python's tables do not know those assigned after its release.
LATER_KANJI = range(0x20000, 0x3FFFE)


def read_name(text: str) -> Value | Retry:
    """Read a person's name: the value as typed, the key folded in width and case, without spaces."""
    name = clean(text, *LABELS)
    reason = _why_not(name)
    return Retry(reason, final=reason in NEVER_TAKEN) if reason else Value(name, _key(name))


def _why_not(name: str) -> str:
    if not name or LABEL_ALONE.fullmatch(name):
        return "empty"
    if "@" in compatible(name):
        return "looks_like_mail"
    if has_web_address(name):
        return "looks_like_url"
    if len(name) > LONGEST:
        return "too_long"
    return "" if any(map(_is_letter, name)) else "no_letter"


def _is_letter(char: str) -> bool:
    return unicodedata.category(char).startswith("L") or ord(char) in LATER_KANJI


def _key(name: str) -> str:
    return "".join(visible(half_width(name)).split()).casefold()

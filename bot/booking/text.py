"""What people write, at a bounded length, so that whatever reads it has bounded work."""

import re
import unicodedata
from collections.abc import Collection

UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
LONGEST_TEXT = 500  # characters; no question takes more

# A time of the clock whose parts stand apart, as telephones write it: 「11時 30分」, 「11じ はん」, 「11： 30」.
BLANKS = "[ \t\u3000]{0,3}"
NUMBER = "(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})"
ALONE = "(?<![0-9０-９一二三四五六七八九十])"
NO_LENGTH = "(?!間|前|以|ほど|程|(?:くらい|ぐらい)(?:お?話|お?時間|相談|で))"  # 「10時 30分間」 names two things
HALF = "半(?:(?![一-龥])|(?=希望|以降|以前|頃|過|前|開始|予約|空|変))|はん(?=[ \t\u3000にでかはがのをへもだ、。?？]|$)"
APART = re.compile(
    rf"{ALONE}({NUMBER}){BLANKS}[時じ]{BLANKS}(?:({NUMBER}){BLANKS}(?:分|ふん|ぷん){NO_LENGTH}|(?P<half>{HALF}))"
)
COLON = re.compile(
    r"(?<![0-9０-９])([89８９]|[1１][0-9０-９])\s?[:：]\s([0-5０-５][05０５])(?![0-9０-９分人歳才代円名])"
)


def bounded(text: str) -> str:
    """Cut a text to what is read of it."""
    return text[:LONGEST_TEXT]


def compatible(text: str) -> str:
    """Fold compatibility characters (NFKC): full and half width, ①, ㈱, ﷺ.

    Cut before it, for it sorts the marks on one letter by insertion; and after it, for one ﷺ becomes 18 characters.
    """
    return bounded(unicodedata.normalize("NFKC", bounded(text)))


def has_unseen(text: str) -> bool:
    """Say whether a text holds signs that nobody sees: they part what looks the same, or turn its direction."""
    return any(unicodedata.category(one) in UNSEEN for one in text)


def without(marks: Collection[str], text: str) -> str:
    """Take marks off the letters that carry them, as é carries one."""
    parted = unicodedata.normalize("NFD", bounded(text))
    return unicodedata.normalize("NFC", "".join(part for part in parted if part not in marks))


def joined(text: str) -> str:
    """Write hour and minutes of a time together; all else stays as it was typed."""
    if "時" in text or "じ" in text:
        text = APART.sub(_together, text)
    return COLON.sub(r"\1:\2", text) if ":" in text or "：" in text else text


def _together(found: re.Match[str]) -> str:
    return f"{found[1]}時半" if found["half"] else f"{found[1]}時{found[2]}分"

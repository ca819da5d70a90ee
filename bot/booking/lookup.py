"""By which words a booking is found again. Pure; the store keeps only keyed hashes of them."""

import re
from collections.abc import Callable, Mapping

from bot.booking.model import Answer, Booking
from bot.booking.text import compatible, without

LINE_USER = re.compile(r"U[0-9a-f]{32}")
LONGEST_PREFIX = 12  # characters of a name
# How names of people are written beside the usual way; each pair in its usual form.
_OTHERWISE = (
    "𠮷吉髙高邊辺邉辺﨑崎嵜崎碕崎濵浜濱浜澤沢齋斉齊斉斎斉德徳廣広國国櫻桜嶋島嶌島龍竜惠恵眞真瀨瀬榮栄藪薮籠篭曾曽增増黑黒禮礼"
    "壽寿彌弥圓円檜桧冨富峯峰舘館桒桑槇槙鷗鴎條条學学寬寛渡渡晉晋豐豊與与萬万佛仏應応擴拡đdøołlıi"
)
VARIANTS = str.maketrans(dict(zip(_OTHERWISE[::2], _OTHERWISE[1::2], strict=True)))
HIRAGANA = str.maketrans({chr(code): chr(code - 0x60) for code in range(0x30A1, 0x30F7)})
LATIN_MARKS = frozenset(map(chr, range(0x300, 0x370)))  # ゛ and ゜ stand elsewhere, and tell が from か
VARIATIONS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))


def is_line_user(text: str) -> bool:
    """Say whether a text has the form that LINE gives the id of a user."""
    return bool(LINE_USER.fullmatch(text))


def plain(text: str) -> str:
    """Give a text as it is compared: full and half width, capitals and spaces make no difference."""
    return "".join(compatible(text).casefold().split())


def folded(text: str) -> str:
    """Give a text as it is searched for: what is written in several ways is written in one. Never shown, never kept."""
    return without(LATIN_MARKS | VARIATIONS, plain(text).translate(VARIANTS)).translate(HIRAGANA)


def words_of(booking: Booking) -> frozenset[str]:
    """Give every word under which a booking is found."""
    return _words(booking) | _words_by_now(booking)


def later_words(booking: Booking) -> frozenset[str]:
    """Give the words that were added later: bookings of an earlier release have none of them until they are written.

    They are what folding its name adds, and the person of whom a note of staff on it tells.
    """
    return _words_by_now(booking) - _words(booking)


def _words_by_now(booking: Booking) -> frozenset[str]:
    names = frozenset(f"name:{part}" for part in _beginnings(_answer(booking, "name"), folded))
    key = person_key(booking)
    return names | frozenset([by_noted(key)] if key and any(note.of_person for note in booking.handover) else [])


def _words(booking: Booking) -> frozenset[str]:
    return frozenset(
        [
            *(f"name:{part}" for part in _beginnings(_answer(booking, "name"), plain)),
            *(by_telephone(tail) for tail in [digits_of(_answer(booking, "telephone"))[-4:]] if len(tail) == 4),
            *(by_user(user) for user in [booking.user] if user),
            *(by_person(key) for key in [person_key(booking)] if key),
        ]
    )


def by_name(typed: str) -> str:
    """Give the word for the beginning of a name, or of its second part."""
    return f"name:{plain(typed)[:LONGEST_PREFIX]}"


def by_folded_name(typed: str) -> str:
    """Give the same for a name that may be written otherwise: 吉 for 𠮷, E for É, ひらがな for カタカナ."""
    return f"name:{folded(typed)[:LONGEST_PREFIX]}"


def by_telephone(tail: str) -> str:
    """Give the word for the last four digits of a telephone number."""
    return f"telephone:{tail}"


def by_person(key: str) -> str:
    """Give the word for a job-seeker number."""
    return f"person:{key}"


def by_noted(key: str) -> str:
    """Give the word for the bookings with a note of staff about the person of a job-seeker number."""
    return f"noted:{key}"


def by_user(user: str) -> str:
    """Give the word for a LINE user."""
    return f"user:{user}"


def person_key(booking: Booking) -> str:
    """Give the job-seeker number in its form for comparing, "" when it is not known."""
    return booking.answers["number"].key if "number" in booking.answers else ""


def is_same_person(one: Mapping[str, Answer], other: Mapping[str, Answer]) -> bool:
    """Say whether two sets of answers are one person's: the same number, which is known, and the same name.

    The number alone is not enough: one wrong digit leads to a stranger.
    """
    if not {"number", "name"} <= one.keys() & other.keys():
        return False
    same_number = bool(one["number"].key) and one["number"].key == other["number"].key
    return same_number and plain(one["name"].value) == plain(other["name"].value)


def _answer(booking: Booking, name: str) -> str:
    return booking.answers[name].value if name in booking.answers else ""


def digits_of(text: str) -> str:
    """Give the digits of a text, in half width."""
    return "".join(part for part in compatible(text) if part.isdigit())


def _beginnings(name: str, written: Callable[[str], str]) -> set[str]:
    parts = compatible(name).split()
    starts = {written(name), *(written(part) for part in parts)}
    return {start[:length] for start in starts for length in range(1, min(len(start), LONGEST_PREFIX) + 1)}

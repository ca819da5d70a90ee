"""Length of a text in LINE's two ways of counting. LINE: Character counting in a text."""

import unicodedata

_JOINER = "\u200d"
_HALFWIDTH_MARKS = "\uff9e\uff9f"  # ﾞ and ﾟ extend the letter before them


def utf16_units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def graphemes(text: str) -> int:
    """Grapheme clusters of Unicode's UAX #29, without its rules for Indic conjuncts and prepended marks."""
    count, flags, before = 0, 0, ""
    for character in text:
        flags = flags + 1 if _is_flag_letter(character) else 0
        count += not _continues(before, character, flags)
        before = character
    return count


def _continues(before: str, character: str, flags: int) -> bool:
    if not before or before in "\r\n":
        return before == "\r" and character == "\n"
    return (
        _extends(character)
        or (before == _JOINER and _is_pictograph(character))
        or (flags > 0 and flags % 2 == 0)
        or _is_hangul_continued(before, character)
    )


def _extends(character: str) -> bool:
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in _HALFWIDTH_MARKS
        or character in (_JOINER, "\u200c")
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_pictograph(character: str) -> bool:
    return unicodedata.category(character) == "So"


def _is_hangul_continued(before: str, character: str) -> bool:
    """Conjoining jamo: a leading consonant, then vowels, then trailing consonants."""
    if "\u1100" <= before <= "\u115f":
        return "\u1100" <= character <= "\u11ff" or "\uac00" <= character <= "\ud7a3"
    syllable = "\uac00" <= before <= "\ud7a3" or "\u1160" <= before <= "\u11ff"
    return syllable and "\u1160" <= character <= "\u11ff"

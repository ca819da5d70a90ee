"""What people write, at a bounded length, so that whatever reads it has bounded work."""

import unicodedata
from collections.abc import Collection

UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
LONGEST_TEXT = 500  # characters; no question takes more


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

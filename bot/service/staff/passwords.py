"""Passwords of staff: which are too weak, and their Argon2 hashes. Length counts, and what others would guess."""

import threading
from base64 import b64encode
from collections.abc import Iterable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.booking.lookup import plain
from bot.booking.office import Office
from bot.booking.text import compatible

SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 128  # characters
OWN_PART = 8  # characters that must be left when guessable words are taken out
FEWEST_KINDS = 6  # different characters
GUESSABLE = (
    *("password", "passw0rd", "qwerty", "asdfgh", "zxcvbn", "iloveyou", "letmein", "welcome", "admin", "login"),
    *("abc123", "monkey", "dragon", "sakura", "yamada", "tanaka", "suzuki", "japan", "tokyo", "kitakyushu"),
    *("パスワード", "あいうえお", "かきくけこ", "さくら", "にほん"),
    *("madoguchi", "hellowork", "harowaaku", "harowaku", "harowa-ku", "shokugyo", "anteisho", "shinsotsu"),
    *("まどぐち", "窓口", "ハローワーク", "職業安定所", "公共", "新卒", "応援"),
)
RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "1qaz2wsx3edc")
ESTIMATED = 72  # characters, from the front: estimating takes four times as long for twice as many
SIGNS_FOR_LETTERS = frozenset("4@8({[<3691!|05$7+%2")
MOST_SIGNS = 6  # different ones; with more, zxcvbn tries hundreds of readings, which takes seconds
STRONG, STRONG_WITHOUT_SPACES = 4, 3  # zxcvbn's scores: 4 = 10**10 guesses or more, 3 = 10**8
HASHER = PasswordHasher()
HASHED_AT_ONCE = threading.Semaphore(2)  # each takes 64 MiB
ESTIMATING = threading.Lock()  # zxcvbn keeps the words of the context in one place for all threads


def made_up(hasher: PasswordHasher) -> str:
    """Give a hash that fits no password: its check takes as long as any other, its making nothing."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (b64encode(bytes(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len))
    return f"$argon2id$v=19${cost}${salt}${digest}"


NOBODY = made_up(HASHER)


def why_weak(password: str, office: Office, name: str) -> str:
    """Give the code of why a password may not be taken, "" when it may."""
    if len(password) < SHORTEST_PASSWORD:
        return "password_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_long"
    theirs = (office.id, office.name, *office.name.split(), office.telephone, office.telephone.replace("-", ""))
    words = [*GUESSABLE, *theirs, name, *name.split()]
    # Pieces of keyboard rows and of counting, longest first.
    starts = ((run, first, size) for size in (8, 6, 5, 4) for run in RUNS for first in range(len(run) - size + 1))
    pieces = (run[first : first + size] for run, first, size in starts)
    own = _without(_without(plain(password), words), pieces)
    if len(own) < OWN_PART or len(set(own)) < FEWEST_KINDS:
        return "password_guessable"
    return "password_common" if _is_common(password, words) else ""


def _is_common(password: str, words: Iterable[str]) -> bool:
    """Say whether lists of breached passwords, names and words make it up; a space between words adds little."""
    spaced, told = compatible(password).casefold(), [plain(word) for word in words if plain(word)]
    return _score(spaced, told) < STRONG or _score(plain(password), told) < STRONG_WITHOUT_SPACES


def _score(text: str, words: list[str]) -> int:
    if len(SIGNS_FOR_LETTERS.intersection(text)) > MOST_SIGNS:
        return STRONG
    from zxcvbn import zxcvbn  # here, for its lists take 13 MiB and 0.15 s: only who sets a password needs them

    with ESTIMATING:
        return int(zxcvbn(text[:ESTIMATED], words)["score"])


def _without(text: str, words: Iterable[str]) -> str:
    for word in words:
        text = text.replace(plain(word), "") if plain(word) else text
    return text


def hashed(password: str) -> str:
    """Give what is kept of a password."""
    with HASHED_AT_ONCE:
        return HASHER.hash(password)


def fits(kept: str, password: str) -> bool:
    """Say whether a password fits; "" kept, for nobody, takes as long as any other."""
    with HASHED_AT_ONCE:
        try:
            return HASHER.verify(kept or NOBODY, password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False

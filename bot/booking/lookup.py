"""By which words a booking is found again. Pure; the store keeps only keyed hashes of them."""

from bot.booking.model import Booking
from bot.booking.text import compatible

LONGEST_PREFIX = 12  # characters of a name


def plain(text: str) -> str:
    """Give a text as it is compared: full and half width, capitals and spaces make no difference."""
    return "".join(compatible(text).casefold().split())


def words_of(booking: Booking) -> frozenset[str]:
    """Give every word under which a booking is found."""
    return frozenset(
        [
            *(f"name:{part}" for part in _beginnings(_answer(booking, "name"))),
            *(by_telephone(tail) for tail in [digits_of(_answer(booking, "telephone"))[-4:]] if len(tail) == 4),
            *(by_user(user) for user in [booking.user] if user),
            *(by_person(key) for key in [person_key(booking)] if key),
        ]
    )


def by_name(typed: str) -> str:
    """Give the word for the beginning of a name, or of its second part."""
    return f"name:{plain(typed)[:LONGEST_PREFIX]}"


def by_telephone(tail: str) -> str:
    """Give the word for the last four digits of a telephone number."""
    return f"telephone:{tail}"


def by_person(key: str) -> str:
    """Give the word for a job-seeker number."""
    return f"person:{key}"


def by_user(user: str) -> str:
    """Give the word for a LINE user."""
    return f"user:{user}"


def person_key(booking: Booking) -> str:
    """Give the job-seeker number in its form for comparing, "" when it is not known."""
    return booking.answers["number"].key if "number" in booking.answers else ""


def _answer(booking: Booking, name: str) -> str:
    return booking.answers[name].value if name in booking.answers else ""


def digits_of(text: str) -> str:
    """Give the digits of a text, in half width."""
    return "".join(part for part in compatible(text) if part.isdigit())


def _beginnings(name: str) -> set[str]:
    parts = compatible(name).split()
    starts = {plain(name), *(plain(part) for part in parts)}
    return {start[:length] for start in starts for length in range(1, min(len(start), LONGEST_PREFIX) + 1)}

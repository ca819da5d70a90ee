"""An answer in two messages: 「13010」, then 「12345678」. Each half alone is asked about; both together are read."""

import re

from bot.dialogue.questions.kinds import Filled, Question, Seen, Typed
from bot.dialogue.reading import half_width
from bot.dialogue.reading.contact.number import UPPER

HALF = "half"  # among the texts held: the question and what was typed there
HALVES = frozenset({"upper_part_only", "lower_part_only", "too_short", "no_at_sign", "not_an_address"})
PIECE = re.compile(r"[0-9A-Za-z.@_+()\- ]{1,60}")


def half_of(text: str, question: Question) -> str:
    """Give a half of an answer as it is held."""
    return f"{question.name}:{text}"


def is_half(text: str, reason: str) -> bool:
    """Say whether a text that was not taken may be half of an answer."""
    return reason in HALVES and bool(PIECE.fullmatch(half_width(text).strip()))


def join(text: str, question: Question, seen: Seen) -> Filled | None:
    """Read a text together with the half before it; None when that gives nothing, or the text is whole by itself."""
    name, _, before = seen.conversation.held.get(HALF, "").partition(":")
    half = half_width(text).strip()
    if name != question.name or not before or not isinstance(question, Typed) or not PIECE.fullmatch(half):
        return None
    if isinstance(question.read(half, seen), Filled):
        return None
    read = (question.read(one, seen) for one in _together(question.name, before, half))
    return next((result for result in read if isinstance(result, Filled) and not _marks(result)), None)


def _together(name: str, before: str, half: str) -> tuple[str, ...]:
    """Give the ways in which two halves may belong together."""
    if name == "email":
        return f"{before}{half}", f"{before}@{half}"
    if name == "number":
        upper_first = len(re.sub(r"\D", "", before)) == UPPER
        return (f"{before}-{half}",) if upper_first else (f"{half}-{before}",)
    return (f"{before}{half}",)


def _marks(result: Filled) -> bool:
    return any(answer.mark for answer in result.answers.values())

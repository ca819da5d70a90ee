"""An answer in several messages: 「13010」, then 「12345678」. Each alone is asked about; together they are read."""

import re
from dataclasses import replace

from bot.dialogue.questions.kinds import Filled, Question, Seen, Typed
from bot.dialogue.reading import half_width
from bot.dialogue.reading.contact.number import UPPER
from bot.dialogue.turn import Say

HALF = "half"  # among the texts held: the question and what was typed there
HALVES = frozenset({"upper_part_only", "lower_part_only", "too_short", "no_at_sign", "not_an_address"})
LONGEST_HELD = 23  # characters of a telephone number of which the end has not come yet, with the question's name
FAMILY = re.compile("[一-龥々ヶ]{1,3}|[ァ-ヶー]{2,6}")
GIVEN = re.compile(
    "[一-龥々]{0,3}[郎朗雄夫男彦介助太人也斗樹輝之司治子美代江枝恵香奈菜花莉里実未佳穂織絵衣音羽央翔大]|[ァ-ヶー]{2,6}"
)
PIECE = re.compile(r"[0-9A-Za-z.@_+()\- ]{1,60}")


def half_of(text: str, question: Question, held: str) -> str:
    """Give a half of an answer as it is held; a telephone number may come in three pieces, or be begun anew."""
    before = held.partition(":")[2] if goes_on(text, question, held) else ""
    return f"{question.name}:{before}{half_width(text).strip()}"


def goes_on(text: str, question: Question, held: str) -> bool:
    """Say whether a piece goes on with the telephone number of which the beginning is held."""
    begins = half_width(text).strip().startswith("0") or len(held) > LONGEST_HELD
    return question.name == "telephone" and held.startswith("telephone:") and not begins


def is_half(text: str, reason: str) -> bool:
    """Say whether a text that was not taken may be half of an answer."""
    return reason in HALVES and bool(PIECE.fullmatch(half_width(text).strip()))


def whole_name(text: str, question: Question, seen: Seen) -> Filled | None:
    """Join a given name, told where the number is asked for, to the family name before it: 「山田」, then 「太郎」."""
    name, tried = seen.conversation.answers.get("name"), seen.conversation.tries.get(question.name, 0)
    if question.name != "number" or not name or tried or not FAMILY.fullmatch(name.value) or not GIVEN.fullmatch(text):
        return None
    whole = f"{name.value} {text}"
    say = Say("heard.changed", {"title": seen.facts.words("book.name.title"), "value": whole})
    return Filled({"name": replace(name, value=whole, key=f"{name.key}{text}")}, say)


def join(text: str, question: Question, seen: Seen) -> Filled | None:
    """Read a text together with the half before it; None when that gives nothing, or the text is whole by itself."""
    name, _, before = seen.conversation.held.get(HALF, "").partition(":")
    half = half_width(text).strip()
    is_said_again = half == before and name != "telephone"
    if (
        name != question.name
        or not before
        or not isinstance(question, Typed)
        or not PIECE.fullmatch(half)
        or is_said_again
    ):
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

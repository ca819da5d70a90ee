"""The tables of phrases, and how an answer is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.understanding import ACTING, Intention, Meaning, Stage, Sureness

FOLDER = Path(__file__).parent
FLAGS = ("negated", "asked", "reported")
COURTESIES = frozenset({Intention.THANKS, Intention.GREETING})


@dataclass(frozen=True)
class Row:
    """One phrase and what it means."""

    stage: Stage
    text: str
    meant: tuple[tuple[str, str], ...]
    values: str = ""

    @property
    def flags(self) -> frozenset[str]:
        """Give the words among the values that are no spans."""
        return frozenset(one for one in self.values.split(";") if one and "=" not in one)

    @property
    def spans(self) -> dict[str, str]:
        """Give the values by name."""
        return dict(one.split("=", 1) for one in self.values.split(";") if "=" in one)


def rows_of(name: str) -> list[Row]:
    """Read a table."""
    return list(_rows((FOLDER / name).read_text("utf-8").splitlines()))


def _rows(lines: list[str]) -> Iterator[Row]:
    for line in lines:
        if line and not line.startswith("#"):
            stage, text, intentions, about, values = (*line.split("\t"), "", "")[:5]
            topics = about.split("|") if about else [""] * len(intentions.split("|"))
            yield Row(Stage(stage), text, tuple(zip(intentions.split("|"), topics, strict=True)), values)


def is_right(row: Row, meaning: Meaning) -> bool:
    """Say whether a meaning is the one of the row, with its values and flags."""
    if meaning.sureness is not Sureness.SURE:
        return ("unknown", "") in row.meant
    named = any(meaning.intention == one and about in ("", meaning.about) for one, about in row.meant)
    flagged = all(getattr(meaning, flag) for flag in row.flags if flag in FLAGS)
    told = all(
        value in ("?", meaning.values.get(name)) and meaning.values.get(name) for name, value in row.spans.items()
    )
    return named and flagged and told and not is_false(row, meaning)


def is_false(row: Row, meaning: Meaning) -> bool:
    """Say whether something is acted on or acknowledged that was not meant."""
    allowed = {one for one, _ in row.meant}
    # What is said besides only begins something where staff are told of it.
    noted = [one for one in meaning.also if one.intention is not Intention.BOOK]
    acts_wrongly = any(_acts_wrongly(row, one, allowed) for one in (meaning, *noted))
    return acts_wrongly or (meaning.live and meaning.intention in COURTESIES and meaning.intention not in allowed)


def _acts_wrongly(row: Row, meaning: Meaning, allowed: set[str]) -> bool:
    if not meaning.acts:
        return False
    if "idle" in row.flags or row.flags & {*FLAGS}:
        return meaning.intention in allowed or not (allowed & ACTING)
    return meaning.intention not in allowed and not (allowed & ACTING)

"""What a text was understood to mean."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.dialogue.understanding.intentions import ACTING, Intention, Sureness


@dataclass(frozen=True)
class Candidate:
    """One thing that a text may mean."""

    intention: Intention
    about: str = ""


@dataclass(frozen=True)
class Meaning:
    """What is wanted, about what, with which values, and how sure.

    about       a topic, a field, a kind of trouble; "today" or "another_day" of an absence
    values      spans of the text for the readers ("when", "except", "value"), or codes read already ("minutes",
                "earliest", "any", "alternatives")
    candidates  at most four, to be asked about, where the meaning is unsure; where it is likely, the one
    negated     it is said that this is not wanted
    asked       it is asked about, or spoken of as a case that may come
    reported    it is quoted, heard from others, or told as done
    also        what else the text says
    """

    intention: Intention = Intention.UNKNOWN
    about: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    sureness: Sureness = Sureness.SURE
    candidates: tuple[Candidate, ...] = ()
    negated: bool = False
    asked: bool = False
    reported: bool = False
    also: tuple["Meaning", ...] = ()

    @property
    def live(self) -> bool:
        """Say whether it is meant as said: not negated, asked about or reported."""
        return self.sureness is Sureness.SURE and not (self.negated or self.asked or self.reported)

    @property
    def acts(self) -> bool:
        """Say whether it begins or notes something. An effect still needs its own confirmation."""
        return self.live and self.intention in ACTING


NOT_UNDERSTOOD = Meaning(sureness=Sureness.NOT_UNDERSTOOD)

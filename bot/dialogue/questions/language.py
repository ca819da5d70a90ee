"""Of which language somebody needs an interpreter, or that he brings one. Asked of who wishes one only. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.booking.model import Answer, wishes_an_interpreter
from bot.dialogue.questions.kinds import Filled, OneOf, Result, Seen

NAMED = re.compile(r"[ァ-ヶー]{2,12}語|[一-龠々]{1,4}語")
LATIN = re.compile(r"[a-z]{4,12}")
NO_LANGUAGE = frozenset({"日本語", "外国語", "言語", "母国語", "母語"})
BRINGS = re.compile(r"自分|連れ|つれ|家族|友人|友だち|友達|知り合い|一緒|いっしょ")


@dataclass(frozen=True)
class Language(OneOf):
    """Which language; one that has no button is taken as it was typed."""

    def is_asked(self, answers: Mapping[str, Answer]) -> bool:
        """Say whether an interpreter is wished."""
        return wishes_an_interpreter(answers)

    def read(self, text: str, seen: Seen) -> Result:
        """Take the one language that is named, or that an interpreter comes along."""
        latin = {*LATIN.findall(text.casefold())} & {*self.values}
        named = ({*NAMED.findall(text)} - NO_LANGUAGE) | latin
        if len(named) == 1:
            return Filled({self.name: Answer(self._value(named.pop(), seen))})
        if BRINGS.search(text) and not named:
            return self.take("own", seen)
        return super().read(text, seen)

    def row(self, seen: Seen) -> str | None:
        """Show the language where one is asked for."""
        answers = seen.conversation.answers
        return super().row(seen) if self.name in answers and self.is_asked(answers) else None

    def _value(self, named: str, seen: Seen) -> str:
        """Give the value whose button says the same, else the name itself."""
        labels = {one: seen.facts.words.both(f"{self.key}.option.{one}") for one in self.values}
        return next(
            (one for one, said in labels.items() if one == named or any(named in label for label in said)), named
        )

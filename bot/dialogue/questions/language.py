"""Of which language somebody needs an interpreter, or that he brings one. Asked of who wishes one only. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.booking.model import Answer, wishes_an_interpreter
from bot.dialogue.questions.kinds import Filled, OneOf, Result, Seen

NAMED = re.compile(r"[ァ-ヶー]{2,12}語|[一-龠々]{1,4}語")
# Written in kana only: 「ベトナムご」, 「えいご」.
IN_KANA = re.compile(r"([ァ-ヶーぁ-ん]{2,8}?)[ごゴ](?![ろとぜ])")
KANJI = {"エイ": "英語", "チュウゴク": "中国語", "カンコク": "韓国語"}
LATIN = re.compile(r"[a-z]{4,12}")
KATAKANA = ord("ァ") - ord("ぁ")
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
        named = self._named(text, seen)
        if len(named) == 1:
            return Filled({self.name: Answer(named.pop())})
        if BRINGS.search(text) and not named:
            return self.take("own", seen)
        return super().read(text, seen)

    def told_beside(self, text: str, seen: Seen) -> Mapping[str, Answer]:
        """Give the one language that a wish for an interpreter names: 「英語の通訳がいると助かります」."""
        named = self._named(text, seen)
        return {self.name: Answer(named.pop())} if len(named) == 1 else {}

    def row(self, seen: Seen) -> str | None:
        """Show the language where one is asked for."""
        answers = seen.conversation.answers
        return super().row(seen) if self.name in answers and self.is_asked(answers) else None

    def _named(self, text: str, seen: Seen) -> set[str]:
        """Give the values that are named, in kanji, kana or Latin letters."""
        latin = {*LATIN.findall(text.casefold())} & {*self.values}
        kana = {KANJI.get(one, f"{one}語") for one in map(_katakana, IN_KANA.findall(text))}
        values = {self._value(one, seen) for one in {*NAMED.findall(text)} - NO_LANGUAGE}
        return values | latin | ({self._value(one, seen) for one in kana} & {*self.values})

    def _value(self, named: str, seen: Seen) -> str:
        """Give the value whose button says the same, else the name itself."""
        labels = {one: seen.facts.words.both(f"{self.key}.option.{one}") for one in self.values}
        return next(
            (one for one, said in labels.items() if one == named or any(named in label for label in said)), named
        )


def _katakana(kana: str) -> str:
    return "".join(chr(ord(char) + KATAKANA) if "ぁ" <= char <= "ん" else char for char in kana)

"""Cutting a folded text into pieces. Each piece claims its text; what nobody claims stays to be judged."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogue.reading.dates.grammar import GRAMMAR, WORDS, Kind, Word

CLAIMED = "\x00"  # never in a text: cleaning drops control characters


@dataclass(frozen=True, eq=False)
class Token:
    """One piece: where it stands, what it says."""

    kind: Kind
    text: str
    start: int
    end: int
    slots: Mapping[str, int]
    part: str = ""


@dataclass(frozen=True)
class Pieces:
    """All pieces in order, and the text with what they claimed blanked out."""

    tokens: tuple[Token, ...]
    rest: str

    def of(self, *kinds: Kind) -> tuple[Token, ...]:
        """Give the pieces of these kinds."""
        return tuple(token for token in self.tokens if token.kind in kinds)

    def between(self, first: Token, second: Token) -> str:
        """Give the unclaimed text between two pieces."""
        return self.rest[first.end : second.start].replace(CLAIMED, "")

    def after(self, token: Token) -> str:
        """Give the unclaimed text that follows a piece at once."""
        return self.rest[token.end :].partition(CLAIMED)[0]

    def before(self, token: Token) -> str:
        """Give the unclaimed text just before a piece."""
        return self.rest[: token.start].rpartition(CLAIMED)[2]


def cut(text: str) -> Pieces:
    """Cut a folded text."""
    tokens: list[Token] = []
    for word in GRAMMAR:
        found = [_token(word, match) for match in word.pattern.finditer(text) if match.group()]
        tokens += found
        for token in found:
            text = text[: token.start] + CLAIMED * len(token.text) + text[token.end :]
    return Pieces(tuple(sorted(tokens, key=lambda token: token.start)), text)


def _token(word: Word, match: re.Match[str]) -> Token:
    said = {name: _number(group) for name, group in match.groupdict().items() if group}
    if "bare_minute" in said:
        said["minute"] = said.pop("bare_minute")
    return Token(word.kind, match.group(), match.start(), match.end(), {**word.slots, **said}, word.part)


def _number(group: str) -> int:
    return int(group) if group.isdecimal() else WORDS.get(group, 1)

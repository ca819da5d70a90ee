"""The catalogue of words: message keys to texts with named places. Pure; bot.messages loads it.

Each seeker reads one of two styles: the ordinary one, or やさしい日本語 for those to whom Japanese is foreign or hard.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

T = TypeVar("T")


class Said(str):
    """A value that is worded otherwise in やさしい日本語; as a plain string it is the ordinary wording."""

    __slots__ = ("easy",)
    easy: str

    def __new__(cls, ordinary: str, easy: str) -> "Said":
        """Keep both wordings."""
        said = super().__new__(cls, ordinary)
        said.easy = easy
        return said

    @classmethod
    def joined(cls, parts: Iterable[str], between: str = "") -> "Said":
        """Join values, each in either wording."""
        listed = tuple(parts)
        return cls(between.join(listed), between.join(map(easily, listed)))


def easily(value: str) -> str:
    """Give a value in its easy wording, if it has one."""
    return value.easy if isinstance(value, Said) else value


@dataclass(frozen=True)
class Words:
    """Texts by key, e.g. "book.name.ask"; `common` values (office, telephone) stand in every text.

    simple  the texts of やさしい日本語; a key that is not in it is for staff
    easy    this is the catalogue for who reads やさしい日本語
    mails   the templates of mail, by path
    """

    texts: Mapping[str, str]
    common: Mapping[str, str]
    simple: Mapping[str, str] = field(default_factory=dict)
    easy: bool = False
    mails: Mapping[str, str] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        """Say whether there is a text for the key."""
        return key in self.texts

    def __call__(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """Give the text of a key with its places filled; KeyError for an unknown key or an empty place."""
        if values:
            return self._filled(key, values)
        if key not in self._without_values:
            self._without_values[key] = self._filled(key, {})
        return self._without_values[key]

    def _filled(self, key: str, values: Mapping[str, str]) -> str:
        text = self.texts[key]
        text = self.simple.get(key, text) if self.easy else text
        if "{" not in text and "}" not in text:
            return text
        return text.format_map({**self._common, **{name: self.value(one) for name, one in values.items()}})

    @cached_property
    def _without_values(self) -> dict[str, str]:
        return {}

    @cached_property
    def _common(self) -> Mapping[str, str]:
        return {name: self.value(one) for name, one in self.common.items()}

    @cached_property
    def _made(self) -> dict[Callable[["Words"], Any], Any]:
        return {}

    def once(self, make: Callable[["Words"], T]) -> T:
        """Give what a function makes of this catalogue, made at the first time; not for what reads values."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def value(self, value: str) -> str:
        """Give a value as it is worded in this style."""
        return easily(value) if self.easy else str(value)

    def both(self, key: str) -> frozenset[str]:
        """Give the text of a key in both styles."""
        return frozenset((self(key), self._other(key)))

    def in_style(self, *, easy: bool) -> "Words":
        """Give the catalogue in a style."""
        return self if easy is self.easy else self._other

    @cached_property
    def _other(self) -> "Words":
        return replace(self, easy=not self.easy)

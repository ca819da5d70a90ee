"""The catalogue of words: message keys to texts with named places. Pure; bot.messages loads it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Texts by key, e.g. "book.name.ask"; `common` values (office, telephone) stand in every text."""

    texts: Mapping[str, str]
    common: Mapping[str, str]

    def __contains__(self, key: str) -> bool:
        """Say whether there is a text for the key."""
        return key in self.texts

    def __call__(self, key: str, values: Mapping[str, str] | None = None) -> str:
        """Give the text of a key with its places filled; KeyError for an unknown key or an empty place."""
        return self.texts[key].format_map({**self.common, **(values or {})})

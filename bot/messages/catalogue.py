"""Loads messages_ja/ into a catalogue: the file's name, then the keys down to the text, joined by dots."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from bot.booking.office import Office
from bot.booking.opening import start_times
from bot.dialogue.words import Words

FOLDER: Traversable = files("messages_ja")


def load_words(office: Office) -> Words:
    """Read every *.toml of the folder; what the office's texts share fills {office}, {telephone} and the like."""
    texts: dict[str, str] = {}
    for file in sorted(FOLDER.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            texts.update(_flat(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8"))))
    return Words(texts, common_values(office))


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            yield from _flat(key, value)
        else:
            yield key, value


def common_values(office: Office) -> dict[str, str]:
    """Give what any text may name."""
    return {
        "office": office.name,
        "address": office.address,
        "telephone": office.telephone,
        "signed_by": office.terms_signed_by,
        "court": office.terms_court,
        "opens": f"{office.opens:%H:%M}".removeprefix("0"),
        "closes": f"{office.closes:%H:%M}",
        "horizon_days": str(office.horizon_days),
        "minutes": str(office.minutes),
        "first_start": f"{start_times(office)[0]:%H:%M}",
        "last_start": f"{start_times(office)[-1]:%H:%M}",
    }

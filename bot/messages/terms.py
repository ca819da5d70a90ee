"""Loads the versions of the terms of use in messages_ja/terms/, each named after the day it takes effect.

easy/ holds the editions in やさしい日本語 under the same names.
"""

from collections.abc import Mapping
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path

from bot.booking.office import Office
from bot.dialogue.terms import Terms
from bot.errors import SettingsError
from bot.messages.catalogue import common_values
from bot.messages.texts import editions


def load_terms(office: Office, own: Path | None = None) -> tuple[Terms, ...]:
    """Read every version, oldest first, with the office's own data filled in; `own` texts may bring their own."""
    folder = editions(own)
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".md")), key=lambda file: file.name)
    values = common_values(office)
    return tuple(
        Terms(_day(file), _filled(file, values), easy=_filled(folder / "easy" / file.name, values)) for file in files
    )


def _day(file: Traversable) -> str:
    """Give the day on which an edition takes effect, which is its name."""
    try:
        return date.fromisoformat(file.name.removesuffix(".md")).isoformat()
    except ValueError:
        raise SettingsError(f"{file} の名前は、施行日にしてください（例 2026-12-01.md）") from None


def _filled(file: Traversable, values: Mapping[str, str]) -> str:
    """Give a text with the office's data, "" where there is no such file."""
    if not file.is_file():
        return ""
    try:
        text = file.read_text("utf-8-sig").format_map(values)
    except KeyError as error:
        raise SettingsError(f"{file} の {{{error.args[0]}}} には、何も入りません") from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} を UTF-8 で保存し直してください") from None
    except ValueError:
        raise SettingsError(f"{file} を直してください: かっこそのものは {{{{ }}}} と書きます") from None
    if not text.strip():
        raise SettingsError(f"{file} に何も書かれていません。規約の文を入れてください")
    return text

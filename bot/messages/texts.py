"""The files of texts: those that we ship in messages_ja/, and over them those of an office's own folder.

The own folder is laid out like messages_ja/. A key of one of its *.toml replaces that text alone, understanding/ adds
to what is understood, and of mail/ and menu/ each file replaces the shipped one. Where terms/ has an edition, only
those of the office count. What nothing would read is refused, so that nobody believes a text changed that did not.
"""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath
from string import Formatter
from types import MappingProxyType
from typing import Any

from bot.errors import SettingsError
from bot.messages.toml_file import read_toml, read_utf8

FOLDER: Traversable = files("messages_ja")
EASY = "easy"
REPLACED = ("mail", "menu")  # folders whose files replace the shipped ones
NEW_ANSWER = ("label", "text")
LONGEST_LABEL = 20  # characters of a button (Messaging API reference, "Action objects")


@cache
def shipped_texts(*, easy: bool) -> Mapping[str, str]:
    """Give the texts that we ship in one style: the file's name, then the keys down to the text, joined by dots.

    They are read once for a process; who forks asks for them before.
    """
    texts: dict[str, str] = {}
    for file in toml_files(FOLDER / EASY if easy else FOLDER):
        texts.update(_flat(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8"))))
    return MappingProxyType(texts)


def toml_files(folder: Traversable) -> list[Traversable]:
    """Give the *.toml of a folder in the order of their names, none where there is no such folder."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted((file for file in found if file.name.endswith(".toml")), key=lambda file: file.name)


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            yield from _flat(key, value)
        else:
            yield key, value


def own_texts(folder: Path, shipped: Mapping[str, str], common: frozenset[str]) -> dict[str, str]:
    """Read an office's texts of one folder that go over the shipped ones; a topic of its own may be added to answers.

    common  the names that may stand in braces in any text
    """
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        for key, text in _flat(file.stem, read_toml(file)):
            fault = _fault(key, text, shipped, common)
            if fault:
                raise SettingsError(f"{file} を直してください: {key.partition('.')[2]} {fault}")
            texts[key] = text
    return texts


def _fault(key: str, text: object, shipped: Mapping[str, str], common: frozenset[str]) -> str:
    """Say why a text can't stand there, "" when it can."""
    file, _, name = key.partition(".")
    is_new_answer = file == "answers" and name.count(".") == 1 and name.rpartition(".")[2] in NEW_ANSWER
    if not isinstance(text, str):
        return 'は、" で囲んだ文字にしてください'
    if key not in shipped and not is_new_answer:
        return f"は使われません。{_meant(file, name, shipped)}"
    if file == "answers" and name.endswith(".label") and len(text) > LONGEST_LABEL:
        return f"は{LONGEST_LABEL}文字までにしてください（ボタンの文字です）"
    try:
        strange = sorted(_places(text) - _places(shipped.get(key, "")) - common)
    except ValueError:
        return "の { } が閉じていません（かっこそのものは {{ }} と書きます）"
    return f"の {{{strange[0]}}} には、何も入りません" if strange else ""


def _meant(file: str, name: str, shipped: Mapping[str, str]) -> str:
    """Say which name is near, or in which file a name stands."""
    near = next(iter(get_close_matches(f"{file}.{name}", shipped, n=1)), "")
    there, _, meant = near.partition(".")
    if meant == name:
        return f"{there}.toml に書いてください"
    return f"{meant} のことではありませんか" if near else "名前を確かめてください"


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def mails(own: Path | None) -> dict[str, str]:
    """Give the templates of mail by their path, e.g. "moved/body.txt"."""
    found, kept = _shipped_mails(), own / "mail" if own else None
    return {path: read_utf8(kept / path) if kept and (kept / path).is_file() else text for path, text in found.items()}


@cache
def _shipped_mails() -> Mapping[str, str]:
    return {file: (FOLDER / "mail").joinpath(*file.split("/")).read_text("utf-8") for file in _paths(FOLDER / "mail")}


def of_menus(name: str, own: Path | None) -> Traversable:
    """Give a file of the rich menus: the office's own where there is one."""
    return own / "menu" / name if own and (own / "menu" / name).is_file() else FOLDER / "menu" / name


def editions(own: Path | None) -> Traversable:
    """Give the folder with the editions of the terms: the office's own as soon as one stands there."""
    return own / "terms" if own and any((own / "terms").glob("*.md")) else FOLDER / "terms"


def check_own(own: Path) -> None:
    """Refuse a folder that is not there, or in which a file stands that nothing reads."""
    if not own.is_dir():
        raise SettingsError(f"OFFICE_DIR のフォルダーがありません: {own}")
    for path in _paths(own):
        if not _is_read(PurePath(path)):
            raise SettingsError(f"{own / path} は使われません。messages_ja と同じ名前・同じフォルダーにしてください")


def _is_read(path: PurePath) -> bool:
    match path.parts:
        case ("understanding", _):
            return path.suffix in (".toml", ".tsv")
        case (_,) | ("easy", _):
            return path.suffix == ".toml"
        case ("terms", _) | ("terms", "easy", _):
            return path.suffix == ".md"
        case _:
            return path.parts[0] in REPLACED and FOLDER.joinpath(*path.parts).is_file()


def _paths(folder: Traversable, before: str = "") -> Iterator[str]:
    """Give the files of a folder and all below it, but not what editors and systems leave lying."""
    for one in folder.iterdir():
        if one.name.startswith((".", "__")) or one.name.endswith("~"):
            continue
        if one.is_dir():
            yield from _paths(one, f"{before}{one.name}/")
        else:
            yield f"{before}{one.name}"

"""The rich menus: what messages_ja/menu/ says, as LINE takes it. A menu's name carries a hash of all that it is."""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from bot.messages.fitting import cut, units
from bot.messages.texts import of_menus

PREFIX = "madoguchi-"
MAX_BAR = 14  # UTF-16 units; LINE counts what looks like one character, which is never more
MAX_NAME = 300  # UTF-16 units


class MenuState(StrEnum):
    """What a seeker has for whom a menu is made: no booking, one, or one that is today; and in which words he reads."""

    NONE = "none"
    BOOKED = "booked"
    TODAY = "today"
    EASY_NONE = "easy-none"
    EASY_BOOKED = "easy-booked"
    EASY_TODAY = "easy-today"

    @property
    def is_easy(self) -> bool:
        """Say whether it is for who reads やさしい日本語."""
        return self.value.startswith("easy-")

    @property
    def easily(self) -> "MenuState":
        """Give the state of who has the same and reads やさしい日本語."""
        return self if self.is_easy else MenuState(f"easy-{self.value}")


@dataclass(frozen=True)
class Area:
    """One place to tap, in pixels; a tap sends `text` as the seeker's own message.

    label    stands large in the picture, line by line; a screen reader says it
    reading  stands small below, "" for nothing
    icon     names the drawing above
    """

    x: int
    y: int
    width: int
    height: int
    text: str
    label: str
    reading: str
    icon: str


@dataclass(frozen=True)
class MenuShape:
    """One menu without its picture."""

    state: MenuState
    width: int
    height: int
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Menu:
    """One menu with its picture (PNG) and the words on the bar that opens it; it is named after the office, too."""

    shape: MenuShape
    picture: bytes
    chat_bar: str
    office: str = ""

    @cached_property
    def name(self) -> str:
        """Give the name, which differs as soon as anything in the menu does."""
        whole = json.dumps(self._body, ensure_ascii=False, sort_keys=True).encode() + self.picture
        return cut(f"{self.alias}-{hashlib.sha256(whole).hexdigest()[:12]} {self.office}".strip(), MAX_NAME)

    @property
    def alias(self) -> str:
        """Give the name under which the newest menu of this state is found."""
        return f"{PREFIX}{self.shape.state}"

    @property
    def definition(self) -> dict[str, Any]:
        """Give the body of LINE's request."""
        return {**self._body, "name": self.name}

    @cached_property
    def _body(self) -> dict[str, Any]:
        return {
            "size": {"width": self.shape.width, "height": self.shape.height},
            "selected": True,
            "chatBarText": self.chat_bar,
            "areas": [
                {
                    "bounds": {"x": one.x, "y": one.y, "width": one.width, "height": one.height},
                    "action": {"type": "message", "label": one.label.replace("\n", ""), "text": one.text},
                }
                for one in self.shape.areas
            ],
        }


def shapes(own: Path | None = None) -> tuple[MenuShape, ...]:
    """Read the definitions; `own` texts may bring their own."""
    table = _table(own)
    return tuple(_shape(state, table) for state in MenuState)


def menus(office: str, own: Path | None = None) -> tuple[Menu, ...]:
    """Read the definitions and the pictures for an office of that name."""
    bar = _fitting(_table(own)["chat_bar"], office)
    return tuple(Menu(one, of_menus(f"{one.state}.png", own).read_bytes(), bar, office) for one in shapes(own))


@cache
def _table(own: Path | None) -> dict[str, Any]:
    return tomllib.loads(of_menus("menus.toml", own).read_text("utf-8-sig"))


def _fitting(texts: Sequence[str], office: str) -> str:
    """Give the first text that fits on the bar with the office's name in it."""
    told = [text.format(office=office) for text in texts]
    return next((one for one in told if one.strip() and units(one) <= MAX_BAR), told[-1])


def _shape(state: MenuState, table: dict[str, Any]) -> MenuShape:
    """Part the picture evenly: its width and height are multiples of the columns and rows."""
    areas, columns = table[state]["areas"], table["columns"]
    width, height = table["width"] // columns, table["height"] // -(-len(areas) // columns)
    parted = tuple(
        _area(one, number % columns * width, number // columns * height, width, height)
        for number, one in enumerate(areas)
    )
    return MenuShape(state, table["width"], table["height"], parted)


def _area(one: dict[str, str], left: int, top: int, width: int, height: int) -> Area:
    return Area(left, top, width, height, one["text"], one["label"], one.get("reading", ""), one["icon"])

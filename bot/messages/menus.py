"""The rich menus: what messages_ja/menu/ says, as LINE takes it. A menu's name carries a hash of all that it is."""

import hashlib
import json
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from bot.messages.catalogue import FOLDER

PREFIX = "madoguchi-"


class MenuState(StrEnum):
    """What a seeker has for whom a menu is made: no booking, one, or one that is today."""

    NONE = "none"
    BOOKED = "booked"
    TODAY = "today"


@dataclass(frozen=True)
class Area:
    """One place to tap, in pixels; a tap sends `text` as the seeker's own message."""

    x: int
    y: int
    width: int
    height: int
    text: str
    label: str


@dataclass(frozen=True)
class MenuShape:
    """One menu without its picture."""

    state: MenuState
    width: int
    height: int
    chat_bar: str
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Menu:
    """One menu with its picture (PNG)."""

    shape: MenuShape
    picture: bytes

    @cached_property
    def name(self) -> str:
        """Give the name, which differs as soon as anything in the menu does."""
        whole = json.dumps(_body(self.shape), ensure_ascii=False, sort_keys=True).encode() + self.picture
        return f"{self.alias}-{hashlib.sha256(whole).hexdigest()[:12]}"

    @property
    def alias(self) -> str:
        """Give the name under which the newest menu of this state is found."""
        return f"{PREFIX}{self.shape.state}"

    @property
    def definition(self) -> dict[str, Any]:
        """Give the body of LINE's request."""
        return {**_body(self.shape), "name": self.name}


def shapes() -> tuple[MenuShape, ...]:
    """Read the definitions."""
    table = tomllib.loads((FOLDER / "menu/menus.toml").read_text("utf-8"))
    return tuple(_shape(state, table) for state in MenuState)


def menus() -> tuple[Menu, ...]:
    """Read the definitions and the pictures."""
    return tuple(Menu(shape, (FOLDER / f"menu/{shape.state}.png").read_bytes()) for shape in shapes())


def _shape(state: MenuState, table: dict[str, Any]) -> MenuShape:
    width, rows = table["width"], -(-len(table[state]["areas"]) // table["columns"])
    height = table["height"] if rows > 1 else table["height"] // 2
    areas = tuple(
        _area(number, one, width, height, table["columns"], rows) for number, one in enumerate(table[state]["areas"])
    )
    return MenuShape(state, width, height, table[state]["chat_bar"], areas)


def _area(number: int, one: dict[str, str], width: int, height: int, columns: int, rows: int) -> Area:
    column, row = number % columns, number // columns
    left, right = width * column // columns, width * (column + 1) // columns
    top, bottom = height * row // rows, height * (row + 1) // rows
    return Area(left, top, right - left, bottom - top, one["text"], one["label"])


def _body(shape: MenuShape) -> dict[str, Any]:
    return {
        "size": {"width": shape.width, "height": shape.height},
        "selected": True,
        "chatBarText": shape.chat_bar,
        "areas": [
            {
                "bounds": {"x": one.x, "y": one.y, "width": one.width, "height": one.height},
                "action": {"type": "message", "label": one.label, "text": one.text},
            }
            for one in shape.areas
        ],
    }

"""Actions of buttons, quick replies and rich menus. LINE: Messaging API reference, Action objects."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from bot.playground.line.limits.counting import graphemes
from bot.playground.line.limits.rules import Finding, Rule, anything, by_type, fields, matching, one_of, text, then

MOMENT_FORMATS: Mapping[str, str] = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d",
    "datetime": r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d",
}
_OPEN_KEYBOARD = "openKeyboard"
_INPUT_OPTIONS = ("closeRichMenu", "openRichMenu", _OPEN_KEYBOARD, "openVoice")
_BOUNDS = ("initial", "max", "min")


def _fill_in(path: str, value: Any) -> Iterator[Finding]:
    if value.get("fillInText") is not None and value.get("inputOption") != _OPEN_KEYBOARD:
        yield Finding(f"{path}.fillInText", "Can be set only with inputOption openKeyboard")


def moment(mode: str, value: object) -> Any:
    """The value of a datetimepicker: a date, a time or both, by its mode; None when it's none between 1900 and 2100."""
    if not isinstance(value, str) or not re.fullmatch(MOMENT_FORMATS.get(mode, "(?!)"), value):
        return None
    try:
        found = _READERS[mode](value.upper())
    except ValueError:
        return None
    return None if isinstance(found, date) and not 1900 <= found.year <= 2100 else found


_READERS: Mapping[str, Any] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
}


def _picker_bounds(path: str, value: Any) -> Iterator[Finding]:
    mode = value.get("mode")
    found = {name: moment(mode, value[name]) for name in _BOUNDS if value.get(name) is not None}
    yield from (Finding(f"{path}.{name}", "Invalid date format") for name, at in found.items() if at is None)
    low, high = found.get("min"), found.get("max")
    if low and high and not low < high:
        yield Finding(f"{path}.max", "Must be later than min")


_data = text(300)
_input_option = one_of(*_INPUT_OPTIONS)
ALIAS_ID = matching(r"[a-z0-9_-]{1,32}", "Invalid rich menu alias")
_uri = then(text(1000), matching(r"(?is)(https?://|line://|tel:).+", "invalid uri scheme"))


def _properties() -> dict[str, tuple[dict[str, Rule], dict[str, Rule]]]:
    """By kind of action, what it must have and what it may have besides its label."""
    spoken = text(300, graphemes)
    shown = dict.fromkeys(("displayText", "text", "fillInText"), spoken) | {"inputOption": _input_option}
    pick = {"data": _data, "mode": one_of(*MOMENT_FORMATS)}
    bounds: dict[str, Rule] = dict.fromkeys(_BOUNDS, anything)
    return {
        "postback": ({"data": _data}, shown),
        "message": ({"text": spoken}, {}),
        "uri": ({"uri": _uri}, {}),
        "datetimepicker": (pick, bounds),
        "clipboard": ({"clipboardText": text(1000)}, {}),
        "richmenuswitch": ({"richMenuAliasId": ALIAS_ID, "data": _data}, {}),
        "camera": ({}, {}),
        "cameraRoll": ({}, {}),
        "location": ({}, {}),
    }


_PROPERTIES = _properties()
_EXTRA: Mapping[str, Rule] = {"postback": _fill_in, "datetimepicker": _picker_bounds}
EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")
QUICK_REPLY = (*EVERYWHERE, "camera", "cameraRoll", "location")
RICH_MENU = (*EVERYWHERE, "richmenuswitch")


def actions(most: int, kinds: tuple[str, ...] = EVERYWHERE, *, label_required: bool = True) -> Rule:
    """An action whose label has at most that many characters. LINE: Specifications of the label."""
    label: dict[str, Rule] = {"label": text(most, graphemes)}
    must, may = (label, {}) if label_required else ({}, label)
    rules = {kind: fields(must | _PROPERTIES[kind][0], may | _PROPERTIES[kind][1]) for kind in kinds}
    return by_type({kind: then(rule, _EXTRA.get(kind, anything)) for kind, rule in rules.items()})

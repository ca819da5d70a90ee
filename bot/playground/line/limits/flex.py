"""Flex containers, walked from the container down to the smallest component.

LINE names the place of an error as a path from the container, such as `/body/contents/0/text`.
LINE: Messaging API reference, Flex Message.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.playground.line.limits.flex_parts import BLOCK_STYLE, BUBBLE, PARTS, Properties
from bot.playground.line.limits.rules import Finding, fields
from bot.playground.line.wire import compact

_BUBBLE_BYTES, _CAROUSEL_BYTES, _BUBBLES = 30_000, 50_000, 12
_IN_BOX = ("box", "button", "image", "video", "text", "separator", "filler")
_IN_BASELINE = ("icon", "text", "filler")
_BLOCKS: Mapping[str, Sequence[str]] = {
    "header": ("box",),
    "hero": ("box", "image", "video"),
    "body": ("box",),
    "footer": ("box",),
}

Findings = Iterator[Finding]


def container(value: Any) -> Findings:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == "bubble":
        yield from _bubble("", value)
    elif kind == "carousel":
        yield from _carousel(value)
    else:
        yield Finding("/type", "invalid property")


def _carousel(value: Any) -> Findings:
    bubbles = value.get("contents")
    if not isinstance(bubbles, list) or not 1 <= len(bubbles) <= _BUBBLES:
        yield Finding("/contents", f"size must be between 1 and {_BUBBLES}")
        return
    yield from _too_large("", value, _CAROUSEL_BYTES)
    for index, bubble in enumerate(bubbles):
        yield from _bubble(f"/contents/{index}", bubble)
    if len({bubble.get("size", "mega") for bubble in bubbles if isinstance(bubble, dict)}) > 1:
        yield Finding("/contents", "all bubbles must have the same size")


def _bubble(path: str, value: Any) -> Findings:
    if not isinstance(value, dict) or value.get("type") != "bubble":
        yield Finding(f"{path}/type", "invalid property")
        return
    yield from _too_large(path, value, _BUBBLE_BYTES)
    yield from _own_properties(path, value, {}, BUBBLE)
    for block, kinds in _BLOCKS.items():
        if value.get(block) is not None:
            yield from _component(f"{path}/{block}", value[block], kinds)
    for block, style in (value.get("styles") or {}).items():
        yield from _own_properties(f"{path}/styles/{block}", style, {}, BLOCK_STYLE)


def _too_large(path: str, value: Any, most: int) -> Findings:
    if len(compact(value)) > most:
        yield Finding(path or "/", f"size must be at most {most} bytes")


def _component(path: str, value: Any, kinds: Sequence[str]) -> Findings:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in kinds:
        yield Finding(path, "invalid property")
        return
    yield from _own_properties(path, value, *PARTS[str(kind)])
    if kind == "box":
        yield from _children(path, value, _IN_BASELINE if value.get("layout") == "baseline" else _IN_BOX)
    elif kind == "text":
        yield from _text(path, value)


def _children(path: str, value: Any, kinds: Sequence[str]) -> Findings:
    contents = value.get("contents")
    if not isinstance(contents, list):
        yield Finding(f"{path}/contents", "must be an array")
        return
    for index, child in enumerate(contents):
        yield from _component(f"{path}/contents/{index}", child, kinds)


def _text(path: str, value: Any) -> Findings:
    if value.get("contents"):
        yield from _children(path, value, ("span",))
    elif not value.get("text"):
        yield Finding(f"{path}/text", "must be non-empty text")


def _own_properties(path: str, value: Any, required: Properties, optional: Properties) -> Findings:
    """Here, unlike elsewhere, a property that LINE doesn't know is an error."""
    known = {"type", *required, *optional}
    unknown = [name for name in value if name not in known] if isinstance(value, dict) else []
    yield from (Finding(f"{path}/{name}", "unknown field") for name in unknown)
    for found in fields(required, optional)("", value):
        yield _told(path, found)


def _told(path: str, found: Finding) -> Finding:
    place = found.property.replace("[", "/").replace("]", "").replace(".", "/")
    message = "must be non-empty text" if found.message == "May not be empty" else found.message
    return replace(found, property=f"{path}/{place}", message=message)

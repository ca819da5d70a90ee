"""The readable part of a booking: what is counted and listed without opening its sealed part (decision 71).

It is the values of PARTS in their order with bars between; in earlier forms it is JSON. A part is only ever added at
the end. All else that is no personal data is sealed with the rest, where it can be shortened.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

PARTS = ("id", "number", "state", "start", "end", "created", "version", "consent", "counsellor")
SEALED_AS_WELL = "consent"  # of which only the version is readable
BETWEEN = "|"
EMPTY = BETWEEN * len(PARTS)


def readable_of(fields: Mapping[str, Any]) -> str:
    """Give the readable part of a booking from its fields; "" where a part would not come out again."""
    told = {**fields, "consent": fields["consent"]["version"]}
    parts = [str(told.get(name, "")) for name in PARTS]
    return "" if any(BETWEEN in part for part in parts) else BETWEEN.join(parts).rstrip(BETWEEN)


def sealed_of(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields of a booking that are sealed beside it."""
    return {name: value for name, value in fields.items() if name not in PARTS or name == SEALED_AS_WELL}


def fields_of(readable: str) -> dict[str, Any]:
    """Give the fields of a readable part; ValueError where it is none."""
    if _is_json(readable):
        found: dict[str, Any] = json.loads(readable)
        return found
    told = {name: part for name, part in zip(PARTS, readable.split(BETWEEN), strict=False) if part}
    return {**told, "consent": {"version": told.get("consent", "")}}


def parts_of(readable: str) -> Sequence[str]:
    """Give the values of PARTS, "" for what is not there, where thousands are read; ValueError where it is none."""
    if _is_json(readable):
        told = fields_of(readable)
        told[SEALED_AS_WELL] = told[SEALED_AS_WELL]["version"]
        return [str(told.get(name, "")) for name in PARTS]
    return (readable + EMPTY).split(BETWEEN)[: len(PARTS)]


def _is_json(readable: str) -> bool:
    return readable.startswith("{") or BETWEEN not in readable

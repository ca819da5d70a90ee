"""JSON as it goes over the wire and into the state file."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Json = dict[str, Any]
T = TypeVar("T")


def compact(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain).encode()


def plain(value: object) -> object:
    """What a frozen record or a moment is in JSON."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return shallow(value)
    raise TypeError(f"not JSON: {type(value).__name__}")


def shallow(value: Any) -> Json:
    """The fields of a dataclass by name."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def record(kind: type[T], values: Mapping[str, Any]) -> T:
    """The dataclass that `plain` wrote; fields it lacks keep their defaults."""
    hints = get_type_hints(kind)
    return kind(**{name: _typed(hints[name], value) for name, value in values.items() if name in hints})


def _typed(hint: Any, value: Any) -> Any:
    if value is not None and datetime in (hint, *get_args(hint)):
        return datetime.fromisoformat(value)
    return tuple(value) if get_origin(hint) is tuple else value

"""Small rules to put together into a check of a JSON value; each yields what is wrong and where."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.playground.line.limits.counting import utf16_units

REQUIRED = "must be specified"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, as LINE's error details tell it. LINE: Messaging API reference, Error responses."""

    property: str
    message: str


Rule = Callable[[str, Any], Iterator[Finding]]


def anything(_path: str, _value: Any) -> Iterator[Finding]:
    yield from ()


def text(most: int, count: Callable[[str], int] = utf16_units, least: int = 1) -> Rule:
    def check(path: str, value: Any) -> Iterator[Finding]:
        if not isinstance(value, str):
            yield Finding(path, "Must be a string")
        elif least and not value.strip():
            yield Finding(path, "May not be empty")
        elif count(value) > most:
            yield Finding(path, f"Length must be between 0 and {most}")

    return check


def matching(pattern: str, message: str) -> Rule:
    compiled = re.compile(pattern)

    def check(path: str, value: Any) -> Iterator[Finding]:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            yield Finding(path, message)

    return check


def one_of(*values: str) -> Rule:
    def check(path: str, value: Any) -> Iterator[Finding]:
        if value not in values:
            yield Finding(path, f"Must be one of the following values: [{', '.join(values)}]")

    return check


def number(least: float, most: float, step: int | None = None) -> Rule:
    def check(path: str, value: Any) -> Iterator[Finding]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield Finding(path, "Must be a number")
        elif not least <= value <= most:
            yield Finding(path, f"Must be between {least:g} and {most:g}")
        elif step and value % step:
            yield Finding(path, f"Must be a multiple of {step}")

    return check


def boolean(path: str, value: Any) -> Iterator[Finding]:
    if not isinstance(value, bool):
        yield Finding(path, "Must be true or false")


def items(each: Rule, least: int, most: int) -> Rule:
    def check(path: str, value: Any) -> Iterator[Finding]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            yield Finding(path, f"Size must be between {least} and {most}")
            return
        for index, item in enumerate(value):
            yield from each(f"{path}[{index}]", item)

    return check


def fields(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """An object; null counts as absent, and properties that aren't named here are let by."""
    rules = {**required, **(optional or {})}

    def check(path: str, value: Any) -> Iterator[Finding]:
        if not isinstance(value, dict):
            yield Finding(path, "Must be an object")
            return
        prefix = f"{path}." if path else ""
        for name, rule in rules.items():
            if value.get(name) is not None:
                yield from rule(prefix + name, value[name])
            elif name in required:
                yield Finding(prefix + name, REQUIRED)

    return check


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """An object whose `type` chooses its rule."""
    known = one_of(*rules)

    def check(path: str, value: Any) -> Iterator[Finding]:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in rules:
            yield from rules[kind](path, value)
        else:
            yield from known(f"{path}.type", kind)

    return check


def then(*rules: Rule) -> Rule:
    """One rule after the other, up to the first that finds something."""

    def check(path: str, value: Any) -> Iterator[Finding]:
        for rule in rules:
            found = list(rule(path, value))
            yield from found
            if found:
                return

    return check


def https_url(most: int) -> Rule:
    return then(text(most), matching(r"(?s)https://.+", "Must be an HTTPS URL"))

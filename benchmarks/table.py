"""What a benchmark hands on: rows of the table, and curves. Each module has `measure()`, which gives them in turn."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Row:
    """One measure: the median of its rounds, the least and the most of them, and what it is to reach.

    `reach` is told as it stands, "" where nothing is to be reached; `reached` is None then.
    """

    name: str
    median: float
    least: float
    most: float
    unit: str = ""
    reach: str = ""
    reached: bool | None = None

    def __str__(self) -> str:
        """Give the row as a line for the terminal."""
        spread = "" if self.least == self.most else f" ({told(self.least)}–{told(self.most)})"
        goal = f"  [{self.reach}: {'reached' if self.reached else 'NOT REACHED'}]" if self.reach else ""
        return f"{self.name}: {told(self.median)} {self.unit}".rstrip() + spread + goal


@dataclass(frozen=True)
class Curve:
    """How one figure goes with another: lines by name, each of points (across, up)."""

    name: str
    across: str
    up: str
    lines: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Give the points as a line for the terminal."""
        lines = (f"{name} {_points(line)}" for name, line in self.lines.items())
        return f"{self.name}, {self.up} by {self.across}: {'; '.join(lines)}"


def _points(line: Sequence[tuple[float, float]]) -> str:
    return ", ".join(f"{across:.0f}: {told(up)}" for across, up in line)


@dataclass(frozen=True)
class Flame:
    """How often each stack of functions was seen; callers first, joined by ";"."""

    name: str
    stacks: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Give what a terminal can show of it."""
        return f"{self.name}: {sum(self.stacks.values())} looks"


Result = Row | Curve | Flame


def row(
    name: str, rounds: Sequence[float], unit: str = "", *, at_least: float | None = None, at_most: float | None = None
) -> Row:
    """Make a row of the figures of all rounds."""
    median = statistics.median(rounds)
    spread = {"least": min(rounds), "most": max(rounds), "unit": unit}
    if at_least is not None:
        return Row(name, median, **spread, reach=f"≥ {told(at_least)}", reached=median >= at_least)
    if at_most is not None:
        return Row(name, median, **spread, reach=f"≤ {told(at_most)}", reached=median <= at_most)
    return Row(name, median, **spread)


def told(figure: float) -> str:
    """Write a figure with as many digits as say something."""
    if abs(figure) >= 100 or figure == int(figure):
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if abs(figure) >= 10 else f"{figure:.2f}"


def to_json(result: Result) -> dict[str, Any]:
    """Give a result as JSON takes it."""
    return {"kind": type(result).__name__, **{one.name: getattr(result, one.name) for one in fields(result)}}


def from_json(told_before: Mapping[str, Any]) -> Result:
    """Take a result back."""
    kinds: Mapping[str, type[Result]] = {"Row": Row, "Curve": Curve, "Flame": Flame}
    return kinds[told_before["kind"]](**{name: value for name, value in told_before.items() if name != "kind"})

"""Writes docs/performance.md and its pictures from what was measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import machine
from benchmarks.picture import flame, lines
from benchmarks.table import Curve, Flame, Result, Row, told
from tests.folders import ROOT

PAGE, PICTURES = ROOT / "docs/performance.md", ROOT / "docs/pictures"
STARTED_WITH = machine.busy()
HEAD = """# Performance

Written by `make bench`; don't edit it. All figures of this page are from one run on one machine, clients and the
neighbours' stand-ins included, so that ratios say more than rates. Each is the median of its rounds, with the least and
the most.

**The machine has to be quiet**: whatever else runs is measured, too.
"""


@dataclass(frozen=True)
class Measured:
    """What one module found, how many seconds it took, and why it came to no end, "" where it did."""

    module: str
    results: Sequence[Result]
    seconds: float
    failure: str = ""


def write(found: Sequence[Measured]) -> Path:
    """Write the page and its pictures; give where it is."""
    PAGE.write_text("\n".join([HEAD, *_machine(), *(line for one in found for line in part(one))]) + "\n", "utf-8")
    return PAGE


def _machine() -> Iterator[str]:
    yield from ("| | |", "| --- | --- |", f"| measured | {datetime.now(UTC):%Y-%m-%d %H:%M} UTC |")
    for name, value in machine.facts():
        yield f"| {name} | {value} |"
    noisy = "" if STARTED_WITH <= machine.QUIET else ": **not quiet, so measure again**"
    yield f"| processes that wanted to run before the start | {STARTED_WITH:.1f}{noisy} |"


def part(one: Measured) -> Iterator[str]:
    """Give the lines of one module."""
    yield f"\n## {one.module.capitalize()}\n"
    yield f"`python -m benchmarks.{one.module}`, {one.seconds:.0f} s.\n"
    if one.failure:
        yield f"**Not all could be measured: {one.failure}.**\n"
    rows = [result for result in one.results if isinstance(result, Row)]
    if rows:
        yield from ("| measure | median | least – most | reach | |", "| --- | ---: | ---: | --- | --- |")
        yield from map(_row, rows)
    for result in one.results:
        if not isinstance(result, Row):
            yield f"\n![{result.name}](pictures/{_drawn(result)})"


def _row(one: Row) -> str:
    spread = "" if one.least == one.most else f"{told(one.least)} – {told(one.most)}"
    reached = {None: "", True: "reached", False: "**not reached**"}[one.reached]
    return f"| {one.name} | {told(one.median)} {one.unit}".rstrip() + f" | {spread} | {one.reach} | {reached} |"


def _drawn(result: Curve | Flame) -> str:
    """Draw a picture and give the name of its file."""
    name = f"performance-{result.name.replace(' ', '-')}.svg"
    drawn = lines(result) if isinstance(result, Curve) else flame(result)
    (PICTURES / name).write_text(drawn, "utf-8")
    return name

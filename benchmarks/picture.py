"""Draws SVG by hand: lines that grow, and flame graphs."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from benchmarks.table import Curve, Flame, told

WIDTH, HEIGHT, MARGIN = 760, 320, 60  # pixels
PLOT = 520  # pixels across; beside it stand the names of the lines
COLOURS = ("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf")
FONT = 'font-family="sans-serif" font-size="12"'
BAR, LEAST = 17, 0.002  # pixels of height; share of the whole below which a bar is left out
LETTER = 6.6  # pixels
FLAME_WIDTH = 1200  # pixels

Point = tuple[float, float]


def lines(curve: Curve) -> str:
    """Draw the lines of a curve: across by powers of ten, up from nothing."""
    points = [point for line in curve.lines.values() for point in line]
    least, most = (math.log10(1 + end(one[0] for one in points)) for end in (min, max))
    most_up = max(one[1] for one in points)

    def at(across: float, up: float) -> Point:
        wide = (math.log10(across + 1) - least) / ((most - least) or 1)
        return MARGIN + wide * (PLOT - MARGIN), HEIGHT - MARGIN - up / most_up * (HEIGHT - 2 * MARGIN)

    parts = [_text(WIDTH / 2, 20, curve.name, "middle"), _text(PLOT / 2, HEIGHT - 12, curve.across, "middle")]
    parts += [_text(8, 40, curve.up, "start")]
    for across in sorted({one[0] for one in points}):
        parts.append(_text(at(across, 0)[0], HEIGHT - MARGIN + 18, told(across), "middle"))
    for up in (0, most_up / 2, most_up):
        _, y = at(points[0][0], up)
        parts.append(f'<line x1="{MARGIN}" y1="{y:.0f}" x2="{PLOT}" y2="{y:.0f}" stroke="#ddd"/>')
        parts.append(_text(MARGIN - 6, y + 4, told(up), "end"))
    for place, (name, line) in enumerate(curve.lines.items()):
        parts += _line(name, [at(*point) for point in line], COLOURS[place % len(COLOURS)], place)
    return _whole(WIDTH, HEIGHT, parts)


def _line(name: str, points: Sequence[Point], colour: str, place: int) -> Iterator[str]:
    path = " ".join(f"{across:.1f},{up:.1f}" for across, up in points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    for x, y in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
    yield _text(PLOT + 16, MARGIN + place * 16, name, "start", colour)


@dataclass
class _Frame:
    """A function with what was seen in it and below."""

    seen: int = 0
    called: "dict[str, _Frame]" = field(default_factory=dict)

    def add(self, stack: Sequence[str], count: int) -> None:
        self.seen += count
        if stack:
            self.called.setdefault(stack[0], _Frame()).add(stack[1:], count)

    def depth(self, least: float) -> int:
        return 1 + max((one.depth(least) for one in self.called.values() if one.seen >= least), default=0)


def flame(measured: Flame) -> str:
    """Draw how often each stack of functions was seen: wide is costly, a callee stands above its caller."""
    root = _rooted(measured.stacks)
    least = root.seen * LEAST
    height = (root.depth(least) + 3) * BAR
    parts = [_text(FLAME_WIDTH / 2, 14, measured.name, "middle"), *_bars("all", root, root.seen, 0, 0, height, least)]
    return _whole(FLAME_WIDTH, height, parts)


def _rooted(stacks: Mapping[str, int]) -> _Frame:
    root = _Frame()
    for stack, count in stacks.items():
        root.add(stack.split(";"), count)
    return root


def _bars(name: str, frame: _Frame, whole: int, before: int, level: int, height: int, least: float) -> Iterator[str]:
    x, wide = before / whole * FLAME_WIDTH, frame.seen / whole * FLAME_WIDTH
    y = height - (level + 1) * BAR
    colour = f"hsl({20 + sum(map(ord, name)) % 35},85%,{68 + sum(map(ord, name)) % 12}%)"
    title = f"<title>{escape(name)}: {frame.seen / whole:.1%}</title>"
    label = name.rpartition("/")[2] if "/" in name else name
    label = label[: int(wide / LETTER)] if wide > 4 * LETTER else ""
    text = f'<text x="{x + 2:.1f}" y="{y + 12}" {FONT}>{escape(label)}</text>' if label else ""
    size = f'width="{max(wide - 0.4, 0.3):.1f}" height="{BAR - 1}"'
    yield f'<g>{title}<rect x="{x:.1f}" y="{y}" {size} fill="{colour}"/>{text}</g>'
    for called, one in sorted(frame.called.items()):
        if one.seen >= least:
            yield from _bars(called, one, whole, before, level + 1, height, least)
        before += one.seen


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" {FONT}>{escape(text)}</text>'


def _whole(width: int, height: int, parts: Sequence[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *parts, "</svg>", ""])

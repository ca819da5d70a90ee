"""The icons of the rich menus: lines and plain shapes on a grid of 100 by 100, drawn by ourselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PIL import ImageDraw, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"  # Debian: fonts-noto-cjk
GRID = 100
THICK = 8  # of a line, in parts of the grid

Point = tuple[float, float]


@dataclass(frozen=True)
class Pen:
    """Draws in one square of a picture, in parts of the grid. `ink` on `paper` are colours."""

    picture: ImageDraw.ImageDraw
    left: float
    top: float
    size: float
    ink: str
    paper: str

    def line(self, *points: Point, thick: float = THICK) -> None:
        """Draw a line through points, with round corners and ends."""
        at = self._at(points)
        self.picture.line(at, fill=self.ink, width=round(self._long(thick)), joint="curve")
        half = self._long(thick) / 2
        for x, y in (at[0], at[-1]):
            self.picture.ellipse((x - half, y - half, x + half, y + half), fill=self.ink)

    def shape(self, *points: Point, on_ink: bool = False) -> None:
        """Fill the shape between points; `on_ink` with the colour of the paper."""
        self.picture.polygon(self._at(points), fill=self.paper if on_ink else self.ink)

    def disc(self, middle: Point, radius: float, *, on_ink: bool = False) -> None:
        """Fill a circle."""
        self.picture.ellipse(self._square(middle, radius), fill=self.paper if on_ink else self.ink)

    def arc(self, middle: Point, radius: float, first: float = 0, last: float = 360, thick: float = THICK) -> None:
        """Draw a part of a circle, from one angle to another, clockwise from three o'clock."""
        outer = self._square(middle, radius + thick / 2)
        self.picture.arc(outer, first, last, fill=self.ink, width=round(self._long(thick)))

    def box(self, first: Point, last: Point, *, filled: bool = False, round_by: float = 8) -> None:
        """Draw a box with round corners."""
        (left, top), (right, bottom) = self._at((first, last))
        fill = self.ink if filled else None
        width = round(self._long(THICK))
        self.picture.rounded_rectangle(
            (left, top, right, bottom), self._long(round_by), fill=fill, outline=self.ink, width=width
        )

    def letter(self, letter: str, middle: Point, height: float) -> None:
        """Write one letter."""
        font = ImageFont.truetype(FONT, round(self._long(height)))
        self.picture.text(self._at((middle,))[0], letter, font=font, fill=self.ink, anchor="mm")

    def _long(self, length: float) -> float:
        return length * self.size / GRID

    def _at(self, points: Sequence[Point]) -> list[Point]:
        return [(self.left + self._long(x), self.top + self._long(y)) for x, y in points]

    def _square(self, middle: Point, radius: float) -> tuple[float, float, float, float]:
        (x, y), half = self._at((middle,))[0], self._long(radius)
        return x - half, y - half, x + half, y + half


def calendar(pen: Pen) -> None:
    """Draw a leaf of a calendar with a plus on it."""
    pen.box((10, 18), (90, 92))
    pen.box((10, 18), (90, 40), filled=True)
    pen.line((31, 8), (31, 24))
    pen.line((69, 8), (69, 24))
    pen.line((50, 52), (50, 80))
    pen.line((36, 66), (64, 66))


def checklist(pen: Pen) -> None:
    """Draw a clip-board with two ticks."""
    pen.box((16, 14), (84, 94))
    pen.box((36, 6), (64, 22), filled=True, round_by=4)
    for top in (44, 70):
        pen.line((28, top), (35, top + 7), (46, top - 7), thick=7)
        pen.line((58, top), (72, top), thick=7)


def hourglass(pen: Pen) -> None:
    """Draw an hourglass that has run half-way."""
    pen.line((20, 8), (80, 8))
    pen.line((20, 92), (80, 92))
    pen.line((28, 10), (28, 26), (50, 50), (28, 74), (28, 90))
    pen.line((72, 10), (72, 26), (50, 50), (72, 74), (72, 90))
    pen.shape((37, 28), (63, 28), (50, 44))
    pen.shape((50, 64), (66, 88), (34, 88))


def question(pen: Pen) -> None:
    """Draw a question mark in a circle."""
    pen.arc((50, 50), 42)
    pen.arc((50, 40), 14, 160, 420)
    pen.line((57, 52), (50, 58), (50, 64))
    pen.disc((50, 77), 5.5)


def speech(pen: Pen) -> None:
    """Draw a balloon of speech with the first letter that is learned."""
    pen.box((6, 10), (94, 74), round_by=16)
    pen.shape((26, 73), (26, 96), (50, 73))
    pen.letter("あ", (50, 42), 46)


def telephone(pen: Pen) -> None:
    """Draw a telephone with its receiver and its dial."""
    pen.shape((30, 48), (70, 48), (92, 92), (8, 92))
    pen.disc((50, 70), 13, on_ink=True)
    pen.disc((50, 70), 5)
    pen.arc((50, 56), 38, 198, 342, thick=14)
    pen.box((4, 34), (26, 50), filled=True, round_by=5)
    pen.box((74, 34), (96, 50), filled=True, round_by=5)


def arrows(pen: Pen) -> None:
    """Draw two arrows that pass each other."""
    pen.line((10, 34), (82, 34))
    pen.line((64, 14), (86, 34), (64, 54))
    pen.line((90, 72), (18, 72))
    pen.line((36, 52), (14, 72), (36, 92))


def camera(pen: Pen) -> None:
    """Draw a video camera."""
    pen.box((4, 24), (66, 78), filled=True, round_by=10)
    pen.shape((72, 44), (97, 27), (97, 75), (72, 58))


def clock(pen: Pen) -> None:
    """Draw the face of a clock."""
    pen.arc((50, 50), 42)
    pen.line((50, 24), (50, 52), (68, 62))


def warning(pen: Pen) -> None:
    """Draw an exclamation mark in a triangle."""
    pen.line((50, 10), (94, 88), (6, 88), (50, 10))
    pen.line((50, 38), (50, 60))
    pen.disc((50, 74), 5.5)


ICONS: Mapping[str, Callable[[Pen], None]] = {
    "calendar": calendar,
    "list": checklist,
    "hourglass": hourglass,
    "question": question,
    "speech": speech,
    "telephone": telephone,
    "arrows": arrows,
    "camera": camera,
    "clock": clock,
    "warning": warning,
}

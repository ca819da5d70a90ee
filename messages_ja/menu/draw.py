"""Draws the pictures of the rich menus: an icon and few words for each place, as large as fits. `make menu`.

Dark on light, for old telephones; all words of one menu have the same size.
"""

import os
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.messages.menus import Area, MenuShape, shapes
from bot.settings import texts_of
from messages_ja.menu.icons import FONT, ICONS, Pen

FOLDER = Path(__file__).parent
INK, PAPER, FIRST, ON_FIRST = "#1A1A1A", "#FFFFFF", "#06703A", "#FFFFFF"
LINE, EDGE = "#5F6368", 6
LARGEST, LARGEST_READING, MARGIN, GAP = 150, 92, 40, 30  # pixels
ICON, LINE_HEIGHT = 260, 1.15  # pixels to either side; in parts of the size
FINER = 2  # times as large it is drawn, then made smaller, so that slants look smooth
COLOURS = 48


def draw(shape: MenuShape) -> Image.Image:
    """Draw one menu; its first place stands out."""
    picture = Image.new("RGB", (shape.width * FINER, shape.height * FINER), PAPER)
    pen, width = ImageDraw.Draw(picture), shape.areas[0].width
    size = _fitting([line for area in shape.areas for line in area.label.split("\n")], width, LARGEST)
    small = _fitting([area.reading for area in shape.areas], width, LARGEST_READING)
    told = [_lines(area, size, small) for area in shape.areas]
    room = ICON + GAP + max(sum(_high(one) for _, one in lines) for lines in told)
    for number, (area, lines) in enumerate(zip(shape.areas, told, strict=True)):
        _place(pen, area, lines, room, (INK, PAPER) if number else (ON_FIRST, FIRST))
    return picture.resize((shape.width, shape.height), Image.Resampling.LANCZOS).quantize(COLOURS)


def _lines(area: Area, size: int, small: int) -> list[tuple[str, int]]:
    """Give the lines of one place, each with its size."""
    return [(line, size) for line in area.label.split("\n")] + [(area.reading, small)] * bool(area.reading)


def _high(size: int) -> int:
    return round(size * LINE_HEIGHT)


def _place(
    pen: ImageDraw.ImageDraw, area: Area, lines: list[tuple[str, int]], room: int, colours: tuple[str, str]
) -> None:
    """Draw one place: its icon, as high as in the others, and its lines in the middle of what is left below."""
    ink, paper = colours
    corners = (area.x, area.y, area.x + area.width, area.y + area.height)
    pen.rectangle([one * FINER for one in corners], fill=paper, outline=LINE, width=EDGE * FINER)
    top, middle = area.y + (area.height - room) / 2, area.x + area.width / 2
    ICONS[area.icon](Pen(pen, (middle - ICON / 2) * FINER, top * FINER, ICON * FINER, ink, paper))
    top += (ICON + GAP + room - sum(_high(size) for _, size in lines)) / 2
    for line, size in lines:
        at = (middle * FINER, (top + _high(size) / 2) * FINER)
        pen.text(at, line, font=ImageFont.truetype(FONT, size * FINER), fill=ink, anchor="mm")
        top += _high(size)


def _fitting(lines: list[str], width: int, largest: int) -> int:
    """Give the largest size in which every line fits."""
    size = largest
    while max(ImageFont.truetype(FONT, size).getlength(line) for line in lines) > width - 2 * MARGIN:
        size -= 2
    return size


def main() -> None:
    """Write every picture beside the definitions: ours, or those of the office whose folder is OFFICE_DIR."""
    own = texts_of(Path(os.environ["OFFICE_DIR"])) if os.environ.get("OFFICE_DIR") else None
    folder = own / "menu" if own else FOLDER
    for shape in shapes(own):
        draw(shape).save(folder / f"{shape.state}.png", optimize=True)


if __name__ == "__main__":
    main()

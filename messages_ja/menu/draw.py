"""Draws the pictures of the rich menus: few words, as large as fits, dark on light, for old telephones. `make menu`."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.messages.menus import MenuShape, shapes

FOLDER = Path(__file__).parent
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"  # Debian: fonts-noto-cjk
INK, PAPER, FIRST, ON_FIRST = "#1A1A1A", "#FFFFFF", "#06703A", "#FFFFFF"
LINE, EDGE = "#5F6368", 8
LARGEST, MARGIN = 190, 50  # pixels
COLOURS = 32


def draw(shape: MenuShape) -> Image.Image:
    """Draw one menu; its first area stands out."""
    picture = Image.new("RGB", (shape.width, shape.height), PAPER)
    pen = ImageDraw.Draw(picture)
    for number, area in enumerate(shape.areas):
        box = (area.x, area.y, area.x + area.width - 1, area.y + area.height - 1)
        pen.rectangle(box, fill=PAPER if number else FIRST, outline=LINE, width=EDGE)
        middle = (area.x + area.width / 2, area.y + area.height / 2)
        font = _fitting(area.label, area.width - 2 * MARGIN)
        pen.text(middle, area.label, font=font, fill=INK if number else ON_FIRST, anchor="mm")
    return picture.quantize(COLOURS)


def _fitting(label: str, width: int) -> ImageFont.FreeTypeFont:
    """Give the largest size in which the label fits."""
    size = LARGEST
    while ImageFont.truetype(FONT, size).getlength(label) > width:
        size -= 5
    return ImageFont.truetype(FONT, size)


def main() -> None:
    """Write every picture beside the definitions."""
    for shape in shapes():
        draw(shape).save(FOLDER / f"{shape.state}.png", optimize=True)


if __name__ == "__main__":
    main()

"""A calendar: a card for each week with its days, or one card with the times. What is full says so in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.turn import Cell, Group, Say
from bot.dialogue.words import Words
from bot.messages.fitting import cut, with_weekday_below
from bot.messages.flex import (
    GREEN,
    GREY,
    MAX_ALT_TEXT,
    WHITE,
    Message,
    action_of,
    box,
    footer,
    text,
    with_choices,
)

IN_A_ROW = 2  # times side by side, so wide that a finger meets one and large letters do not break


@dataclass(frozen=True)
class Paint:
    """How a cell is told from the others beside its words: the contrast of letters is at least 4.5 to 1."""

    sign: str
    letters: str
    ground: str


PAINTS: Mapping[str, Paint] = {
    "open": Paint("○", GREEN, "#E4F3EA"),
    "few": Paint("△", "#7A4F00", "#FFF3D6"),
    "full": Paint("✕", "#53575C", "#ECEEF0"),
    "withheld": Paint("☎", "#1F4E8C", "#E6EEF8"),
    "closed": Paint("－", GREY, WHITE),
    "": Paint("", GREEN, "#E4F3EA"),
}


def weeks(say: Say, words: Words) -> Message:
    """Give a card for each week side by side; alone where there is one."""
    bubbles = [_week(place, say, words) for place in range(len(say.groups))]
    contents = bubbles[0] if len(bubbles) == 1 else {"type": "carousel", "contents": bubbles}
    return {"type": "flex", "altText": alt_text(say, words), "contents": contents}


def times(say: Say, words: Words) -> Message:
    """Give one card with the cells of each group under its heading."""
    parts = [part for group in say.groups for part in _part(group, words)]
    body = box("vertical", [text(words(say.key, say.values), size="md"), *parts], spacing="md", paddingAll="16px")
    contents = {"type": "bubble", "body": body, **footer(say, words)}
    return {"type": "flex", "altText": alt_text(say, words), "contents": contents}


def alt_text(say: Say, words: Words) -> str:
    """Give what a screen reader or the list of talks tells: the question, and each day or time that can be chosen."""
    return with_choices(cut(told(say, words), MAX_ALT_TEXT), say, words)


def told(say: Say, words: Words) -> str:
    """Give the question and what can be chosen, as text."""
    cells = (cell for group in say.groups for cell in group.cells)
    named = [_named(cell, words) for cell in cells if cell.option]
    return f"{words(say.key, say.values)}\n{'、'.join(named)}"


def _named(cell: Cell, words: Words) -> str:
    option = cell.option
    whole = words(option.label, option.values) if option else ""
    return f"{whole}（{words('common.state.few')}）" if cell.vacancy == "few" else whole


def _week(place: int, say: Say, words: Words) -> Message:
    group, count = say.groups[place], len(say.groups)
    asked = [text(words(say.key, say.values), size="md")] if place == 0 else []
    aside = [text(words("common.sideways"), size="sm", color=GREY)] if count > 1 else []
    cells = [_row(cell, words) for cell in group.cells]
    body = box("vertical", [*asked, *cells, *aside], spacing="sm", paddingAll="12px")
    head = _head(place, count, group, words)
    return {"type": "bubble", "size": "kilo", "header": head, "body": body, **footer(say, words)}


def _head(place: int, count: int, group: Group, words: Words) -> Message:
    mark = [text(f"{place + 1} / {count}", size="sm", color=WHITE)] if count > 1 else []
    told = words(group.heading, group.values)
    heading = text(with_weekday_below(told) if words.easy else told, size="lg", color=WHITE, weight="bold")
    return box("vertical", [*mark, heading], backgroundColor=GREEN, paddingAll="12px")


def _row(cell: Cell, words: Words) -> Message:
    """Draw a day over the whole width of its card, how full it is below: beside it, large letters would break."""
    day = text(words(cell.label, cell.values), size="md", weight="bold", color=_paint(cell).letters)
    state = [text(_state(cell, words), size="sm", color=_paint(cell).letters)] if cell.vacancy else []
    return _cell(cell, words, box("vertical", [day, *state], paddingAll="8px", paddingStart="12px"))


def _part(group: Group, words: Words) -> Iterator[Message]:
    yield text(words(group.heading, group.values), size="md", weight="bold", margin="lg")
    if words.easy:  # a time takes a line: 午後2時30分
        yield from (_row(cell, words) for cell in group.cells)
        return
    for cells in _rows(group.cells):
        missing = [{"type": "filler"}] * (IN_A_ROW - len(cells))
        yield box("horizontal", [*(_square(cell, words) for cell in cells), *missing], spacing="sm")


def _rows(cells: Sequence[Cell]) -> Iterator[Sequence[Cell]]:
    yield from (cells[place : place + IN_A_ROW] for place in range(0, len(cells), IN_A_ROW))


def _square(cell: Cell, words: Words) -> Message:
    paint = _paint(cell)
    told = f"{paint.sign} {words(cell.label, cell.values)}"
    clock = text(told, size="md", weight="bold", color=paint.letters, align="center")
    state = text(words(f"common.state.{cell.vacancy}"), size="sm", color=paint.letters, align="center")
    sides = {"paddingTop": "8px", "paddingBottom": "8px", "paddingStart": "2px", "paddingEnd": "2px"}
    return _cell(cell, words, box("vertical", [clock, state], flex=1, **sides))


def _cell(cell: Cell, words: Words, drawn: Message) -> Message:
    act = {"action": action_of(cell.option, words)} if cell.option else {}
    return {**drawn, "backgroundColor": _paint(cell).ground, "cornerRadius": "8px", **act}


def _paint(cell: Cell) -> Paint:
    return PAINTS[cell.vacancy]


def _state(cell: Cell, words: Words) -> str:
    return f"{_paint(cell).sign} {words(f'common.state.{cell.vacancy}')}"

"""The card of a booking: state by colour, icon and word; day and time largest; numbers that can be copied; buttons."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.dialogue.turn import Option, Row, Say
from bot.dialogue.words import Words
from bot.messages.fitting import with_weekday_below
from bot.messages.flex import GREEN, GREY, WHITE, Message, action_of, box, by_number, footer, text, with_choices


@dataclass(frozen=True)
class Head:
    """How a stage is told from the others at a glance. White on the colour has a contrast of at least 4.5 to 1."""

    color: str
    icon: str


HEADS: Mapping[str, Head] = {
    "requested": Head("#8A5A00", "…"),
    "moved": Head("#8A5A00", "⇄"),
    "offered": Head("#5A3E9E", "◇"),
    "place": Head("#00656B", "☆"),
    "confirmed": Head(GREEN, "✓"),
    "replaced": Head("#9C2F12", "！"),
    "rescheduled": Head("#9C2F12", "⇄"),
    "day_before": Head("#1F5FA8", "◎"),
    "today": Head("#1F5FA8", "◎"),
    "soon": Head("#A3195B", "▶"),
    "awaited": Head("#A3195B", "▶"),
}

LARGEST = {"offered": "times"}  # what stands largest, where it is not the booking's own day and time


def booking_card(say: Say, words: Words) -> Message:
    """Give the message; its alternative text tells all of it, day and time first."""
    bubble = {"type": "bubble", "header": _head(say, words), "body": _body(say, words), **footer(say, words)}
    copies = tuple(row.option for row in say.rows if row.option)
    alt = with_choices(told_on_card(say, words), replace(say, options=(*copies, *say.options)), words)
    return {"type": "flex", "altText": alt, "contents": bubble}


def told_on_card(say: Say, words: Words) -> str:
    """Give all that the card says, as text."""
    facts = [_line(row, words) for row in say.rows]
    largest = words(f"card.told.{LARGEST.get(say.stage, 'when')}", say.values)
    head = f"{largest}\n【{_state(say, words)}】{_title(say, words)}"
    return "\n".join([head, *facts, words(say.key, say.values)])


def _line(row: Row, words: Words) -> str:
    return f"{words(row.label)}：{words.value(row.value)}" if row.value else words(row.label)


def _state(say: Say, words: Words) -> str:
    return words(f"card.state.{say.stage}")


def _title(say: Say, words: Words) -> str:
    return words(f"card.title.{say.stage}", say.values)


def _head(say: Say, words: Words) -> Message:
    head = HEADS[say.stage]
    told = [
        text(f"{head.icon} {_state(say, words)}", size="sm", color=WHITE, weight="bold"),
        text(_title(say, words), size="md", color=WHITE, weight="bold"),
    ]
    return box("vertical", told, spacing="xs", backgroundColor=head.color, paddingAll="16px")


def _body(say: Say, words: Words) -> Message:
    largest = LARGEST.get(say.stage, "when")
    told = words(f"card.{largest}", say.values)
    if words.easy and largest == "when":
        told = with_weekday_below(told)
    when = text(told, size="xl" if largest == "when" and not words.easy else "lg", weight="bold")
    facts = [part for row in say.rows for part in _fact(row, words)]
    note = [text(words(say.key, say.values), size="md"), *by_number(say, words)]
    return box("vertical", [when, *facts, {"type": "separator"}, *note], spacing="md", paddingAll="16px")


def _fact(row: Row, words: Words) -> list[Message]:
    """Show one fact over the whole width, so that a number is not broken where letters are large."""
    if row.option is None:
        return [text(_line(row, words), size="md" if row.value == "" else "sm", color=GREY)]
    label, value = text(words(row.label), size="sm", color=GREY), words.value(row.value)
    return [box("vertical", [label, text(value, size="lg", weight="bold"), _copy(row.option, words)], spacing="xs")]


def _copy(option: Option, words: Words) -> Message:
    """Give what copies one number: as wide as the card, so that a finger meets it and large letters do not break."""
    told = text(words(option.label), size="md", color=GREEN, weight="bold", decoration="underline", align="center")
    look = {"paddingAll": "10px", "cornerRadius": "8px"}
    return box("vertical", [told], action=action_of(option, words), backgroundColor="#EEF5F0", **look)

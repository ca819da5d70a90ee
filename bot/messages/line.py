"""Turns what the core says into LINE's message objects (Messaging API reference, "Message objects").

Text messages carry quick replies, at most 13; cards are Flex bubbles, whose buttons stay and work on a PC as well.
What is longer than LINE takes is split, joined or told in plain text; nothing is left out without a sign.
"""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import to_json

from bot.dialogue.incoming import Tap
from bot.dialogue.masked import masked
from bot.dialogue.turn import Option, Row, Say, Send
from bot.dialogue.words import Words
from bot.messages import calendar_card
from bot.messages.booking_card import booking_card, told_on_card
from bot.messages.fitting import MAX_TEXT, cut, pieces, units
from bot.messages.flex import GREEN, GREY, Message, action_of, box, by_number, footer, text, with_choices

MAX_MESSAGES = 5
MAX_QUICK_REPLIES = 13
MAX_BUBBLE, MAX_CAROUSEL = 30_000, 50_000  # bytes
MAX_PAGES = 12
PERSONAL_ROWS = {f"book.{name}.title": name for name in ("name", "number", "telephone", "email")}
DAY_AND_TIME = frozenset({"book.time.title", "wait.days.title", "wait.parts.title"})  # rows that are told first


def render(says: Sequence[Say], words: Words) -> list[Message]:
    """Give the messages of one reply or push."""
    messages = [message for say in says for message in _looking_as_meant(say, words)]
    return messages if len(messages) <= MAX_MESSAGES else _all_as_text(says, words)


def _looking_as_meant(say: Say, words: Words) -> list[Message]:
    if say.look == "text":
        return _texts(_told(say, words), _quick_replies(say), words)
    message = LOOKS[say.look](say, words)
    return [message] if _fits(message["contents"]) else _texts(_told_in_full(say, words), _all_options(say), words)


def _fits(contents: Message) -> bool:
    bubbles = contents["contents"] if contents["type"] == "carousel" else [contents]
    sizes = [len(to_json(one)) for one in bubbles]
    return max(sizes) <= MAX_BUBBLE and sum(sizes) + 100 <= MAX_CAROUSEL and len(sizes) <= MAX_PAGES


def _all_as_text(says: Sequence[Say], words: Words) -> list[Message]:
    """Tell all in as few text messages as it takes; beyond what five hold, say that there is more."""
    parts = pieces("\n\n".join(_told_in_full(say, words) for say in says))
    if len(parts) > MAX_MESSAGES:
        more = words("common.cut_off")
        parts = [*parts[: MAX_MESSAGES - 1], f"{cut(parts[MAX_MESSAGES - 1], MAX_TEXT - units(more) - 2)}\n\n{more}"]
    return [*map(_message, parts[:-1]), _message(parts[-1], _all_options(says[-1]), words)]


def _all_options(say: Say) -> tuple[Option, ...]:
    return (*say.choices, *say.always)


def _quick_replies(say: Say) -> tuple[Option, ...]:
    """Give the choices with what always works, which has its place though there are more than buttons."""
    return (*say.options[: MAX_QUICK_REPLIES - len(say.always)], *say.always)


def _texts(text: str, options: Sequence[Option], words: Words) -> list[Message]:
    *before, last = pieces(text)
    return [*map(_message, before), _message(last, options, words)]


def _message(text: str, options: Sequence[Option] = (), words: Words | None = None) -> Message:
    message: Message = {"type": "text", "text": text}
    if options and words:
        items = [{"type": "action", "action": action_of(option, words)} for option in options[:MAX_QUICK_REPLIES]]
        message["quickReply"] = {"items": items}
    return message


def _told(say: Say, words: Words) -> str:
    """Give the text with its choices listed, if they are to be, or if there are more than buttons.

    On a PC no button is shown under a text, so that it says what can be typed.
    """
    by_number = tuple(option for option in say.options if isinstance(option.action, Tap)) if say.numbered else ()
    listed = say.options if len(say.options) + len(say.always) > MAX_QUICK_REPLIES else by_number
    told = "\n\n".join(part for part in (*_asked(say, words), "\n".join(_listed(listed, words))) if part)
    to_type = _to_type(told, [option for option in say.options if option not in listed], say.always, words)
    return f"{told}\n\n{to_type}" if to_type else told


def _asked(say: Say, words: Words) -> tuple[str, ...]:
    """Give the text of a message, and first what is told before it."""
    before = (words(say.before.key, say.before.values),) if say.before else ()
    return (*before, words(say.key, say.values))


def _to_type(told: str, options: Sequence[Option], always: Sequence[Option], words: Words) -> str:
    """Name what can be typed in place of buttons, but of the choices only those that the text does not name itself."""
    unnamed = [option for option in options if not _is_named(option, told, words)]
    typed = dict.fromkeys(_typed(option, words) for option in (*unnamed, *always))
    sent = "".join(f"「{one}」" for one in typed if one)
    return words("common.to_type", {"words": sent}) if sent else ""


def _typed(option: Option, words: Words) -> str:
    """Give what does the same as a tap: what it sends, or its label without a reading; "" for what opens a page."""
    match option.action:
        case Send(text):
            return text
        case Tap():
            return words(option.label, option.values).partition("（")[0]
    return ""


def _is_named(option: Option, told: str, words: Words) -> bool:
    """Say whether a text names an option in quotation marks, or lists it."""
    label = words(option.label, option.values).replace(" ", "")
    squeezed = told.replace(" ", "")
    is_listed = any(label in line for line in squeezed.split("\n") if line.startswith("・"))
    is_time = label in squeezed and any(char.isdecimal() for char in label)
    return is_listed or is_time or any(f"「{one}」" in told for one in (label, _typed(option, words)))


def _told_in_full(say: Say, words: Words) -> str:
    """Give all that a card shows, as text."""
    if say.look == "booking":
        return told_on_card(say, words)
    if say.groups:
        return calendar_card.told(say, words)
    rows = [_row_told(row, words) for row in say.rows]
    pages = [f"{place}. {words(page.title)}\n{words(page.text)}" for place, page in enumerate(say.pages, 1)]
    listed = _listed(say.options, words)
    parts = (*_asked(say, words), *pages, "\n".join(rows), "\n".join(listed))
    return "\n\n".join(part for part in parts if part)


def _listed(options: Sequence[Option], words: Words) -> list[str]:
    """Number what can be chosen by its number; what opens a page or sends a word has none."""
    places = itertools.count(1)
    marks = (f"{next(places)}. " if isinstance(option.action, Tap) else "・" for option in options)
    return [f"{mark}{words(option.label, option.values)}" for mark, option in zip(marks, options, strict=True)]


def _card(say: Say, words: Words) -> Message:
    body = [text(words(say.key, say.values), size="md"), *_rows(say, words), *by_number(say, words)]
    contents: Message = {"type": "bubble", "body": box("vertical", body, spacing="md"), **footer(say, words)}
    return {"type": "flex", "altText": alt_text(say, words), "contents": contents}


def text_of(message: Mapping[str, Any]) -> str:
    """Give what a message says, for a preview: its text, or a card's text with its choices."""
    return str(message.get("text") or message.get("altText", ""))


def alt_text(say: Say, words: Words) -> str:
    """Give what a screen reader or the list of talks tells: day and time, the card's text, what to check, the choices.

    Who hears the card alone agrees to nothing that he has not heard.
    """
    first = [_row_told(row, words) for row in say.rows if row.label in DAY_AND_TIME]
    others = [_row_told(row, words) for row in say.rows if row.label not in DAY_AND_TIME]
    changes = tuple(row.option for row in say.rows if row.option)
    told = "\n".join([*first, words(say.key, say.values), *others])
    return with_choices(told, replace(say, options=(*say.options, *changes)), words)


def _row_told(row: Row, words: Words) -> str:
    """Tell a row; what names a person is masked: this is read on locked screens and in the list of talks, too."""
    value = words.value(row.value)
    return f"{words(row.label)}：{masked(PERSONAL_ROWS[row.label], value) if _is_personal(row, value) else value}"


def _is_personal(row: Row, value: str) -> bool:
    """Say whether a row holds a person's own data, and not only that there is none."""
    return row.label in PERSONAL_ROWS and (row.label == "book.name.title" or bool(re.search(r"[0-9@]", value)))


def _rows(say: Say, words: Words) -> list[Message]:
    rows: list[Message] = []
    for row in say.rows:
        label = text(words(row.label), size="sm", color=GREY)
        told = box("vertical", [label, text(words.value(row.value), size="md")], flex=5)
        change = [_change(row.option, words)] if row.option else []
        rows += [{"type": "separator"}, box("horizontal", [told, *change], spacing="sm")]
    return rows


def _change(option: Option, words: Words) -> Message:
    look = {"size": "md", "color": GREEN, "align": "end", "gravity": "center", "decoration": "underline", "flex": 2}
    label = {"type": "text", "text": words("book.review.option.change"), "scaling": True}
    return {**label, **look, "action": action_of(option, words)}


def _pages(say: Say, words: Words) -> Message:
    """Show cards side by side, the first with the introduction, each with all the buttons."""
    intro = words(say.key, say.values)
    told = [f"{place}. {words(page.title)}：{words(page.text)}" for place, page in enumerate(say.pages, 1)]
    bubbles = [_page(place, say, words) for place in range(len(say.pages))]
    alt = with_choices("\n".join([intro, *told]), say, words)
    return {"type": "flex", "altText": alt, "contents": {"type": "carousel", "contents": bubbles}}


def _page(place: int, say: Say, words: Words) -> Message:
    page = say.pages[place]
    intro = [text(words(say.key, say.values), size="sm", color=GREY)]
    body = [
        text(f"{place + 1} / {len(say.pages)}", size="sm", color=GREY),
        text(words(page.title), size="lg", weight="bold"),
        text(words(page.text), size="md"),
        *(intro if place == 0 else []),
    ]
    return {"type": "bubble", "body": box("vertical", body, spacing="md"), **footer(say, words)}


LOOKS: Mapping[str, Callable[[Say, Words], Message]] = {
    "card": _card,
    "pages": _pages,
    "booking": booking_card,
    "weeks": calendar_card.weeks,
    "times": calendar_card.times,
}

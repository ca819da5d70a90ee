"""Reads the fields of the page for personal details, with the readers and the words of the chat. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.booking.model import Answer
from bot.dialogue.flows.book import QUESTIONS
from bot.dialogue.questions.kinds import Typed
from bot.dialogue.reading import Retry, Value, clean, contains_my_number
from bot.dialogue.turn import Say

LONGEST_DETAIL = 100  # characters; no detail takes more
FIELDS: Mapping[str, Typed] = {one.name: one for one in QUESTIONS if isinstance(one, Typed)}


@dataclass(frozen=True)
class Given:
    """What stands in one field: the text, the box "I have none" (its name or ""), the box "as it is"."""

    text: str
    instead: str = ""
    insists: bool = False


@dataclass(frozen=True)
class Problem:
    """Why a field is asked again; whether it may be sent as it is, and whether it must not even be shown again."""

    say: Say
    may_insist: bool = False
    forgets: bool = False


def read_field(question: Typed, given: Given) -> Answer | Problem:
    """Read one field."""
    text = given.text[:LONGEST_DETAIL]
    if given.instead in question.instead and not text.strip():
        return Answer("", "", question.instead[given.instead])
    if not text.strip():
        return Problem(Say(f"details.page.empty_{question.name}"))
    read = question.reader(text)
    if contains_my_number(text) and not (question.has_digits and isinstance(read, Value)):
        return Problem(Say("common.my_number"), forgets=True)
    if isinstance(read, Retry) and given.insists:
        read = _insisted(question, text, read)
    if isinstance(read, Value):
        return Answer(read.value, read.key, read.mark)
    say = Say(f"{question.key}.retry.{read.reason}", {"suggestion": read.suggestion})
    return Problem(say, may_insist=not read.final and bool(text.strip()))


def _insisted(question: Typed, text: str, read: Retry) -> Value | Retry:
    """Take a text as it is where the chat would: a likely slip that is none, or for staff to check."""
    if read.suggestion and question.sure:
        sure = question.sure(text)
        if isinstance(sure, Value):
            return sure
    kept = clean(text)
    return read if read.final or not kept else Value(kept, kept, "unchecked")

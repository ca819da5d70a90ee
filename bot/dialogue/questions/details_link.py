"""Personal details that are asked on our own page instead of in the talk, where the office wants it so. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.booking.model import Answer
from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import Facts, Open, Option, Say

DETAILS = ("name", "number", "telephone", "email")
LINK_VALID = timedelta(minutes=30)


def on_page(facts: Facts) -> bool:
    """Say whether details are asked on our own page."""
    return bool(facts.details_url)


def open_details(answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """Name the details that are not given yet."""
    return tuple(name for name in DETAILS if name not in answers)


def ask_on_page(conversation: Conversation, facts: Facts) -> Say:
    """Give the message whose button opens the page."""
    titles = [facts.words(f"book.{name}.title") for name in open_details(conversation.answers)]
    button = Option("details.option.open", Open(facts.details_url))
    values = {"fields": "・".join(titles), "valid": str(LINK_VALID // timedelta(minutes=1))}
    return Say("details.ask", values, (button,), look="card")


def row_on_page(key: str, answer: Answer, facts: Facts) -> str:
    """Say that an answer was given, without giving it."""
    return facts.words("details.given" if answer.value else f"{key}.mark.{answer.mark}")


@dataclass(frozen=True)
class Link:
    """What a link to the page stands for: one run of one seeker's conversation, and which details it asks."""

    conversation: str
    fields: tuple[str, ...]


def link_in(says: tuple[Say, ...], conversation: Conversation, facts: Facts) -> Link | None:
    """Give what the link in the messages stands for, None when there is none in them."""
    shown = any(option.action == Open(facts.details_url) for say in says for option in say.options)
    return Link(conversation.id, open_details(conversation.answers)) if on_page(facts) and shown else None

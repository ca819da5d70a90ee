"""Personal details that are asked on our own page instead of in the talk, where the office wants it so. Pure."""

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


def wanted_details(conversation: Conversation) -> tuple[str, ...]:
    """Name what is to be corrected, where that is what is asked; nothing in a flow that asks for all."""
    named = conversation.answers.get("field")
    return tuple(filter(None, named.value.split(","))) if named else ()


def open_details(conversation: Conversation) -> tuple[str, ...]:
    """Name the details that are asked for and not given yet."""
    asked = wanted_details(conversation) or DETAILS
    return tuple(name for name in DETAILS if name in asked and name not in conversation.answers)


def ask_on_page(conversation: Conversation, facts: Facts) -> Say:
    """Give the message whose button opens the page."""
    titles = [facts.words(f"book.{name}.title") for name in open_details(conversation)]
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
    if not on_page(facts):
        return None
    shown = any(option.action == Open(facts.details_url) for say in says for option in say.options)
    return Link(conversation.id, open_details(conversation)) if shown else None

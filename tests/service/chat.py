"""A seeker's texts as the service takes them, one event each."""

from datetime import timedelta

from bot.dialogue.incoming import Incoming, Sort
from bot.ports.context import RequestContext
from bot.ports.events import Event
from bot.service.events.handle_event import reply_to
from tests.make import USER, WEDNESDAY
from tests.talk import FIRST_BOOKING, text_of

OTHER = "U" + "0" * 31 + "2"


def event(number: int, text: str, user: str = USER) -> Event:
    at = WEDNESDAY + timedelta(seconds=number)
    return Event(
        user, Incoming(Sort.TEXT, f"{user}-{number}", at, text=text, message_id=str(number)), f"token-{number}"
    )


ANSWERS = ("予約", "1", "1", *FIRST_BOOKING, "1", "1", "12/3 14時", "申し込む")


def book(town: RequestContext, user: str = USER, answers: tuple[str, ...] = ANSWERS) -> str:
    for number, text in enumerate(answers, 1):
        reply_to(town, event(number, text, user))
    return text_of(town.line.replies[-1][1][-1])

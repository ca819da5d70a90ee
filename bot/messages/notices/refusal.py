"""What a person reads who is refused further consultations, or is no longer."""

from datetime import timedelta

from bot.booking.limits.refusal import Refusal
from bot.booking.office import Office
from bot.booking.schedule.opening import TOKYO
from bot.dialogue.common_buttons import BOOK, call_button
from bot.dialogue.turn import Say
from bot.dialogue.words import Words
from bot.dialogue.words.dates import say_date
from bot.messages.flex import Message
from bot.messages.line import render


def refusal_messages(refusal: Refusal, words: Words, office: Office) -> list[Message]:
    """Give the LINE messages that tell of a refusal, or that it was lifted."""
    call = call_button(office)
    if refusal.lifted:
        book = BOOK
        return render((Say("notices.refusal_lifted", {"reason": refusal.lifted_reason}, (book, call)),), words)
    values = {"until": said_until(refusal, words), "reason": refusal.reason}
    return render((Say("notices.refused", values, (call,)),), words)


def said_until(refusal: Refusal, words: Words) -> str:
    """Say until when a refusal holds."""
    if refusal.until is None:
        return words("notices.refused_until.lifted")
    last = (refusal.until - timedelta(seconds=1)).astimezone(TOKYO).date()
    return words("notices.refused_until.day", {"day": say_date(last)})

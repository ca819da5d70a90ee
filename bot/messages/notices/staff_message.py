"""What a seeker reads when staff answer a message."""

from bot.booking.office import Office
from bot.dialogue.common_buttons import LEAVE_MESSAGE_AGAIN, STATUS, call_button
from bot.dialogue.turn import Say
from bot.dialogue.words import Words
from bot.messages.flex import Message
from bot.messages.line import render


def answer_messages(answer: str, words: Words, office: Office) -> list[Message]:
    """Give the LINE messages that bring an answer."""
    options = (LEAVE_MESSAGE_AGAIN, STATUS, call_button(office))
    return render((Say("notices.message_answered", {"answer": answer}, options),), words)

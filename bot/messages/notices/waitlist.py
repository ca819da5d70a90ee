"""What the notices of the waiting list say."""

from bot.booking.model import Kind
from bot.booking.waiting import WaitingWish
from bot.dialogue.outside_flows.waitlist import ended_say, offer_say
from bot.dialogue.words import Words
from bot.messages.flex import Message
from bot.messages.line import render


def waitlist_messages(kind: Kind, wish: WaitingWish, words: Words) -> list[Message]:
    """Give the LINE messages of a kind."""
    return render((offer_say(wish, wish.consent.sha256) if kind is Kind.WAIT_OFFERED else ended_say(wish),), words)

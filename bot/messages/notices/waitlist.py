"""What the notices of the waiting list say."""

from bot.booking.notices.notice import Kind
from bot.booking.office import Office
from bot.booking.waitlist import WaitingWish
from bot.dialogue.outside_flows.waitlist import ended_say, offer_say
from bot.dialogue.words import Words
from bot.messages.flex import Message
from bot.messages.line import render


def waitlist_messages(kind: Kind, wish: WaitingWish, words: Words, office: Office) -> list[Message]:
    """Give the LINE messages of a kind."""
    is_offer = kind is Kind.WAIT_OFFERED
    return render((offer_say(wish, wish.consent.sha256, office) if is_offer else ended_say(wish),), words)

"""What somebody reads whom staff refuse later consultations: that it can't be done here, and where to ask."""

from bot.dialogue.common_buttons import call_button
from bot.dialogue.conversation import Conversation
from bot.dialogue.turn import Facts, Say, Turn

ASKS_FOR_ONE = frozenset({"book", "rebook", "wait"})  # the flows that end in a consultation, or the hope of one


def refused_say(facts: Facts) -> Say:
    """Name the office and its telephone; not the reason, which is talked about and not written."""
    call = call_button(facts.office)
    return Say("refused.here", options=(call,), look="card")


def refused(conversation: Conversation, facts: Facts) -> Turn:
    """Close what was begun."""
    return Turn(conversation.closed(), (refused_say(facts),))

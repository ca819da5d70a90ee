"""What somebody reads who did something as often today as may be in chat: that nothing is lost, and where to call."""

from bot.dialogue.common_buttons import call_button
from bot.dialogue.conversation import Conversation
from bot.dialogue.outside_flows.refusal import ASKS_FOR_ONE
from bot.dialogue.turn import Facts, Say, Turn


def day_spent(conversation: Conversation, flow: str, facts: Facts) -> Turn:
    """Keep what was typed for a consultation, for tomorrow; leave a booking as it is."""
    left = conversation if flow in ASKS_FOR_ONE else conversation.closed()
    return Turn(left, (day_spent_say(flow, facts),))


def day_spent_say(flow: str, facts: Facts) -> Say:
    """Name the telephone."""
    call = call_button(facts.office)
    return Say(f"daily_limits.{flow}", options=(call,), look="card")

"""The flow that cancels a booking; moving it is offered first."""

from dataclasses import dataclass, replace

from bot.booking.lifecycle import Step, cancel_until, step
from bot.dialogue.common_buttons import BOOK, CHANGE, KEEP
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import Review
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows.booking_card import may_move, named
from bot.dialogue.outside_flows.just_done import CANCELLED, let_go
from bot.dialogue.questions.kinds import OneOf, Seen
from bot.dialogue.turn import Cancel, Facts, Say, Turn
from bot.errors import RefusedError

BOOK_AGAIN = BOOK
REASONS = ("health", "schedule", "hired", "other", "untold")


@dataclass(frozen=True)
class Reason(OneOf):
    """Why it is cancelled; moving it instead is offered as long as the talk does it."""

    def ask(self, seen: Seen) -> Say:
        """Show the reasons, and moving only where that is possible now."""
        asked, booking = super().ask(seen), seen.facts.booking
        if booking and may_move(booking, seen.facts.office, seen.facts.now):
            return asked
        left = tuple(one for one in asked.options if one != CHANGE)
        return replace(asked, key=f"{self.key}.ask_without_move", options=left)


QUESTIONS = (Reason("cancel.reason", REASONS, links=(CHANGE, KEEP), quiet=True),)


def finish(conversation: Conversation, _: Incoming, facts: Facts) -> Turn:
    """Let the booking go."""
    booking = facts.booking
    if not booking:
        return Turn(conversation.closed(), (Say("lobby.no_booking", options=(BOOK_AGAIN,)),))
    if facts.now >= cancel_until(booking):
        raise RefusedError("too_late_to_cancel_in_chat")
    reason = conversation.answers["reason"].value
    cancelled = step(booking, Step.CANCEL_BY_SEEKER, facts.office, facts.now, reason=reason)
    receipt = Say("cancel.receipt", named(booking, facts.words), (BOOK_AGAIN,))
    return Turn(let_go(conversation, CANCELLED, booking.start), (receipt,), Cancel(cancelled))


CANCEL = Flow("cancel", (*QUESTIONS, Review("cancel.review", QUESTIONS, KEEP, undoes=True)), finish)

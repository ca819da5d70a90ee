"""The flow that cancels a booking; moving it is offered first."""

from bot.booking.lifecycle import Step, cancel_until, step
from bot.dialogue.common_buttons import BOOK, CHANGE, KEEP
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import Review
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows.booking_card import named
from bot.dialogue.outside_flows.just_done import CANCELLED, let_go
from bot.dialogue.questions.kinds import OneOf
from bot.dialogue.turn import Cancel, Facts, Say, Turn
from bot.errors import RefusedError

BOOK_AGAIN = BOOK
QUESTIONS = (
    OneOf(
        "cancel.reason",
        ("health", "schedule", "hired", "other", "untold"),
        links=(CHANGE, KEEP),
        quiet=True,
    ),
)


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

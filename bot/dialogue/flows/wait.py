"""The flow that puts somebody on the waiting list: the answers of a booking, with a span in place of a time."""

from bot.booking.waitlist import WaitingWish, WishState
from bot.dialogue.common_buttons import PHONE, STATUS
from bot.dialogue.conversation import Conversation
from bot.dialogue.flows.book import NOT_KEPT, asked_for, before_a_time, number_refused
from bot.dialogue.flows.flow import Flow
from bot.dialogue.flows.review import Review
from bot.dialogue.incoming import Incoming
from bot.dialogue.outside_flows.waitlist import LEAVE, waits_for
from bot.dialogue.questions.waitlist_days import Days, Parts, days_of_answer, parts_of_answer
from bot.dialogue.turn import Facts, Say, Turn, Wait

DAYS, PARTS = Days("wait.days"), Parts("wait.parts")
QUESTIONS = (*before_a_time(), DAYS, PARTS)
WITHOUT = NOT_KEPT | {DAYS.name, PARTS.name}


def finish(conversation: Conversation, _: Incoming, facts: Facts) -> Turn:
    """Put who asks on the list; ask again for terms that changed meanwhile."""
    consent, answers = conversation.consent, conversation.answers
    if consent is None or consent.sha256 != facts.terms.sha256:
        return Turn(conversation.without("consent"), (Say("book.terms_changed"),))
    refusal = number_refused(conversation, facts)
    if refusal:
        return refusal
    wish = WaitingWish(
        id=facts.new_id,
        state=WishState.WAITING,
        since=facts.now,
        days=days_of_answer(answers[DAYS.name]),
        parts=parts_of_answer(answers[PARTS.name]),
        user=facts.user,
        answers={name: answer for name, answer in asked_for(conversation).items() if name not in WITHOUT},
        consent=consent,
        counsellor=facts.for_needs(answers).needs.counsellor,
    )
    return Turn(conversation.closed(), (waits_for("wait.receipt", wish, facts, (STATUS, LEAVE, PHONE)),), Wait(wish))


WAIT = Flow(
    "wait", (*QUESTIONS, Review("wait.review", QUESTIONS)), finish, after={"consent": lambda _: (Say("wait.notice"),)}
)

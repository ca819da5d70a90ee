"""What follows from a tap."""

from dataclasses import replace

from bot.dialogue.events.answer import answered
from bot.dialogue.events.draft import on_button_of_a_draft, without_draft
from bot.dialogue.events.open_question import asking, open_flow, reminded
from bot.dialogue.flows import offer
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import answers, staff_message, waitlist
from bot.dialogue.questions.kinds import Question, Seen
from bot.dialogue.turn import Say, Turn

OLD = Say("common.old_button")


def on_button(seen: Seen, tap: Tap) -> Turn:
    """Answer a button; who taps another than those of an empty message for staff goes on with that."""
    draft = seen.conversation.draft
    if tap.conversation == staff_message.DRAFT:
        return on_button_of_a_draft(seen, tap)
    return _on_other_button(without_draft(seen) if draft and not draft.text else seen, tap)


def _on_other_button(seen: Seen, tap: Tap) -> Turn:
    """Answer a button, which may be of an earlier question, run, offer or answer."""
    if tap.question == offer.PICK.name:
        return _of_an_offer(seen, tap)
    if tap.conversation == answers.ASKED and answers.topic_option(tap.value, seen.facts):
        return reminded(seen, answers.answer_to(tap.value, seen.facts))
    if tap.conversation == waitlist.OFFER:
        return waitlist.answer(seen.conversation, seen.incoming, seen.facts, tap.value, tap.digest)
    flow = open_flow(seen)
    if not flow or tap.conversation != seen.conversation.id:
        return reminded(seen, OLD)
    question = flow.open_question(seen.conversation)
    if not _is_for(tap.question, question):
        return asking(seen, seen.conversation, flow, OLD)
    wanted = flow.question(tap.question) or question
    if wanted is not question and wanted is flow.questions[-1] and not tap.value.startswith("change:"):
        return asking(seen, seen.conversation, flow, OLD)
    return answered(seen, flow, wanted.take(tap.value, seen))


def _is_for(name: str, question: Question) -> bool:
    """Let buttons answer the open question, or the other half of day and time: calendars stay in the talk."""
    return name in (question.name, "review") or {name, question.name} == {"day", "time"}


def _of_an_offer(seen: Seen, tap: Tap) -> Turn:
    """Answer the button of an offer, which may be over."""
    if tap.conversation == offer.name_of(seen.facts):
        within = within_the_offer(seen)
        return answered(within, offer.OFFER, offer.PICK.take(tap.value, within))
    flow = open_flow(seen)
    if flow and flow is not offer.OFFER:
        return reminded(seen, Say("offer.over"))
    return offer.over(seen.conversation, seen.incoming, seen.facts, tap.value)


def within_the_offer(seen: Seen) -> Seen:
    """Open the flow of the times that staff offered."""
    return replace(seen, conversation=offer.opened(seen.conversation, offer.name_of(seen.facts)))

"""The open question: asked, or come back to with something said before it."""

from dataclasses import replace

from bot.dialogue.conversation import Conversation
from bot.dialogue.flows import FLOWS
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import welcome
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.turn import Say, Turn
from bot.dialogue.words import Words


def open_flow(seen: Seen) -> Flow | None:
    """Give the flow that is open."""
    return FLOWS.get(seen.conversation.flow)


def asking(seen: Seen, conversation: Conversation, flow: Flow, *first: Say) -> Turn:
    """Ask the open question of a conversation; what is told once after an answer is told before it."""
    after = replace(seen, conversation=conversation)
    return Turn(conversation, (*first, *_told(seen, after, flow), flow.open_question(conversation).ask(after)))


def _told(before: Seen, after: Seen, flow: Flow) -> tuple[Say, ...]:
    """Give what is said once after the questions that were answered just now."""
    if flow.open_question(after.conversation) is flow.questions[-1]:
        return ()
    new = after.conversation.answers.keys() - before.conversation.answers.keys()
    return tuple(say for name, told in flow.after.items() if name in new for say in told(after))


def reminded(seen: Seen, *says: Say) -> Turn:
    """Say something by the way and come back to the open question."""
    flow = open_flow(seen)
    if flow and seen.conversation.id:
        return asking(seen, seen.conversation, flow, *says)
    return Turn(seen.conversation, welcome.with_menu(says))


def showing(conversation: Conversation, last: Say, words: Words) -> Conversation:
    """Note the options of the last message, as they are labelled in either style."""
    options = (*last.options, *(row.option for row in last.rows if row.option))
    taps = [(one, one.action.encode()) for one in options if isinstance(one.action, Tap)]
    other = words.in_style(easy=not words.easy)
    shown, also = (tuple((load, style(one.label, one.values)) for one, load in taps) for style in (words, other))
    return replace(conversation, shown=shown, also=also)

"""The open question: asked, or come back to with something said before it."""

from bot.booking.replacing import replace
from bot.dialogue.common_buttons import BACK, KEEP, QUIT, RESUME
from bot.dialogue.conversation import Conversation
from bot.dialogue.events.review.back_to_the_card import LEFT_AS_IT_IS, may_stay, without_what_stood
from bot.dialogue.flows import FLOWS
from bot.dialogue.flows.flow import Flow
from bot.dialogue.incoming import Tap
from bot.dialogue.outside_flows import welcome
from bot.dialogue.questions.kinds import Seen
from bot.dialogue.turn import Effect, Say, Turn
from bot.dialogue.words import Words

RESTS = "lobby.despair_rests"
RESTING = "resting"  # held as long as the open question waits


def open_flow(seen: Seen) -> Flow | None:
    """Give the flow that is open."""
    return FLOWS.get(seen.conversation.flow)


def asking(seen: Seen, conversation: Conversation, flow: Flow, *first: Say) -> Turn:
    """Ask the open question of a conversation; what is told once after an answer is told before it."""
    conversation = without_what_stood(conversation, flow)
    after = replace(seen, conversation=conversation)
    told, asked = _told(seen, after, flow), flow.open_question(conversation).ask(after)
    return Turn(conversation, (*first, *_in_one_message(told, asked)))


def _in_one_message(told: tuple[Say, ...], asked: Say) -> tuple[Say, ...]:
    """Put a text that is told right before a question into its message, where that is a text too."""
    if not told or asked.look != "text" or told[-1].look != "text" or told[-1].choices:
        return (*told, asked)
    return (*told[:-1], replace(asked, before=told[-1]))


def _told(before: Seen, after: Seen, flow: Flow) -> tuple[Say, ...]:
    """Give what is said once after the questions that were answered just now."""
    if flow.open_question(after.conversation) is flow.questions[-1]:
        return ()
    new = after.conversation.answers.keys() - before.conversation.answers.keys()
    return tuple(say for name, told in flow.after.items() if name in new for say in told(after))


def reminded(seen: Seen, *says: Say) -> Turn:
    """Say something by the way and come back to the open question, unless that waits."""
    flow = open_flow(seen)
    if flow and RESTING in seen.conversation.held:
        return resting(seen, *says)
    if flow and seen.conversation.id:
        return asking(seen, seen.conversation, flow, *says)
    return Turn(seen.conversation, welcome.with_menu(says))


def resting(seen: Seen, *says: Say, effect: Effect | None = None) -> Turn:
    """Say something to somebody in despair: the open question waits, and its buttons work when he goes on."""
    return Turn(seen.conversation, (*says, Say(RESTS, options=(RESUME,))), effect)


def showing(conversation: Conversation, last: Say, words: Words) -> Conversation:
    """Note the options of the last message, as they are labelled in either style; those of a calendar have no place."""
    taps = [(one, one.action.encode()) for one in last.choices if isinstance(one.action, Tap)]
    other = words.in_style(easy=not words.easy)
    own, also = (tuple((load, style(one.label, one.values)) for one, load in taps) for style in (words, other))
    shown, every = () if last.groups else own, dict.fromkeys((*own, *also))
    return replace(conversation, shown=shown, also=tuple(one for one in every if one not in shown))


def with_ways_out(turn: Turn) -> Turn:
    """Put going back and stopping beside the open question, where its own buttons do not do so already.

    An offer of staff needs neither: nothing is entered, and it stays until it is answered.
    """
    talk, flow = turn.conversation, FLOWS.get(turn.conversation.flow)
    if not flow or not turn.says or talk.draft or flow is FLOWS["offer"]:
        return turn
    *before, last = turn.says
    stop = KEEP if flow.name in LEFT_AS_IT_IS else QUIT
    back = may_stay(talk, flow) or ((BACK,) if flow.may_go_back(talk) else ())
    ways = (*back, stop)
    there = [option.action for option in last.options]
    always = tuple(way for way in ways if way.action not in there)
    return replace(turn, says=(*before, replace(last, always=always)))
